package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.LeaseArchive.Found;
import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.LeaseId;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.Database;
import hearth.storage.FileBlobStore;
import hearth.storage.SmallBlobs;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

final class LeaseArchiveTest {
    @TempDir Path folder;
    @TempDir Path copies;

    @BeforeEach
    void runANetworkForAWhile() {
        try (var network =
                new Simulation(1, folder, Simulation.POLICY, Wei.of(1_000_000_000L), 12, 1000)) {
            for (int i = 0; i < 3; i++) {
                network.join(new SimulatedDevice(i + 1, Temper.HONEST));
            }
            for (int i = 0; i < 60; i++) {
                network.step();
            }
            network.finish();
        }
    }

    @Test
    void handsOutCheckedCopiesOfAllThatALeaseNeeds() {
        var found = LeaseArchive.find(folder, newest(), copies);
        assertThat(found)
                .isInstanceOfSatisfying(
                        Found.Whole.class,
                        whole -> {
                            var lease = whole.lease();
                            assertThat(lease.id()).isEqualTo(newest());
                            assertThat(whole.manifest().id()).isEqualTo(lease.manifest());
                            assertThat(Sha256.ofFile(whole.base())).isEqualTo(lease.base());
                            assertThat(Sha256.ofFile(whole.shard())).isEqualTo(lease.shard());
                            assertThat(Sha256.ofFile(whole.update()))
                                    .isEqualTo(hash("update_hash", newest()));
                            assertThat(whole.steps())
                                    .isEqualTo(whole.manifest().training().innerSteps());
                        });
    }

    @Test
    void namesThePartThatIsNotKept() {
        var blobs = folder.resolve("blobs");
        try (var store = SmallBlobs.beside(new FileBlobStore(blobs), blobs)) {
            store.remove(hash("update_hash", newest()));
        }
        assertThat(LeaseArchive.find(folder, newest(), copies))
                .isEqualTo(new Found.Incomplete("update"));
    }

    @Test
    void knowsNothingOfOtherLeasesAndFolders() {
        assertThat(LeaseArchive.find(folder, new LeaseId("other"), copies))
                .isEqualTo(new Found.Unknown());
        assertThat(LeaseArchive.find(copies, newest(), copies)).isEqualTo(new Found.Unknown());
    }

    private LeaseId newest() {
        return query("SELECT lease AS found FROM result ORDER BY sequence DESC LIMIT 1");
    }

    private LeaseId query(String sql) {
        try (var database = Database.openReadOnly(folder.resolve("coordinator.db"))) {
            return database.read(s -> s.first(sql, row -> new LeaseId(row.text("found"))))
                    .orElseThrow();
        }
    }

    private Sha256 hash(String column, LeaseId lease) {
        try (var database = Database.openReadOnly(folder.resolve("coordinator.db"))) {
            return database.read(
                            s ->
                                    s.first(
                                            "SELECT update_hash FROM result WHERE lease = ?",
                                            row -> row.hash(column),
                                            lease))
                    .orElseThrow();
        }
    }
}
