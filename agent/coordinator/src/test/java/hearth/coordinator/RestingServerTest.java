package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Manifest;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Registration;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// A server that is about to be summed up accepts nothing more.
final class RestingServerTest {
    private static final int STEPS = 30;
    private static final int ROUND = 4;

    private final SimulatedDevice device = new SimulatedDevice(1, SimulatedDevice.Temper.HONEST);
    @TempDir Path folder;
    private CoordinatorServer server;
    private Manifest manifest;

    @BeforeEach
    void joins() {
        server = HttpInterfaceTest.open(folder, 0);
        var coordinator = server.coordinator();
        manifest = TestJobs.manifest(coordinator.blobs(), 12, 50, Wei.ofEmber("1"));
        coordinator.create(HttpInterfaceTest.JOB, manifest);
        while (coordinator.evaluate()) {
            // The job is prepared.
        }
        coordinator.register(device.key.deviceId(), new Registration("desk"));
        coordinator.bindPayout(
                device.key.deviceId(),
                new PayoutBinding(
                        "0x00000000000000000000000000000000000000aa", 4_000_000_000L, "00"));
    }

    @AfterEach
    void closes() {
        server.close();
    }

    private void fillARound() {
        for (int i = 0; i < ROUND; i++) {
            var coordinator = server.coordinator();
            var lease =
                    coordinator
                            .lease(device.key.deviceId(), new LeaseRequest(Set.of("gpt")))
                            .lease()
                            .orElseThrow();
            var update = device.work(manifest, lease, STEPS);
            coordinator.commit(
                    device.key.deviceId(),
                    lease.id(),
                    new Commit(lease.token(), Sha256.of(update), update.length, STEPS, 5, 4));
            coordinator.submit(device.key.deviceId(), lease.id(), lease.token(), update);
        }
    }

    @Test
    void whatIsFullWhileItRestsIsAcceptedAfterTheNextStart() throws InterruptedException {
        server.rest();
        fillARound();
        assertThat(server.coordinator().isClosingRounds()).isTrue();

        // Steps that were due are behind this one.
        server.rest();

        assertThat(server.coordinator().isClosingRounds()).isTrue();
        assertThat(server.coordinator().earnings(device.key.deviceId()).acceptedResults()).isZero();
        server.close();
        server = HttpInterfaceTest.open(folder, 0);
        for (int i = 0; i < 3_000 && server.coordinator().isClosingRounds(); i++) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        assertThat(server.coordinator().earnings(device.key.deviceId()).acceptedResults())
                .isEqualTo(ROUND);
    }
}
