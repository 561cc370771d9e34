package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.OfflineVerification.Verified;
import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.Json;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;
import hearth.protocol.Wei;
import hearth.storage.Database;
import hearth.storage.FileBlobStore;
import hearth.storage.SmallBlobs;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.TreeMap;

/// One changed byte anywhere in what a coordinator keeps for others has to be found and named.
final class TamperedFolderTest {
    @TempDir Path folder;

    @BeforeEach
    void runANetworkForAWhile() {
        try (var network =
                new Simulation(3, folder, Simulation.POLICY, Wei.of(1_000_000_000L), 12, 1000)) {
            for (int i = 0; i < 5; i++) {
                network.join(new SimulatedDevice(i + 1, Temper.HONEST));
            }
            for (int i = 0; i < 3; i++) {
                network.round();
            }
            network.finish();
        }
        assertThat(difference()).isEmpty();
    }

    private String difference() {
        return switch (OfflineVerification.verify(folder)) {
            case Verified.Same _ -> "";
            case Verified.Different different -> different.firstDifference();
            case Verified.Nothing nothing -> nothing.reason();
        };
    }

    private Sha256 hash(String sql) {
        try (var database = Database.openReadOnly(folder.resolve(CoordinatorServer.DATABASE))) {
            return database.read(s -> s.first(sql, row -> row.hash("hash"))).orElseThrow();
        }
    }

    private void tamper(String... statements) {
        try (var database =
                Database.open(
                        folder.resolve(CoordinatorServer.DATABASE),
                        CoordinatorServer.migrations())) {
            database.change(
                    session -> {
                        for (var sql : statements) {
                            assertThat(session.update(sql)).isPositive();
                        }
                    });
        }
    }

    private RoundRecord lastRecord() {
        var hash = hash("SELECT record AS hash FROM round WHERE number = 2");
        var blobs = FileBlobStore.existing(folder.resolve(CoordinatorServer.BLOBS));
        return Json.read(blobs.get(hash).orElseThrow(), RoundRecord.class);
    }

    @Test
    void findsAByteOfAnAcceptedUpdate() throws IOException {
        DamagedBlobs.flipAByte(folder, lastRecord().accepted().getFirst().update());
        assertThat(difference())
                .startsWith("update of lease " + lastRecord().accepted().getFirst().lease());
    }

    @Test
    void findsAByteOfABroadcast() throws IOException {
        DamagedBlobs.flipAByte(folder, lastRecord().broadcast());
        assertThat(difference())
                .startsWith("difference published by words round 2 is damaged")
                .contains(lastRecord().broadcast().hex());
    }

    @Test
    void findsAByteOfACheckpoint() throws IOException {
        DamagedBlobs.flipAByte(folder, lastRecord().checkpoint());
        assertThat(difference()).startsWith("checkpoint of words round 2 is damaged");
    }

    @Test
    void findsAByteOfALeafFile() throws IOException {
        DamagedBlobs.flipAByte(folder, hash("SELECT leaves AS hash FROM epoch WHERE number = 1"));
        assertThat(difference()).startsWith("leaf file of epoch 1 is damaged");
    }

    /// Leaves, root and total agree with each other, but not with the ledger.
    @Test
    void findsASumThatIsNotTheLedgers() {
        var old = hash("SELECT leaves AS hash FROM epoch WHERE number = 1");
        var blobs = folder.resolve(CoordinatorServer.BLOBS);
        Sha256 leaves;
        LeafFile file;
        try (var database = Database.openReadOnly(folder.resolve(CoordinatorServer.DATABASE));
                var store = SmallBlobs.existing(database, blobs)) {
            file = Json.read(store.get(old).orElseThrow(), LeafFile.class);
        }
        var sums = new TreeMap<>(file.cumulative());
        sums.merge(sums.firstKey(), Wei.of(1), Wei::plus);
        file = LeafFile.of(file.chainId(), file.rewards(), 1, sums);
        try (var store = FileBlobStore.existing(blobs)) {
            leaves = store.put(Json.bytes(file));
        }
        tamper(
                "INSERT INTO blob (hash, bytes, published) VALUES ('" + leaves + "', 1, 1)",
                "UPDATE epoch SET leaves = '%s', total = '%s', root = '%s' WHERE number = 1"
                        .formatted(
                                leaves,
                                file.total(),
                                HexFormat.of().formatHex(file.tree().root())));
        assertThat(difference()).contains("pays other sums than the ledger");
    }

    @Test
    void findsAByteOfAShard() throws IOException {
        DamagedBlobs.flipAByte(folder, hash("SELECT hash FROM shard WHERE number = 11"));
        assertThat(difference()).startsWith("a kept file is damaged");
    }

    @Test
    void findsALedgerAmountThatIsNoAmount() {
        tamper(
                "UPDATE ledger SET amount = 'x' WHERE result = 1",
                "UPDATE lease SET pay = 'x' WHERE id = (SELECT lease FROM result WHERE sequence ="
                        + " 1)",
                "UPDATE result SET pay = 'x' WHERE sequence = 1");
        assertThat(difference()).contains("not a decimal amount of wei: x");
    }

    /// All rows agree with each other, but not with what the job's owner signed.
    @Test
    void findsALeaseThatPaysMoreThanItsManifest() {
        tamper(
                "UPDATE ledger SET amount = '2000001' WHERE result = 1",
                "UPDATE result SET pay = '2000001' WHERE sequence = 1",
                "UPDATE lease SET pay = '2000001' WHERE id = (SELECT lease FROM result WHERE"
                        + " sequence = 1)",
                "UPDATE job SET released = CAST(released AS INTEGER) + 1, available ="
                        + " CAST(available AS INTEGER) - 1",
                "INSERT INTO tally_change VALUES ('book', 'released', '1')");
        assertThat(difference()).contains("pays another price than its manifest");
    }

    @Test
    void findsABudgetThatNobodyPaidIn() {
        tamper("UPDATE job SET budget = '2000000000', available = available + 1000000000");
        assertThat(difference()).contains("another budget than its manifest");
    }

    @Test
    void findsALedgerRowThatIsGone() {
        tamper("DELETE FROM ledger WHERE result = 1");
        assertThat(difference()).contains("paid if and only if it is good: 1");
    }

    @Test
    void findsAPayForARoundThatWasNeverPublished() {
        tamper("UPDATE round SET state = 'AGGREGATING' WHERE number = 2");
        assertThat(difference()).isNotEmpty();
    }

    @Test
    void findsAReceiptThatPromisedSomethingElse() {
        tamper(
                "UPDATE result SET receipt = (SELECT receipt FROM result WHERE sequence = 2) WHERE"
                        + " sequence = 1");
        assertThat(difference()).contains("says something else than the ledger");
    }

    @Test
    void findsAPartThatIsPaidAsIfItWereMore() {
        tamper(
                "UPDATE result SET steps = 15 WHERE sequence = 1",
                "UPDATE lease SET committed_steps = 15 WHERE id = (SELECT lease FROM result WHERE"
                        + " sequence = 1)");
        assertThat(difference()).contains("is paid another share than its steps are");
    }

    /// Whoever has shared books and not the coordinators' key signs with another one.
    @Test
    void findsReceiptsThatTheCoordinatorsOfTheseBooksDidNotSign() {
        var theirs = SigningKey.ofSeed(new byte[32]).serverId().value();
        tamper("INSERT INTO server (id) VALUES ('" + theirs + "')");
        assertThat(difference()).isEmpty();
        var other = new byte[32];
        other[0] = 1;
        tamper("UPDATE server SET id = '" + SigningKey.ofSeed(other).serverId().value() + "'");
        assertThat(difference()).contains("is not signed by its coordinator");
    }
}
