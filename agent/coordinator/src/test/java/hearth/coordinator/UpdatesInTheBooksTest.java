package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.Lease;
import hearth.protocol.Messages.Awaited;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.BlobStore.PutOutcome;
import hearth.storage.Database;
import hearth.storage.SmallBlobs;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// A small update and the result that names it reach the disk in one commit, or neither does.
final class UpdatesInTheBooksTest {
    @TempDir Path folder;
    @TempDir Path disk;
    private final SimulatedDevice device = new SimulatedDevice(1, Temper.HONEST);
    private Simulation network;

    @BeforeEach
    void open() {
        network = new Simulation(1, folder, TestJobs.sharing(1), Wei.of(1_000_000_000L), 12, 10);
        network.join(device);
    }

    @AfterEach
    void close() {
        network.close();
    }

    private Lease lease() {
        var request = new LeaseRequest(Set.of("gpt"));
        return network.coordinator.lease(device.key.deviceId(), request).lease().orElseThrow();
    }

    private byte[] committed(Lease lease) {
        var update = device.work(network.manifest, lease, lease.units(network.manifest));
        var commit =
                new Commit(
                        lease.token(),
                        Sha256.of(update),
                        update.length,
                        lease.units(network.manifest),
                        5,
                        4);
        assertThat(network.coordinator.commit(device.key.deviceId(), lease.id(), commit))
                .isEqualTo(Answer.done(lease.id()));
        return update;
    }

    private Answer<?> submit(Lease lease, byte[] update) {
        return network.coordinator.submit(device.key.deviceId(), lease.id(), lease.token(), update);
    }

    @Test
    void isOnTheDiskInTheSameFileAsItsResultOnceThereIsAReceipt() throws IOException {
        for (int i = 0; i < 3; i++) {
            var lease = lease();
            var update = committed(lease);
            assertThat(submit(lease, update)).isInstanceOf(Answer.Done.class);
            // What a power cut leaves of the books, and nothing else of the folder.
            var books = Files.createDirectory(disk.resolve("cut-" + i));
            for (var file : new String[] {"coordinator.db", "coordinator.db-wal"}) {
                Files.copy(folder.resolve(file), books.resolve(file));
            }
            var left = books.resolve(CoordinatorServer.DATABASE);
            try (var database = Database.open(left, CoordinatorServer.migrations());
                    var blobs = SmallBlobs.existing(database, books)) {
                var named =
                        database.read(
                                session ->
                                        session.all(
                                                "SELECT update_hash FROM result",
                                                row -> row.hash("update_hash")));
                assertThat(named).hasSize(i + 1).contains(Sha256.of(update));
                assertThat(named).allMatch(blobs::contains);
                assertThat(blobs.get(Sha256.of(update)))
                        .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(update));
            }
        }
    }

    @Test
    void isSentAgainWhenTheCoordinatorEndsBetweenItsBytesAndItsResult() {
        var lease = lease();
        var update = committed(lease);
        var hash = Sha256.of(update);
        var arrived =
                network.coordinator
                        .blobs()
                        .append(new ByteArrayInputStream(update), hash, update.length, 0);
        assertThat(arrived).isInstanceOf(PutOutcome.Verified.class);
        network.restart();
        network.check();
        assertThat(network.coordinator.blobs().contains(hash)).isFalse();
        assertThat(network.count("small_blob")).isZero();
        assertThat(network.coordinator.received(device.key.deviceId(), lease.id(), false))
                .isEqualTo(Answer.done(new Awaited(0, Optional.empty())));
        assertThat(submit(lease, update)).isInstanceOf(Answer.Done.class);
        network.restart();
        network.check();
        assertThat(network.coordinator.blobs().contains(hash)).isTrue();
        assertThat(network.verify()).isInstanceOf(OfflineVerification.Verified.Same.class);
    }

    /// A lease that ended meanwhile has no result, so nobody keeps its bytes.
    @Test
    void keepsNothingOfAnUpdateThatComesTooLate() {
        var lease = lease();
        var update = committed(lease);
        network.pass(Policy.network().longestLease());
        assertThat(submit(lease, update)).isEqualTo(Answer.refused(Refusal.LEASE_ENDED));
        assertThat(network.count("small_blob")).isZero();
        assertThat(network.count("result")).isZero();
    }
}
