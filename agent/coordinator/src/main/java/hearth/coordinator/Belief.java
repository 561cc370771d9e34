package hearth.coordinator;

import hearth.coordinator.aggregation.RepeatCheck.Likeness;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.random.RandomGenerator;

/// Who repeats a result and who is believed (`docs/decisions/0005-who-repeats.md`), by what is
/// known and what is drawn.
public final class Belief {
    /// Enough to keep the coordinator at work between two sweeps, and few enough that they are not
    /// in the way of those who come.
    private static final int OWN_AT_ONCE = 16;

    /// For one repetition.
    private static final int MOST_DRAWS = 3;

    /// A lease takes no longer.
    private static final Duration FOR_THE_BUSY = Duration.ofHours(1);

    private Belief() {}

    /// What follows from the newest repetition of a result.
    public enum Next {
        ACCEPT,
        REFUSE,
        /// Somebody else repeats it, too.
        ANOTHER,
        /// The coordinator does.
        OWN
    }

    /// Whether a result that nothing speaks against is repeated before it counts.
    ///
    /// @param sinceFailure results of its device accepted since the last refused one
    public static boolean isDrawn(RandomGenerator random, Checking checking, long sinceFailure) {
        return random.nextDouble() < checking.repeated(sinceFailure);
    }

    /// What a device is still known for after statistics refused a result of it, which they do to
    /// honest work, too (`docs/decisions/0043-what-a-group-saves.md`). What a repetition proves, or
    /// is no update at all, leaves nothing.
    ///
    /// @param sinceFailure results of it accepted before that
    public static long afterDoubt(long sinceFailure) {
        return sinceFailure / 2;
    }

    /// Whether a result's loss is measured.
    public static boolean isMeasured(RandomGenerator random, double share) {
        return random.nextDouble() < share;
    }

    /// Whether a result has waited long enough for somebody who repeats it.
    ///
    /// @param isBusy whether somebody could who repeats something else now
    public static boolean isOver(Checking checking, Instant wantedAt, boolean isBusy, Instant now) {
        var patience = checking.patience();
        boolean isBrief = isBusy && patience.compareTo(FOR_THE_BUSY) < 0;
        return !now.isBefore(wantedAt.plus(isBrief ? FOR_THE_BUSY : patience));
    }

    /// Whether nobody more is drawn for a repetition: else whoever is drawn and sends nothing could
    /// keep somebody from his pay for as long as he likes.
    ///
    /// @param draws after each of which nothing came
    public static boolean isDrawnInVain(int draws) {
        return draws >= MOST_DRAWS;
    }

    /// Whether the coordinator repeats what nobody else can without waiting for anybody: a new
    /// network begins with that, at the pace at which the coordinator can.
    ///
    /// @param waiting repetitions of its own that wait
    public static boolean isOwnAtOnce(long waiting) {
        return waiting < OWN_AT_ONCE;
    }

    /// Whether the coordinator repeats what nobody else could; otherwise the repetition is dropped.
    ///
    /// @param run 1 for the first repetition of a result
    public static boolean isOwn(
            RandomGenerator random, Checking checking, boolean isCanary, int run) {
        return !isCanary && (run > 1 || random.nextDouble() < checking.alone());
    }

    /// Some results that others have confirmed are given to one device more, of which it is then
    /// known what it should send.
    ///
    /// @param isOwn whether the coordinator confirmed it
    public static boolean isCanary(
            RandomGenerator random, Checking checking, boolean isOwn, int run, long sinceFailure) {
        return !isOwn
                && run == 1
                && random.nextDouble() < checking.canaries() / checking.repeated(sinceFailure);
    }

    /// @param likeness of the result to the newest repetition
    /// @param isOwn whether that one is the coordinator's
    public static boolean isGood(Likeness likeness, boolean isOwn) {
        return isOwn ? likeness != Likeness.OTHER : likeness == Likeness.SAME;
    }

    /// Nobody is refused on the word of others, however many: two that lie alike agree with each
    /// other (`docs/decisions/0044-nobody-is-outvoted.md`).
    ///
    /// @param isOwn whether the newest repetition is the coordinator's
    /// @param agreeing whether it and an earlier one agree with each other
    /// @param isAccusing whether somebody who repeated the result would be refused if it is good
    public static Next next(boolean isGood, boolean isOwn, boolean agreeing, boolean isAccusing) {
        if (isOwn) {
            return isGood ? Next.ACCEPT : Next.REFUSE;
        }
        if (isGood) {
            return isAccusing ? Next.OWN : Next.ACCEPT;
        }
        return agreeing ? Next.OWN : Next.ANOTHER;
    }

    /// What follows from what was sent for a result that somebody confirmed: it is that one's word
    /// against the other's.
    ///
    /// @param likeness of the result to what was sent
    /// @param isOwn whether the coordinator repeated it
    public static Next nextOfCanary(Likeness likeness, boolean isOwn) {
        if (isPaid(likeness)) {
            return Next.ACCEPT;
        }
        return isOwn ? Next.REFUSE : Next.OWN;
    }

    /// Whether the coordinator repeated a lease itself and another computer came to the same: then
    /// that is the lease's work, and not what comes out another way each time.
    ///
    /// @param isOwn whether the newest repetition is the coordinator's
    /// @param likenesses of the result and of earlier repetitions to it
    public static boolean isSettled(boolean isOwn, Collection<Likeness> likenesses) {
        return isOwn && likenesses.contains(Likeness.SAME);
    }

    /// Whether somebody who repeated a result is paid for it.
    ///
    /// @param likeness of the repetition to the truth
    public static boolean isPaid(Likeness likeness) {
        return likeness != Likeness.OTHER;
    }
}
