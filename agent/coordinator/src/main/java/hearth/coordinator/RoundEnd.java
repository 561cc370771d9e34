package hearth.coordinator;

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

    /// Of a round whose first result has waited long enough.
    public static boolean isPatientEnough(long waiting, int target) {
        return waiting >= quorum(target);
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
