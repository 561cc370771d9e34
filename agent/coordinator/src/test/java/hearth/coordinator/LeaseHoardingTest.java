package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.Messages.Heartbeat;
import hearth.protocol.Messages.HeartbeatReply;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
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

    /// So nothing of it is lost with the process, although few beats are written.
    @Test
    void whatAHeartbeatPromisesIsOnTheDiskAndMostWriteNothing() {
        try (var network =
                new Simulation(
                        1, column.stores(), folder, POLICY, Wei.of(1_000_000_000L), 12, 1000)) {
            var device = new SimulatedDevice(1, Temper.HONEST);
            network.join(device);
            var id = device.key.deviceId();
            var lease =
                    network.coordinator
                            .lease(id, new LeaseRequest(Set.of("gpt")))
                            .lease()
                            .orElseThrow();
            var ends = new ArrayList<Instant>();
            for (int i = 1; i <= 12; i++) {
                network.pass(Duration.ofSeconds(5));
                var beat =
                        network.coordinator.heartbeat(
                                id, lease.id(), new Heartbeat(lease.token(), i));
                assertThat(beat)
                        .isEqualTo(
                                Answer.done(
                                        new HeartbeatReply(
                                                lease.expiresAt().plusSeconds(5L * i),
                                                lease.grantedAt().plus(LONGEST))));
                ends.add(network.endsAt(lease.id()));
                assertThat(ends.getLast())
                        .isBetween(
                                lease.expiresAt().plusSeconds(5L * i),
                                lease.expiresAt().plusSeconds(5L * i + 15));
            }
            assertThat(new HashSet<>(ends)).hasSize(3);
        }
    }
}
