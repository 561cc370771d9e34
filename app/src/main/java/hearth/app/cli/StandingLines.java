package hearth.app.cli;

import hearth.app.text.Words;
import hearth.protocol.Messages.StandingView;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// How often this device is checked and why, for the command line.
final class StandingLines {
    private static final int LONGEST = 30;
    private static final String HEAD = "Checked:  ";
    private static final String INDENT = "\n" + " ".repeat(HEAD.length());

    private StandingLines() {}

    /// @param standings absent while the coordinator has not told
    static String text(Optional<List<StandingView>> standings) {
        return HEAD
                + standings
                        .map(
                                all ->
                                        all.isEmpty()
                                                ? "no result is decided yet"
                                                : all.stream()
                                                        .map(StandingLines::line)
                                                        .collect(Collectors.joining(INDENT)))
                        .orElse("not known yet");
    }

    private static String line(StandingView view) {
        return "%s on %s: %s drawn to be repeated, %s measured; %d accepted, %d refused%s"
                .formatted(
                        Words.plain(view.recipe(), LONGEST),
                        Words.plain(view.deviceClass(), LONGEST),
                        share(view.repeated()),
                        share(view.measured()),
                        view.accepted(),
                        view.refused(),
                        way(view));
    }

    /// The way to fewer repetitions, where all are repeated.
    private static String way(StandingView view) {
        if (view.untilTrusted() == 0) {
            return "";
        }
        return "; %d more accepted until not every one is drawn%s"
                .formatted(
                        view.untilTrusted(),
                        view.failedAt().map(at -> ", since one was refused at " + at).orElse(""));
    }

    private static String share(BigDecimal share) {
        return share.movePointRight(2).stripTrailingZeros().toPlainString() + " %";
    }
}
