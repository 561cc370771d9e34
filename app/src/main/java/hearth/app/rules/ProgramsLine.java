package hearth.app.rules;

import hearth.app.text.Speech;
import hearth.worker.policy.RunRules;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The programs that come first, by name, as one field with commas between them.
public final class ProgramsLine extends RuleLine {
    private static final String KEY = "rule.programs-first";
    private static final String EXAMPLE = "blender, obs";
    private static final int SHOWN = 40;
    private static final Pattern BETWEEN = Pattern.compile("[,;]");

    private @Nullable Parts parts;

    private record Parts(RulesFeed feed, Speech speech, RuleField field) {}

    public ProgramsLine() {
        setId(KEY.replace('.', '-'));
    }

    @Override
    void build(RulesFeed feed, Speech speech) {
        head(KEY, Optional.empty(), speech);
        var field = new RuleField(speech.text(KEY), RuleField.WORDS, this::typed);
        field.setId(getId() + "-names");
        field.setPromptText(EXAMPLE);
        parts = new Parts(feed, speech, field);
        getChildren().add(field);
    }

    /// What a person typed, without what is only space.
    static Set<String> names(String text) {
        return BETWEEN.splitAsStream(text)
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// A name that cannot be seen as it is would never be found among what runs.
    private static boolean isProgram(String name) {
        return RunRules.isProgram(name)
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> Character.getType(c) == Character.FORMAT);
    }

    private static String shortened(String name) {
        String seen = name.replaceAll("\\p{Cf}", "\uFFFD");
        return seen.length() > SHOWN ? seen.substring(0, SHOWN) + "…" : seen;
    }

    private void typed() {
        if (parts == null) {
            return;
        }
        var field = parts.field();
        var names = names(field.getText());
        var wrong = names.stream().filter(name -> !isProgram(name)).findFirst();
        if (wrong.isPresent()) {
            field.mark(true);
            complain(parts.speech().text(KEY + ".wrong", shortened(wrong.get())));
            return;
        }
        if (names.size() > RunRules.MOST_PROGRAMS) {
            field.mark(true);
            complain(parts.speech().text(KEY + ".many", Integer.toString(RunRules.MOST_PROGRAMS)));
            return;
        }
        field.mark(false);
        complain("");
        parts.feed().change(book -> book.withPrograms(names));
        parts.feed().book().get().ifPresent(book -> field.settle(written(book)));
    }

    private static String written(RuleBook book) {
        return String.join(", ", book.rules().programsFirst());
    }

    @Override
    void show(RuleBook book) {
        if (parts != null) {
            var field = parts.field();
            field.show(written(book));
            if (!field.isDirty()) {
                field.mark(false);
                complain("");
            }
        }
    }
}
