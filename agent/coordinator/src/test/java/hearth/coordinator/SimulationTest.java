package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

final class SimulationTest {
    private static final int STEPS_THAT_LEAVE_A_COMMITTED_LEASE = 45;

    @TempDir private Path folder;

    @Test
    void aRoundThatWaitsForALeaseOfAnEarlierStepSaysSo() {
        var budget = Wei.of(1_000_000_000L);
        try (var network = new Simulation(0, folder, Simulation.POLICY, budget, 12, 1000)) {
            network.join(new SimulatedDevice(1, Temper.HONEST));
            for (int i = 0; i < STEPS_THAT_LEAVE_A_COMMITTED_LEASE; i++) {
                network.step();
            }
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(network::round)
                    .withMessageMatching("(?s).*turns of round 1, while .lease .* is COMMITTED.*");

            network.pass(Simulation.POLICY.leaseTime().multipliedBy(2));
            network.round();
            assertThat(network.coordinator.jobs().jobs().getFirst().round()).isEqualTo(2);
        }
    }
}
