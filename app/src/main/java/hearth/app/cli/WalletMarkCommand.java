package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.settings.PersonalMark;
import hearth.app.settings.Settings;
import hearth.app.settings.SettingsFile;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

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

    @Mixin private Output output = new Output();

    @Option(names = "--draw", description = "Take another picture.")
    private boolean draw;

    @Option(names = "--words", paramLabel = "TEXT", description = "At most 60 characters.")
    private @Nullable String words;

    record Marked(Optional<PersonalMark> mark) {}

    @Override
    public Integer call() {
        var file = new SettingsFile(HearthHome.open().folder());
        var settings = file.glance();
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
                    own ->
                            file.change(
                                    now -> now.withPrivacy(now.privacy().withMark(own)),
                                    Settings.initial()));
        }
        output.terminal()
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
                    output.line(),
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
