package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.settings.PersonalMark;
import hearth.app.settings.SettingsFile;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `hearth wallet mark`: the owner's own picture and words, which every prompt for the password
/// shows. The window shows and changes the same ones.
@Command(
        name = "mark",
        description =
                "Show or choose your own picture and words; whoever asks for your password without them is not Hearth.",
        mixinStandardHelpOptions = true)
final class WalletMarkCommand implements Callable<Integer> {
    private static final List<String> FILLINGS = List.of("  ", "██", "░░");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(names = "--draw", description = "Take another picture.")
    private boolean draw;

    @Option(names = "--words", paramLabel = "TEXT", description = "At most 60 characters.")
    private @Nullable String words;

    record Marked(Optional<PersonalMark> mark) {}

    @Override
    public Integer call() {
        var file = new SettingsFile(HearthHome.open().folder());
        var settings = file.load().settings();
        var mark = settings.privacy().mark();
        if (draw || (words != null && mark.isEmpty())) {
            String said = mark.map(PersonalMark::words).orElse("");
            mark = Optional.of(PersonalMark.draw(new SecureRandom()).saying(said));
        }
        if (words != null) {
            mark = mark.map(this::saying);
        }
        var chosen = mark;
        if (!chosen.equals(settings.privacy().mark())) {
            chosen.ifPresent(
                    own -> file.save(settings.withPrivacy(settings.privacy().withMark(own))));
        }
        Terminal.of(spec, json)
                .result(
                        new Marked(chosen),
                        chosen.map(own -> String.join("\n", lines(own)))
                                .orElse("None yet: hearth wallet mark --draw --words \"…\""));
        return 0;
    }

    private PersonalMark saying(PersonalMark mark) {
        try {
            return mark.saying(String.valueOf(words));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "The words are one line of at most " + PersonalMark.LONGEST + " characters.",
                    e);
        }
    }

    /// What a prompt for the password shows above itself; nothing until a mark was chosen.
    static List<String> above(HearthHome home) {
        return new SettingsFile(home.folder())
                .glance()
                .privacy()
                .mark()
                .map(WalletMarkCommand::lines)
                .orElseGet(List::of);
    }

    private static List<String> lines(PersonalMark mark) {
        var lines = new ArrayList<String>();
        for (int[] row : mark.cells()) {
            var line = new StringBuilder("  ");
            for (int filling : row) {
                line.append(FILLINGS.get(filling));
            }
            lines.add(line.toString());
        }
        lines.add("  " + mark.words());
        return lines;
    }
}
