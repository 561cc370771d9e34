package hearth.coordinator;

import hearth.coordinator.aggregation.RepeatCheck.Likeness;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Who repeats a result and who is believed (`docs/decisions/0005-who-repeats.md`), by what is
/// known and what is drawn.
public final class Belief {
    /// Instead of somebody's place in a list.
    public static final int NOBODY = -1;

    /// Enough where one of fifty devices that ever registered is there.
    private static final int TRIALS = 256;

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

    /// Whether a result's loss is measured.
    public static boolean isMeasured(RandomGenerator random, double share) {
        return random.nextDouble() < share;
    }

    /// Draws who repeats a result: one of those that may, each as likely as any other. Whoever is
    /// drawn and may not is passed over, so nobody lists all of them unless hardly any may.
    ///
    /// @param size of all devices, which have places from 0 on
    /// @param may whether the one at a place asked for work lately and may repeat it
    /// @param lately places of all that asked for work lately, in order
    /// @return place of the one that was drawn, or [#NOBODY]
    public static int auditor(
            RandomGenerator random, int size, IntPredicate may, Supplier<int[]> lately) {
        for (int i = 0; i < TRIALS && size > 0; i++) {
            int one = random.nextInt(size);
            if (may.test(one)) {
                return one;
            }
        }
        var all = Arrays.stream(lately.get()).filter(may).toArray();
        return all.length == 0 ? NOBODY : all[random.nextInt(all.length)];
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

    /// @param isOwn whether the newest repetition is the coordinator's
    /// @param agreeing whether it and an earlier one agree with each other
    public static Next next(boolean isGood, boolean isOwn, boolean agreeing) {
        if (isGood) {
            return Next.ACCEPT;
        }
        if (isOwn) {
            return Next.REFUSE;
        }
        // Two that lie alike would agree, and a refusal costs its device what is held back.
        return agreeing ? Next.OWN : Next.ANOTHER;
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
