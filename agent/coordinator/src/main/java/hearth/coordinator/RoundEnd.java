package hearth.coordinator;

import java.time.Duration;

/// When a round ends and whether it was enough, by numbers alone.
public final class RoundEnd {
    private static final int ENOUGH_TO_COMPARE = 3;

    private RoundEnd() {}

    /// Results that the next round takes; none where no data is left.
    public static int target(int leasesPerRound, int usableShards) {
        return Math.min(leasesPerRound, usableShards);
    }

    /// Half of the target, but three where there can be three: of two that disagree nobody knows
    /// which one lies.
    public static int quorum(int target) {
        return Math.max(Math.min(ENOUGH_TO_COMPARE, target), (target + 1) / 2);
    }

    public static boolean isFull(long waiting, int target) {
        return waiting >= target;
    }

    /// What becomes of an open round that is not full.
    public enum Next {
        GIVES_WORK,
        /// For those who have work of it, and gives none.
        WAITS,
        CLOSES
    }

    /// Who began in time is waited for, so that his work counts; but not for ever, or one who only
    /// says that he works could keep all others waiting.
    ///
    /// @param waiting results that take a place
    /// @param atWork leases that have not ended
    /// @param waited how long the first result has
    public static Next next(long waiting, int target, long atWork, Duration waited, Policy policy) {
        boolean isPatient = waited.compareTo(policy.roundPatience()) < 0;
        if (isPatient || waiting < quorum(target)) {
            return Next.GIVES_WORK;
        }
        return atWork > 0 && waited.compareTo(policy.longestRound()) < 0 ? Next.WAITS : Next.CLOSES;
    }

    /// Whether a judged round is aggregated; otherwise it opens again with the good results.
    ///
    /// @param good results that take a place
    public static boolean isEnough(long good, int target) {
        return good >= quorum(target);
    }

    /// Whether the shard of a refused result is given up, which is its last step.
    ///
    /// @param attempts that failed before this one
    public static boolean isGivenUp(int attempts) {
        return attempts + 1 >= Policy.MAX_ATTEMPTS;
    }
}
