package hearth.app.hardware;

import hearth.app.look.Tone;
import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.protocol.Messages.StandingView;
import hearth.protocol.Messages.Standings;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the network knows this computer for, how often it is looked at for that, and the way back
/// after a refused result, in words.
///
/// @param note says so where nothing is known; empty where there is something
record Standing(String note, List<Kind> kinds) {
    private static final int LONGEST = 30;

    /// More than a computer can have.
    private static final int MOST_KINDS = 20;

    /// With one recipe, on one sort of device.
    ///
    /// @param badge how often it is looked at, in a word
    /// @param why why that often, and when it is less
    record Kind(String name, String badge, Tone tone, String why, List<Meter.Line> facts) {}

    /// @param told empty before the coordinator told anything
    static Standing of(Optional<Standings> told, Speech speech) {
        if (told.isEmpty()) {
            return new Standing(speech.text("standing.unknown"), List.of());
        }
        var kinds =
                told.get().standings().stream()
                        .limit(MOST_KINDS)
                        .map(view -> kind(view, speech))
                        .toList();
        return new Standing(kinds.isEmpty() ? speech.text("standing.none") : "", kinds);
    }

    private static Kind kind(StandingView view, Speech speech) {
        boolean isTrusted = view.untilTrusted() == 0;
        String badge =
                isTrusted ? "trusted" : view.failedAt().isPresent() ? "after-failure" : "new";
        return new Kind(
                speech.text(
                        "machines.with",
                        word("recipe.", view.recipe(), speech),
                        word("machines.with.", view.deviceClass(), speech)),
                speech.text("standing.badge." + badge),
                isTrusted ? Tone.GOOD : view.failedAt().isPresent() ? Tone.WARN : Tone.NEUTRAL,
                why(view, speech),
                facts(view, speech));
    }

    /// What this version has no word for keeps its id.
    private static String word(String prefix, String id, Speech speech) {
        return speech.words().find(prefix + id).orElseGet(() -> Words.plain(id, LONGEST));
    }

    private static String why(StandingView view, Speech speech) {
        boolean hasFailed = view.failedAt().isPresent();
        if (view.untilTrusted() > 0) {
            return speech.text(
                    hasFailed ? "standing.why.back" : "standing.why.new", view.untilTrusted());
        }
        return hasFailed
                ? speech.text("standing.why.recovered", view.sinceFailure())
                : speech.text("standing.why.good");
    }

    private static List<Meter.Line> facts(StandingView view, Speech speech) {
        var facts = new ArrayList<Meter.Line>();
        facts.add(new Meter.Line(speech.text("standing.repeated"), share(view.repeated(), speech)));
        facts.add(new Meter.Line(speech.text("standing.measured"), share(view.measured(), speech)));
        facts.add(
                new Meter.Line(
                        speech.text("standing.accepted"), speech.amounts().count(view.accepted())));
        facts.add(
                new Meter.Line(
                        speech.text("standing.refused"), speech.amounts().count(view.refused())));
        view.failedAt()
                .ifPresent(
                        at ->
                                facts.add(
                                        new Meter.Line(
                                                speech.text("standing.failed"),
                                                speech.times().full(at))));
        return List.copyOf(facts);
    }

    /// @param share 0…1
    private static String share(BigDecimal share, Speech speech) {
        if (share.compareTo(BigDecimal.ONE) >= 0) {
            return speech.text("standing.all");
        }
        var percent = share.movePointRight(2).stripTrailingZeros();
        return speech.text("standing.share", speech.amounts().measured(percent));
    }
}
