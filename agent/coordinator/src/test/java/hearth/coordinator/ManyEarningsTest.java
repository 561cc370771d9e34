package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.RealisedRates.Rate;
import hearth.protocol.Wei;
import hearth.storage.Database;
import hearth.storage.Session;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// What an hour earned where more leases were done in the week than are looked at. Each device here
/// earns the same with each of its leases, and works a minute on it.
final class ManyEarningsTest {
    private static final int EXACT = 20_000;

    /// A prime number, so that who did which lease follows no step that a sample might take.
    private static final int MANY = 24_989;

    private static final int PRIME = 7919;
    private static final int HEAVY = 4;
    private static final int LIGHT = 1000;
    private static final Duration WEEK = Duration.ofDays(7);
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    @TempDir private Path folder;
    private Simulation network;
    private Database database;

    @BeforeEach
    void workOnce() {
        network = new Simulation(3, folder, Policy.practice(), Wei.of(1_000_000_000L), 12, 1000);
        for (int i = 0; i < 5; i++) {
            network.join(new SimulatedDevice(i + 1, Temper.HONEST));
        }
        network.round();
        network.pass(WEEK.multipliedBy(4));
        database = new Stores.Embedded().database(folder);
    }

    @AfterEach
    void close() {
        database.close();
        network.close();
    }

    /// @param device of lease `n.i`, from 1
    private void work(int devices, int leases, String device) {
        database.change(session -> work(session, devices, leases, device));
    }

    private void work(Session session, int devices, int leases, String device) {
        var begun = network.instant().minus(WEEK).plus(Duration.ofHours(1)).toEpochMilli();
        long gap = WEEK.minus(Duration.ofHours(2)).toMillis() / leases;
        var granted = "%d + n.i * %d".formatted(begun, gap);
        var committed = granted + " + " + MINUTE;
        long last = session.count("SELECT max(sequence) AS n FROM result");
        CostOfARoundTest.copy(
                session, "device", devices, "1 = 1", Map.of("id", "printf('%064x', n.i)"));
        CostOfARoundTest.copy(
                session,
                "lease",
                leases,
                "state = 'REVEALED' AND role = 'TRAIN'",
                Map.of(
                        "id",
                        "printf('%032x', n.i)",
                        "device",
                        "printf('%064x', " + device + ")",
                        "granted_at",
                        granted,
                        "committed_at",
                        committed));
        CostOfARoundTest.copy(
                session,
                "result",
                leases,
                "state = 'FINAL_OK' AND role = 'TRAIN'",
                Map.of(
                        "sequence",
                        last + " + n.i",
                        "lease",
                        "printf('%032x', n.i)",
                        "device",
                        "printf('%064x', " + device + ")",
                        "account",
                        "printf('0x%040x', " + device + ")",
                        "pass",
                        "-n.i",
                        "received_at",
                        committed));
        session.update(
                "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
                        + " INSERT INTO ledger (result, job, account, amount, state, created_at)"
                        + " SELECT ? + n.i, 'words', printf('0x%040x', "
                        + device
                        + "), CAST(1000 * (1 + "
                        + device
                        + " % 100) AS TEXT), 'HELD', 0 FROM n",
                leases,
                last);
    }

    private Rate rate(int mostLeases) {
        var now = network.instant();
        var manifests = new Manifests(network.coordinator.blobs());
        var told =
                database.read(
                        session ->
                                mostLeases == EXACT
                                        ? RealisedEarnings.of(session, manifests, now)
                                        : RealisedEarnings.of(session, manifests, now, mostLeases));
        assertThat(told.groups()).hasSize(1);
        return told.groups().getFirst();
    }

    private static Wei anHour(int thousands) {
        return Wei.of(60_000L * thousands);
    }

    @Test
    void upToTheBoundEachLeaseCounts() {
        work(100, EXACT, "(n.i % 100 + 1)");
        assertThat(rate(EXACT)).isEqualTo(rate(MANY));
        assertThat(rate(EXACT).lower()).isEqualTo(anHour(25));
        assertThat(rate(EXACT).median()).isEqualTo(anHour(50));
        assertThat(rate(EXACT).upper()).isEqualTo(anHour(75));
    }

    @Test
    void beyondItTheFigureIsExactWhereEveryDeviceIsAmongThoseLookedAt() {
        work(100, MANY, "(n.i % 100 + 1)");
        assertThat(rate(EXACT)).isEqualTo(rate(2 * MANY));
        assertThat(rate(EXACT).devices()).isEqualTo(100);
        assertThat(rate(EXACT).median()).isEqualTo(anHour(50));
    }

    /// Most who work little are not looked at, all who work much are, and these weigh no more.
    @Test
    void beyondItFewWhoDoMostOfTheWorkMoveTheFigureLittle() {
        var turn = "(n.i * %d %% %d)".formatted(PRIME, MANY);
        work(
                HEAVY + LIGHT,
                MANY,
                "(CASE WHEN %1$s < %2$d THEN 101 + %1$s %% %3$d ELSE 1 + %1$s %% %4$d END)"
                        .formatted(turn, MANY * 4 / 5, HEAVY, HEAVY + LIGHT));
        var exact = rate(2 * MANY);
        var looked = rate(EXACT);
        assertThat(exact.devices()).isEqualTo(HEAVY + LIGHT);
        assertThat(looked.devices()).isBetween(200, 300);
        assertThat(looked.lower().value().doubleValue())
                .isCloseTo(exact.lower().value().doubleValue(), withinPercentage(10));
        assertThat(looked.median().value().doubleValue())
                .isCloseTo(exact.median().value().doubleValue(), withinPercentage(10));
        assertThat(looked.upper().value().doubleValue())
                .isCloseTo(exact.upper().value().doubleValue(), withinPercentage(10));
    }
}
