package hearth.worker;

import hearth.hardware.Machine;

import java.time.Clock;
import java.time.ZoneId;
import java.util.random.RandomGenerator;

/// What the agent needs from the outside.
///
/// @param clock the local time; its zone decides when a day begins
/// @param jitter spreads repeated attempts
public record AgentPorts(Training training, Machine machine, Clock clock, RandomGenerator jitter) {
    /// This computer's clock, and jitter of its own.
    public static AgentPorts of(Training training, Machine machine) {
        return new AgentPorts(
                training,
                machine,
                Clock.system(ZoneId.systemDefault()),
                RandomGenerator.of("L64X128MixRandom"));
    }
}
