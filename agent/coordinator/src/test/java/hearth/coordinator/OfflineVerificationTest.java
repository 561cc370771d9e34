package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.OfflineVerification.Verified;
import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.Json;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.Database;
import hearth.storage.FileBlobStore;
import hearth.storage.Row;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

final class OfflineVerificationTest {
    @TempDir Path folder;

    @BeforeEach
    void runANetworkForAWhile() {
        try (var network =
                new Simulation(1, folder, Simulation.POLICY, Wei.of(1_000_000_000L), 12, 1000)) {
            for (int i = 0; i < 5; i++) {
                network.join(new SimulatedDevice(i + 1, Temper.HONEST));
            }
            for (int i = 0; i < 300; i++) {
                network.step();
            }
            network.finish();
        }
    }

    private <T> T query(String sql, Function<Row, T> reading) {
        try (var database = Database.openReadOnly(folder.resolve("coordinator.db"))) {
            return database.read(session -> session.first(sql, reading)).orElseThrow();
        }
    }

    private void tamper(String sql) {
        try (var database =
                Database.open(folder.resolve("coordinator.db"), CoordinatorServer.migrations())) {
            assertThat(database.<Integer>transaction(session -> session.update(sql))).isPositive();
        }
    }

    private Optional<String> difference() {
        return switch (OfflineVerification.verify(folder)) {
            case Verified.Same _ -> Optional.empty();
            case Verified.Different different -> Optional.of(different.firstDifference());
            case Verified.Nothing nothing -> throw new AssertionError(nothing.reason());
        };
    }

    @Test
    void findsNothingInAnUntouchedFolder() {
        assertThat(OfflineVerification.verify(folder))
                .isInstanceOfSatisfying(
                        Verified.Same.class,
                        same -> {
                            assertThat(same.checkpoints()).isGreaterThan(2);
                            assertThat(same.roots()).isPositive();
                        });
    }

    @Test
    void findsAFlippedByteInAnAcceptedUpdate() throws IOException {
        var hash =
                query(
                        "SELECT update_hash FROM result WHERE state = 'FINAL_OK' ORDER BY"
                                + " sequence LIMIT 1",
                        row -> row.hash("update_hash"));
        DamagedBlobs.flipAByte(folder, hash);
        assertThat(difference()).hasValueSatisfying(text -> assertThat(text).contains(hash.hex()));
    }

    /// A forger who keeps all hashes consistent still cannot make the arithmetic come out.
    @Test
    void findsAnotherUpdateInTheRecordOfARound() {
        var round = query("SELECT record FROM round WHERE number = 0", row -> row.hash("record"));
        var blobs = new FileBlobStore(folder.resolve("blobs"));
        var record = Json.read(blobs.get(round).orElseThrow(), RoundRecord.class);
        var forged =
                new RoundRecord(
                        record.version(),
                        record.job(),
                        record.round(),
                        record.previous(),
                        record.manifest(),
                        record.parent(),
                        record.accepted().subList(1, record.accepted().size()),
                        record.broadcast(),
                        record.checkpoint(),
                        record.momentum(),
                        record.residual(),
                        record.rule());
        var bytes = Json.bytes(forged);
        var hash = blobs.put(bytes);
        tamper(
                "INSERT INTO blob (hash, bytes, published) VALUES ('"
                        + hash
                        + "', "
                        + bytes.length
                        + ", 1)");
        tamper("UPDATE round SET record = '" + hash + "' WHERE number = 0");
        assertThat(difference())
                .contains("words round 0 accepted other results than its record says");
    }

    @Test
    void findsAnotherCheckpointThanTheUpdatesGive() {
        var genesis =
                query("SELECT hash FROM checkpoint WHERE number = 0", row -> row.hash("hash"));
        tamper("UPDATE checkpoint SET hash = '" + genesis + "' WHERE number = 1");
        assertThat(difference()).isPresent();
    }

    @Test
    void findsALedgerEntryThatPaysMore() {
        tamper("UPDATE ledger SET amount = '2000001' WHERE result = 1");
        assertThat(difference()).hasValueSatisfying(text -> assertThat(text).contains("ledger"));
    }

    @Test
    void findsMoneyThatAppearedInABook() {
        tamper("UPDATE job SET available = '999999999'");
        assertThat(difference())
                .hasValueSatisfying(text -> assertThat(text).contains("add up to the budget"));
    }

    @Test
    void findsAnotherRoot() {
        tamper("UPDATE epoch SET root = '" + Sha256.of("x") + "' WHERE number = 1");
        assertThat(difference()).contains("epoch 1 has another root than its leaves give");
    }

    @Test
    void saysThatThereIsNothingToVerify(@TempDir Path empty) {
        assertThat(OfflineVerification.verify(empty)).isInstanceOf(Verified.Nothing.class);
    }
}
