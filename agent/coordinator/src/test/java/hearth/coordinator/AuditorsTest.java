package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.coordinator.WorkSample.Drawn;
import hearth.protocol.BlockCodec;
import hearth.protocol.DeviceId;
import hearth.protocol.Wei;
import hearth.storage.BlobStore;
import hearth.storage.Database;
import hearth.storage.Session;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/// Who is drawn to repeat others, by the real tables.
@ParameterizedClass
@EnumSource(Column.class)
class AuditorsTest {
    /// Later than everything here.
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

    private static final String FRIEND = "0x00000000000000000000000000000000000000bb";
    private static final int DRAWS = 300;

    private final Random random = new Random(1);
    private final Column column;
    @TempDir private Path folder;

    AuditorsTest(Column column) {
        this.column = column;
    }

    private static DeviceId idle(int number) {
        return new DeviceId("%064x".formatted(number + 1));
    }

    /// Keys of one account that ask for work and never do any.
    private static void beIdle(Session session, int count) {
        var recipes =
                session.first("SELECT recipes FROM device LIMIT 1", row -> row.text("recipes"));
        session.each(
                "INSERT INTO device (id, name, registered_at, heard_at, payout, recipes, seen_at)"
                        + " VALUES (?, 'idle', 0, 0, ?, ?, ?)",
                IntStream.range(0, count)
                        .mapToObj(i -> List.<Object>of(idle(i), FRIEND, recipes.orElseThrow(), NOW))
                        .toList());
    }

    /// Of each device the work that counts.
    private static Map<DeviceId, Long> work(Session session) {
        var work = new HashMap<DeviceId, Long>();
        session.all(
                        "SELECT device FROM result WHERE state IN ('FINAL_OK', 'AUDIT_WAIT') AND role ="
                                + " 'TRAIN'",
                        row -> new DeviceId(row.text("device")))
                .forEach(device -> work.merge(device, 1L, Long::sum));
        return work;
    }

    /// Rounds of four honest devices.
    private void haveWork(Stores stores) {
        try (var network =
                new Simulation(
                        1,
                        stores,
                        folder,
                        TestJobs.sharing(0.25),
                        Wei.ofEmber("1"),
                        40,
                        400,
                        BlockCodec.DQ4,
                        TestJobs.allLayers())) {
            for (int i = 1; i < 5; i++) {
                network.join(new SimulatedDevice(i, Temper.HONEST));
            }
            network.makeKnown();
        }
    }

    private Auditors read(Database database, BlobStore blobs) {
        var clock = Clock.fixed(NOW, ZoneOffset.UTC);
        var premises = new Premises(database, blobs, clock, random, TestJobs.sharing(0.25));
        return database.read(s -> Auditors.read(s, premises, new Manifests(blobs), NOW));
    }

    /// All are known, and have nothing to repeat yet.
    private static void begin(Session session) {
        session.update("UPDATE standing SET since_failure = 10");
        session.update(
                "UPDATE audit SET state = 'DROPPED', auditor = NULL, auditor_account = NULL");
    }

    @Test
    void areDrawnByTheirWorkAndNeverForBeingThere() {
        var stores = column.stores();
        haveWork(stores);
        try (var database = stores.database(folder);
                var blobs = stores.blobs(folder, database)) {
            database.change(AuditorsTest::begin);
            database.change(session -> beIdle(session, 10_000));
            database.change(session -> session.update("UPDATE device SET seen_at = ?", NOW));
            var work = database.read(AuditorsTest::work);
            // One of them did as much as all others together, for who has the idle keys.
            var most = work.keySet().stream().sorted().findFirst().orElseThrow();
            database.change(
                    session ->
                            session.update(
                                    "UPDATE result SET device = ? WHERE state = 'FINAL_OK' AND role"
                                            + " = 'TRAIN' AND (device = ? OR sequence % 3 = 0)",
                                    most, most));
            database.change(
                    session ->
                            session.update(
                                    "UPDATE device SET payout = ? WHERE id = ?", FRIEND, most));
            var share = database.read(AuditorsTest::work);
            double all = share.values().stream().mapToLong(n -> n).sum();
            var drawn = new HashMap<DeviceId, Integer>();
            var auditors = read(database, blobs);
            for (int i = 0; i < DRAWS; i++) {
                auditors = i % 4 == 0 ? read(database, blobs) : auditors;
                var one = auditors.draw(1, _ -> true).device().orElseThrow();
                assertThat(one.account().equals(FRIEND)).isEqualTo(one.device().equals(most));
                drawn.merge(one.device(), 1, Integer::sum);
            }
            assertThat(share.keySet()).containsAll(drawn.keySet());
            share.forEach(
                    (device, n) ->
                            assertThat(drawn.getOrDefault(device, 0) / (double) DRAWS)
                                    .as("%s of %s: %s", n, all, drawn)
                                    .isCloseTo(n / all, within(0.12)));
        }
    }

    @Test
    void nobodyIsDrawnWhoIsAwayOrFailedLastOrHasEnoughToRepeat() {
        var stores = column.stores();
        haveWork(stores);
        try (var database = stores.database(folder);
                var blobs = stores.blobs(folder, database)) {
            assertThat(read(database, blobs).draw(1, _ -> true))
                    .as("all are away")
                    .isEqualTo(Drawn.nobody());
            database.change(AuditorsTest::begin);
            database.change(session -> session.update("UPDATE device SET seen_at = ?", NOW));
            var auditors = read(database, blobs);
            for (int i = 0; i < 16; i++) {
                assertThat(auditors.draw(1, _ -> true).device()).isPresent();
            }
            var full = auditors.draw(1, _ -> true);
            assertThat(full.device()).isEmpty();
            assertThat(full.isBusy()).isTrue();

            database.change(
                    session ->
                            session.update("UPDATE standing SET since_failure = 0, refused = 1"));
            assertThat(read(database, blobs).draw(1, _ -> true)).isEqualTo(Drawn.nobody());
        }
    }
}
