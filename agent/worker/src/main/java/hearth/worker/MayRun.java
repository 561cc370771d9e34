package hearth.worker;

import hearth.hardware.Reading;
import hearth.worker.AgentSnapshot.Reason;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Decides whether this machine may work now. A pure function of what is known, so that the same
/// facts always give the same words to the owner.
final class MayRun {
    /// @param payoutBound whether earnings have an owner
    /// @param spent what of the owner's limits leaves no room for more
    /// @param stopping whether the agent is about to exit
    record Facts(
            boolean sharing,
            boolean payoutBound,
            Optional<Reason> spent,
            Reading.Power power,
            boolean stopping) {}

    /// The answer.
    sealed interface Decision {
        record Run() implements Decision {}

        /// What is held is worked on, nothing new is taken.
        ///
        /// @param reasons most important first, never empty
        record Finish(List<Reason> reasons) implements Decision {
            public Finish {
                reasons = List.copyOf(reasons);
            }
        }

        /// @param reasons most important first, never empty
        record Wait(List<Reason> reasons) implements Decision {
            public Wait {
                reasons = List.copyOf(reasons);
            }
        }
    }

    private MayRun() {}

    static Decision decide(Facts facts) {
        var standStill = new ArrayList<Reason>();
        var takeNothing = new ArrayList<Reason>();
        if (facts.stopping()) {
            standStill.add(new Reason("agent-stopping", ""));
        }
        if (!facts.sharing()) {
            standStill.add(new Reason(WorkEvent.Forbidden.SHARING_OFF, ""));
        }
        if (!facts.payoutBound()) {
            takeNothing.add(new Reason("no-payout", ""));
        }
        if (facts.power() instanceof Reading.Power.Battery) {
            standStill.add(new Reason("on-battery", ""));
        }
        facts.spent().ifPresent(takeNothing::add);
        if (standStill.isEmpty()) {
            return takeNothing.isEmpty() ? new Decision.Run() : new Decision.Finish(takeNothing);
        }
        standStill.addAll(takeNothing);
        return new Decision.Wait(standStill);
    }
}
