package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

@ParameterizedClass
@EnumSource(Column.class)
final class LeaseHoardingTest {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Policy POLICY =
            new Policy(
                    Duration.ofSeconds(60),
                    LONGEST,
                    Duration.ofSeconds(90),
                    Duration.ZERO,
                    0,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(1),
                    5,
                    3,
                    1);

    private final Column column;
    @TempDir Path folder;

    LeaseHoardingTest(Column column) {
        this.column = column;
    }

    /// Otherwise a device could keep a shard and its pay from everybody for ever without any work.
    @Test
    void askingForTheSameLeaseAgainDoesNotKeepItLongerThanHeartbeatsCan() {
        try (var network =
                new Simulation(
                        1, column.stores(), folder, POLICY, Wei.of(1_000_000_000L), 12, 1000)) {
            var device = new SimulatedDevice(1, Temper.HONEST);
            network.join(device);
            var id = device.key.deviceId();
            var request = new LeaseRequest(Set.of("gpt"));
            var first = network.coordinator.lease(id, request).lease().orElseThrow();
            for (int i = 0; i < 30; i++) {
                network.pass(Duration.ofSeconds(30));
                var lease = network.coordinator.lease(id, request).lease().orElseThrow();
                if (lease.id().equals(first.id())) {
                    assertThat(lease.expiresAt())
                            .isBeforeOrEqualTo(first.grantedAt().plus(LONGEST));
                } else {
                    network.check();
                    return;
                }
            }
            throw new AssertionError("the lease never ended");
        }
    }
}
