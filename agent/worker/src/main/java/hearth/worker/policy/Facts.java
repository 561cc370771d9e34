package hearth.worker.policy;

import hearth.hardware.Observation;
import hearth.protocol.SandboxGrade;
import hearth.worker.electricity.Margin;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.Set;

/// What is known at one moment.
///
/// @param seen the machine and the person at it
/// @param own what of the machine's load is our doing
/// @param spent which of the owner's allowances of line and disk leaves no room for more
/// @param margin what an hour of work earns and costs, where both are known
/// @param sandbox what the walls around a training are worth; absent where nothing is known of them
public record Facts(
        Instant at,
        ZoneId zone,
        Observation seen,
        Owner owner,
        Own own,
        Optional<Reason> spent,
        Optional<Margin> margin,
        Optional<SandboxGrade> sandbox) {

    /// What the owner and the agent want.
    ///
    /// @param payoutBound whether earnings have an owner
    /// @param working whether a lease is being worked on
    /// @param stopping whether the agent is about to exit
    public record Owner(
            boolean sharing,
            boolean payoutBound,
            Optional<Instant> pausedUntil,
            boolean working,
            boolean stopping,
            Engine engine) {}

    /// What training uses.
    public sealed interface Engine {
        record Processor() implements Engine {}

        /// @param cards ids; empty for any
        record Graphics(Set<String> cards) implements Engine {
            public Graphics {
                cards = Set.copyOf(cards);
            }
        }
    }

    /// @param processes ids of our processes
    /// @param processorLoad 0…1 of all cores that is ours; absent before it was measured
    public record Own(Set<Long> processes, Optional<Double> processorLoad) {
        public static final Own NOTHING = new Own(Set.of(), Optional.of(0.0));

        public Own {
            processes = Set.copyOf(processes);
        }
    }

    ZonedDateTime wall() {
        return at.atZone(zone);
    }
}
