package hearth.coordinator;

import java.util.Optional;

/// Why what a device says about a lease is not heard, in the order in which it is looked at.
public final class Objection {
    private static final Optional<Refusal> NOT_HERS = Optional.of(Refusal.NO_SUCH_LEASE);
    private static final Optional<Refusal> STALE = Optional.of(Refusal.STALE_TOKEN);
    private static final Optional<Refusal> ENDED = Optional.of(Refusal.LEASE_ENDED);
    private static final Optional<Refusal> WRONG_STEPS = Optional.of(Refusal.WRONG_STEPS);

    private Objection() {}

    /// @param isHers whether there is such a lease of this device
    /// @param hasToken whether it names the lease's token
    /// @param isLive whether the lease is open and its time not over
    public static Optional<Refusal> to(boolean isHers, boolean hasToken, boolean isLive) {
        if (!isHers) {
            return NOT_HERS;
        }
        if (!hasToken) {
            return STALE;
        }
        return isLive ? Optional.empty() : ENDED;
    }

    /// A repetition is compared with all of a result, so it has to be all of it, too.
    ///
    /// @param all steps of the lease
    public static Optional<Refusal> toSteps(int steps, int all, boolean isAudit) {
        return steps < (isAudit ? all : 1) || steps > all ? WRONG_STEPS : Optional.empty();
    }
}
