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
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/// Auditors drawn among many devices, by the real tables on a disk: 20,000 in the gate, a million
/// with `-Pnightly`. What it took is in the report.
final class ManyDevicesTest {
    private static final int DEVICES = Boolean.getBoolean("hearth.nightly") ? 1_000_000 : 20_000;

    /// More than one sample of those who are there can repeat.
    private static final int WAITING = Boolean.getBoolean("hearth.nightly") ? 50_000 : 5_000;

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

    /// Each did one lease, as many as half of all work is of devices that did no more.
    ///
    /// @param oneOf so many asked for work lately
    private static void fill(Session session, int oneOf) {
        session.update("UPDATE device SET seen_at = 0");
        session.update(
                "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
                        + " INSERT INTO device (id, name, registered_at, payout, recipes, seen_at)"
                        + " SELECT printf('%064x', i * 7919), 'desk', 0, printf('0x%040x', i), ' gpt"
                        + " ', CASE WHEN i % ? = 0 THEN ? ELSE 0 END FROM n",
                DEVICES, oneOf, NOW);
        var done = "printf('%032x', 9000000 + n.i)";
        var device = "printf('%064x', n.i * 7919)";
        copy(
                session,
                DEVICES,
                "lease",
                Map.of("id", done, "device", device),
                "lease.id = (SELECT lease FROM result WHERE state = 'AUDIT_WAIT' LIMIT 1)");
        copy(
                session,
                DEVICES,
                "result",
                Map.of("lease", done, "device", device, "state", "'FINAL_OK'", "counted", "0"),
                "result.state = 'AUDIT_WAIT'");
        session.update(
                "INSERT INTO standing (device, recipe, class, since_failure, accepted, refused)"
                        + " SELECT lease.device, 'gpt', lease.class, 1, 1, 0 FROM lease JOIN device"
                        + " ON device.id = lease.device WHERE device.name = 'desk'");
    }

    /// Results of other leases that wait like the one that is there.
    private static void want(Session session) {
        var id = "printf('%032x', n.i)";
        copy(session, WAITING, "lease", Map.of("id", id), "lease.role = 'TRAIN'");
        copy(session, WAITING, "result", Map.of("lease", id), "result.state = 'AUDIT_WAIT'");
        session.update(
                "INSERT INTO audit (result, run, kind, state, account, wanted_at) SELECT sequence,"
                        + " 1, 'CHECK', 'WANTED', account, ? FROM result WHERE state = 'AUDIT_WAIT'"
                        + " AND lease IN (SELECT id FROM lease WHERE id LIKE '000000%')",
                NOW);
    }

    /// Copies one row of a table for each number.
    ///
    /// @param but columns that differ
    private static void copy(
            Session session, int count, String table, Map<String, String> but, String which) {
        var columns =
                session.all(
                        "SELECT name FROM pragma_table_info(?) WHERE name <> 'sequence'",
                        row -> row.text("name"),
                        table);
        var values =
                columns.stream()
                        .map(column -> but.getOrDefault(column, "one." + column))
                        .collect(Collectors.joining(", "));
        session.update(
                "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
                        + " INSERT INTO %s (%s) SELECT %s FROM n, (SELECT * FROM %s WHERE %s LIMIT 1) AS one"
                                .formatted(table, String.join(", ", columns), values, table, which),
                count);
    }

    private static long count(Database database, String what) {
        return database.read(session -> session.count("SELECT count(*) AS n FROM " + what));
    }

    /// Those who are there among the results that a sweep looks at.
    private static Set<String> there(Session session, long seed) {
        long newest = session.count("SELECT max(sequence) AS n FROM result");
        var numbers =
                Arrays.stream(WorkSample.numbers(new Random(seed), newest))
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining(", "));
        return Set.copyOf(
                session.all(
                        "SELECT DISTINCT device.id FROM result JOIN device ON device.id ="
                                + " result.device WHERE result.state = 'FINAL_OK' AND device.seen_at"
                                + " = ? AND result.sequence IN ("
                                + numbers
                                + ")",
                        row -> row.text("id"),
                        NOW));
    }

    /// @return milliseconds
    private double sweep(Database database, long seed) {
        var policy = TestJobs.sharing(0.25).checking(Checking.network());
        var stores = new Stores.Embedded();
        try (var blobs = stores.blobs(folder, database)) {
            var clock = Clock.fixed(NOW, ZoneOffset.UTC);
            var premises = new Premises(database, blobs, clock, new Random(seed), policy);
            var draw = new AuditorDraw(premises, new Manifests(blobs));
            long from = System.nanoTime();
            draw.all(NOW);
            return Duration.ofNanos(System.nanoTime() - from).toNanos() / 1e6;
        }
    }

    /// All of them in one sweep, each by somebody who is there, and nobody for more than four.
    @Test
    void areDrawnAmongWhereHalfAreThere(TestReporter reporter) {
        try (var database = new Stores.Embedded().database(folder)) {
            long all = prepare(database, 2);
            double took = sweep(database, 0);
            long drawn = count(database, "audit WHERE state = 'DRAWN'");
            reporter.publishEntry(
                    "%d devices, half of them there: %d of %d results drawn for in one sweep of %.1f ms"
                            .formatted(DEVICES, drawn, all, took));
            assertThat(drawn).isEqualTo(all);
            assertNobodyHasTooMany(database);
            var away = " JOIN device ON device.id = audit.auditor WHERE device.seen_at = 0";
            assertThat(count(database, "audit" + away)).isZero();
        }
    }

    /// Each sweep draws those who are there of the results that it looks at, until each has enough
    /// to repeat, and nobody else. Where it looks at nobody who is there, the coordinator begins
    /// with some itself.
    @Test
    void areDrawnAmongWhereOneInAThousandIsThere(TestReporter reporter) {
        try (var database = new Stores.Embedded().database(folder)) {
            long all = prepare(database, 1000);
            var there = new HashSet<String>();
            double took = 0;
            for (long seed = 0; seed < 40; seed++) {
                long sweep = seed;
                there.addAll(database.read(session -> there(session, sweep)));
                took = sweep(database, seed);
                long own = count(database, "audit WHERE state = 'OWN'");
                long drawn = count(database, "audit WHERE state = 'DRAWN'");
                assertThat(own).isLessThanOrEqualTo(16);
                assertThat(drawn).isEqualTo(Math.min(all - own, 4L * there.size()));
            }
            reporter.publishEntry(
                    "%d devices, one of 1000 there: %d auditors for %d results after 40 sweeps, the last of %.1f ms"
                            .formatted(DEVICES, 4 * there.size(), all, took));
            assertThat(there).isNotEmpty();
            assertNobodyHasTooMany(database);
        }
    }

    /// @param oneOf so many asked for work lately
    /// @return results that are to be repeated
    private long prepare(Database database, int oneOf) {
        database.change(session -> fill(session, oneOf));
        database.change(ManyDevicesTest::want);
        return count(database, "audit WHERE state IN ('WANTED', 'OWN')");
    }

    private static void assertNobodyHasTooMany(Database database) {
        var most = "(SELECT count(*) AS n FROM audit WHERE state = 'DRAWN' GROUP BY auditor)";
        assertThat(count(database, most + " WHERE n > 4")).isZero();
    }
}
