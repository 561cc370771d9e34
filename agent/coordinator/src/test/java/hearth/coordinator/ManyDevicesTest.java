package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.BlockCodec;
import hearth.protocol.Wei;
import hearth.storage.Database;
import hearth.storage.Session;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.stream.Collectors;

/// Auditors drawn among many devices, by the real tables on a disk: 20,000 in the gate, a million
/// with `-Pnightly`. What it took is in the report.
final class ManyDevicesTest {
    private static final int DEVICES = Boolean.getBoolean("hearth.nightly") ? 1_000_000 : 20_000;

    /// Of one transaction.
    private static final int WAITING = 2000;

    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

    @TempDir Path folder;

    @BeforeEach
    void haveAResultThatIsToBeRepeated() {
        try (var network =
                new Simulation(
                        1,
                        new Stores.Embedded(),
                        folder,
                        TestJobs.sharing(0.25),
                        Wei.ofEmber("1000"),
                        40,
                        400,
                        BlockCodec.DQ4,
                        TestJobs.allLayers())) {
            for (int i = 0; i < 4; i++) {
                network.join(new SimulatedDevice(i, Temper.HONEST));
            }
            network.round();
        }
    }

    /// @param oneOf so many asked for work lately
    private static void fill(Session session, int oneOf) {
        session.update(
                "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
                        + " INSERT INTO device (id, name, registered_at, payout, recipes, seen_at)"
                        + " SELECT printf('%064x', i * 7919), 'desk', 0, printf('0x%040x', i), ' gpt"
                        + " ', CASE WHEN i % ? = 0 THEN ? ELSE 0 END FROM n",
                DEVICES, oneOf, NOW);
        session.update(
                "INSERT INTO device_number (device) SELECT id FROM device WHERE name = 'desk' ORDER"
                        + " BY payout");
    }

    /// Results of other leases that wait like the one that is there.
    private static void want(Session session) {
        copy(session, "lease", "id", "printf('%032x', n.i)", "lease.role = 'TRAIN'");
        copy(session, "result", "lease", "printf('%032x', n.i)", "result.state = 'AUDIT_WAIT'");
        session.update(
                "INSERT INTO audit (result, run, kind, state, account, wanted_at) SELECT sequence,"
                        + " 1, 'CHECK', 'WANTED', account, ? FROM result WHERE lease IN (SELECT id"
                        + " FROM lease WHERE id LIKE '000000%')",
                NOW);
    }

    /// Copies one row of a table for each number.
    ///
    /// @param key that differs
    private static void copy(
            Session session, String table, String key, String value, String which) {
        var columns =
                session.all(
                        "SELECT name FROM pragma_table_info(?) WHERE name <> 'sequence'",
                        row -> row.text("name"),
                        table);
        var values =
                columns.stream()
                        .map(column -> column.equals(key) ? value : "one." + column)
                        .collect(Collectors.joining(", "));
        session.update(
                "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
                        + " INSERT INTO %s (%s) SELECT %s FROM n, (SELECT * FROM %s WHERE %s LIMIT 1) AS one"
                                .formatted(table, String.join(", ", columns), values, table, which),
                WAITING);
    }

    private static long drawn(Database database) {
        return database.read(
                session ->
                        session.count(
                                "SELECT count(*) AS n FROM audit JOIN device ON device.id ="
                                        + " audit.auditor WHERE audit.state = 'DRAWN' AND"
                                        + " wanted_at = ? AND device.seen_at > 0",
                                NOW));
    }

    /// @return milliseconds
    private double sweep(Database database, Policy policy) {
        var stores = new Stores.Embedded();
        try (var blobs = stores.blobs(folder, database)) {
            var clock = Clock.fixed(NOW, ZoneOffset.UTC);
            var premises = new Premises(database, blobs, clock, new Random(1), policy);
            var draw = new AuditorDraw(premises, new Manifests(blobs));
            long from = System.nanoTime();
            draw.all(NOW);
            return Duration.ofNanos(System.nanoTime() - from).toNanos() / 1e6;
        }
    }

    @Test
    void areDrawnAmongWhereHalfAreThere(TestReporter reporter) {
        drawAmong(2, reporter);
    }

    /// Looking for one of them by chance is given up after a while.
    @Test
    void areDrawnAmongWhereOneInAThousandIsThere(TestReporter reporter) {
        drawAmong(1000, reporter);
    }

    private void drawAmong(int oneOf, TestReporter reporter) {
        try (var database = new Stores.Embedded().database(folder)) {
            database.change(session -> fill(session, oneOf));
            database.change(ManyDevicesTest::want);
            double all = sweep(database, TestJobs.sharing(0.25));
            assertThat(drawn(database)).isEqualTo(WAITING);
            double nothing = sweep(database, TestJobs.sharing(0.25));
            reporter.publishEntry(
                    "%d devices, one of %d there: a sweep that draws %d auditors %.0f ms, one with nothing to draw %.1f ms"
                            .formatted(DEVICES, oneOf, WAITING, all, nothing));
        }
    }
}
