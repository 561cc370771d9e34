package hearth.app.votes;

import hearth.app.look.Tone;
import hearth.app.text.Speech;
import hearth.chain.Ballot;
import hearth.chain.Proposal;
import hearth.chain.ProposalStage;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One proposal, ready to show.
///
/// @param icon of the stage
/// @param calls what it would do
/// @param share of the quorum that is there, 0 to 1
/// @param mine what the account can still do, or did
/// @param actions what the owner may do now
record ProposalCard(
        String id,
        String title,
        String stage,
        String icon,
        Tone tone,
        List<Line> calls,
        String when,
        double share,
        String quorum,
        boolean hasQuorum,
        String counts,
        String mine,
        List<Action> actions) {
    /// @param isKnown false for a call that cannot be said in words
    record Line(String text, boolean isKnown) {}

    /// A button.
    ///
    /// @param id stable, for finding the button
    record Action(String id, String label, boolean isMain, Wish wish) {}

    static ProposalCard of(Proposal p, Speech speech) {
        var words = new ProposalWords(speech);
        var tally = p.tally();
        var amounts = speech.amounts();
        return new ProposalCard(
                p.id().toString(),
                words.title(p),
                words.stage(p.stage()),
                icon(p.stage()),
                tone(p.stage()),
                p.calls().stream()
                        .map(c -> new Line(words.call(c), c.meaning().isPresent()))
                        .toList(),
                words.when(p),
                share(p),
                speech.text(
                        tally.hasQuorum() ? "votes.quorum.reached" : "votes.quorum.missing",
                        amounts.brief(tally.towardsQuorum()),
                        amounts.brief(tally.quorum())),
                tally.hasQuorum(),
                speech.text(
                        "votes.counts",
                        amounts.brief(tally.inFavour()),
                        amounts.brief(tally.against()),
                        amounts.brief(tally.abstaining())),
                mine(p, speech),
                actions(p, words, speech));
    }

    private static double share(Proposal p) {
        if (p.tally().hasQuorum()) {
            return 1;
        }
        return new BigDecimal(p.tally().towardsQuorum().value())
                .divide(new BigDecimal(p.tally().quorum().value()), MathContext.DECIMAL32)
                .doubleValue();
    }

    private static String mine(Proposal p, Speech speech) {
        if (p.hasVoted()) {
            return speech.text("votes.mine.cast", speech.amounts().brief(p.power()));
        }
        return switch (p.stage()) {
            case PENDING, ACTIVE ->
                    p.power().isZero()
                            ? speech.text("votes.mine.none")
                            : speech.text("votes.mine.open", speech.amounts().brief(p.power()));
            case CANCELED, DEFEATED, SUCCEEDED, QUEUED, EXPIRED, EXECUTED -> "";
        };
    }

    private static List<Action> actions(Proposal p, ProposalWords words, Speech speech) {
        var actions = new ArrayList<Action>();
        if (p.stage() == ProposalStage.ACTIVE && !p.hasVoted() && !p.power().isZero()) {
            for (var ballot : List.of(Ballot.FOR, Ballot.AGAINST, Ballot.ABSTAIN)) {
                actions.add(
                        new Action(
                                ballot.name().toLowerCase(Locale.ROOT),
                                words.ballot(ballot),
                                false,
                                new Wish.Cast(p, ballot)));
            }
        }
        if (p.stage() == ProposalStage.SUCCEEDED) {
            actions.add(
                    new Action("pass-on", speech.text("votes.pass-on"), true, new Wish.PassOn(p)));
        }
        Instant now = speech.times().now();
        if (p.stage() == ProposalStage.QUEUED
                && p.executableAt().filter(at -> !at.isAfter(now)).isPresent()) {
            actions.add(
                    new Action(
                            "carry-out",
                            speech.text("votes.carry-out"),
                            true,
                            new Wish.CarryOut(p)));
        }
        return List.copyOf(actions);
    }

    private static String icon(ProposalStage stage) {
        return switch (stage) {
            case PENDING -> "fth-calendar";
            case ACTIVE -> "fth-edit-3";
            case CANCELED -> "fth-slash";
            case DEFEATED -> "fth-x";
            case SUCCEEDED -> "fth-check";
            case QUEUED -> "fth-clock";
            case EXPIRED -> "fth-archive";
            case EXECUTED -> "fth-check-circle";
        };
    }

    private static Tone tone(ProposalStage stage) {
        return switch (stage) {
            case PENDING -> Tone.INFO;
            case ACTIVE -> Tone.ACCENT;
            case SUCCEEDED, EXECUTED -> Tone.GOOD;
            case QUEUED -> Tone.WARN;
            case DEFEATED -> Tone.BAD;
            case CANCELED, EXPIRED -> Tone.NEUTRAL;
        };
    }
}
