package hearth.worker;

import hearth.hardware.Reading;
import hearth.worker.AgentSnapshot.Reason;

import java.util.ArrayList;
import java.util.List;

/// Decides whether this machine may work now. A pure function of what is known, so that the same
/// facts always give the same words to the owner.
final class MayRun {
    static final long LEAST_FREE_DISK = 2L << 30;
    private static final long GIB = 1L << 30;

    /// @param payoutBound whether earnings have an owner
    /// @param freeDisk bytes left where the agent keeps its files
    /// @param working whether a lease is being worked on; what only forbids a start no longer
    /// matters then
    /// @param stopping whether the agent is about to exit
    record Facts(
            boolean sharing,
            boolean payoutBound,
            long freeDisk,
            Reading.Power power,
            boolean working,
            boolean stopping) {}

    /// The answer.
    sealed interface Decision {
        record Run() implements Decision {}

        /// @param reasons most important first, never empty
        record Wait(List<Reason> reasons) implements Decision {
            public Wait {
                reasons = List.copyOf(reasons);
            }
        }
    }

    private MayRun() {}

    static Decision decide(Facts facts) {
        var reasons = new ArrayList<Reason>();
        if (facts.stopping()) {
            reasons.add(new Reason("agent-stopping", ""));
        }
        if (!facts.sharing()) {
            reasons.add(new Reason(WorkEvent.Forbidden.SHARING_OFF, ""));
        }
        if (!facts.payoutBound() && !facts.working()) {
            reasons.add(new Reason("no-payout", ""));
        }
        if (facts.power() instanceof Reading.Power.Battery) {
            reasons.add(new Reason("on-battery", ""));
        }
        if (facts.freeDisk() < LEAST_FREE_DISK && !facts.working()) {
            reasons.add(new Reason("disk-low", Long.toString(facts.freeDisk() / GIB)));
        }
        return reasons.isEmpty() ? new Decision.Run() : new Decision.Wait(reasons);
    }
}
