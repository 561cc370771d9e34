package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.BlockCodec;
import hearth.protocol.JobId;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// Repetitions whose round is given up or whose bytes are lost: no other job waits for them, and no
/// promise stays open.
class StuckAuditTest {
    private static final JobId OTHER = new JobId("letters");

    /// The coordinator repeats what nobody can yet, all of it.
    private static final Checking PATIENT =
            new Checking(
                    10,
                    0.25,
                    0.02,
                    5,
                    0.01,
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(1),
                    Duration.ofHours(1),
                    1,
                    100);

    @TempDir private Path folder;

    /// The round of a job that asks stays open, and with it what was repeated of it.
    @Test
    void aJobThatIsCancelledWhileTwoDisagreeComesToItsEnd() {
        try (var network =
                new Simulation(
                        2,
                        folder,
                        TestJobs.sharing(1).checking(PATIENT),
                        blobs -> TestJobs.asking(blobs, 203, 40, Wei.ofEmber("100")))) {
            for (int i = 0; i < 4; i++) {
                network.join(new SimulatedDevice(i, i == 0 ? Temper.ENVIOUS : Temper.HONEST));
            }
            var disagree =
                    "audit JOIN result ON result.lease = audit.lease WHERE audit.state = 'DONE'"
                            + " AND result.state = 'STATIC_OK' AND EXISTS (SELECT 1 FROM audit AS"
                            + " more WHERE more.result = audit.result AND more.run = 2 AND"
                            + " more.state IN ('WANTED', 'DRAWN'))";
            for (int i = 0; i < 2000 && network.count(disagree) == 0; i++) {
                network.step();
            }
            assertThat(network.count(disagree)).isPositive();

            var _ = network.coordinator.owned().cancel(Simulation.JOB);
            for (int i = 0; i < 2000 && !isOver(network); i++) {
                network.step();
            }
            assertThat(isOver(network)).isTrue();
            assertThat(network.balance("reserved").isZero()).isTrue();
            assertThat(network.count("audit WHERE state IN ('WANTED', 'DRAWN', 'LEASED', 'OWN')"))
                    .isZero();
        }
    }

    /// Such as a canary, between a sweep's look at audits and its look at jobs that end.
    @Test
    void aLoneRepetitionThatArrivesWhileItsJobDrainsIsDecided() {
        try (var network =
                new Simulation(
                        5,
                        folder,
                        TestJobs.sharing(1).checking(PATIENT),
                        blobs -> TestJobs.asking(blobs, 80, 30, Wei.ofEmber("100")))) {
            for (int i = 0; i < 3; i++) {
                network.join(new SimulatedDevice(i, Temper.HONEST));
            }
            for (int i = 0; i < 200 && network.count(Simulation.ARRIVED) == 0; i++) {
                network.deliver();
                if (network.count(Simulation.ARRIVED) == 0) {
                    while (network.coordinator.evaluate()) {
                        network.check();
                    }
                    network.coordinator.advance();
                }
            }
            assertThat(network.count(Simulation.ARRIVED)).isPositive();
            network.drain(Simulation.JOB);
            network.check();

            network.coordinator.advance();
            network.check();
            assertThat(network.count(Simulation.ARRIVED)).isZero();
            assertThat(network.count("result WHERE role = 'AUDIT' AND state = 'LATE'")).isZero();
        }
    }

    @Test
    void oneThatCannotBeComparedKeepsNothingElseWaiting() throws SQLException {
        try (var network = network()) {
            arrive(network);
            loseTheFirst();
            network.restart();
            network.coordinator.create(
                    OTHER, TestJobs.manifest(network.coordinator.blobs(), 4, 5, Wei.ofEmber("1")));
            while (network.coordinator.evaluate()) {
                network.check();
            }
            var _ = network.coordinator.owned().cancel(OTHER);
            assertThat(network.count("job WHERE id = 'letters' AND state = 'DRAINING'"))
                    .isEqualTo(1);

            assertThatCode(network.coordinator::advance).doesNotThrowAnyException();
            assertThat(network.count(Simulation.ARRIVED)).isEqualTo(1);
            assertThat(network.count("job WHERE id = 'letters' AND state = 'CANCELLED'"))
                    .isEqualTo(1);
            network.pass(Duration.ofSeconds(5));
            network.deliver();
            network.coordinator.advance();
            assertThat(network.count(Simulation.ARRIVED)).isEqualTo(1);
            network.check();
        }
    }

    /// Whose bytes are lost, those of the result or those of the repetition, nobody can say any
    /// more who was right: both are paid.
    @ParameterizedTest
    @ValueSource(strings = {"result.update_hash", "checked.update_hash"})
    void oneThatCanNeverBeComparedEndsForTheGoodOfAll(String which) throws SQLException {
        try (var network = network()) {
            arrive(network);
            long lost = network.least("audit.id", Simulation.ARRIVED);
            lose(
                    "SELECT "
                            + which
                            + " FROM audit JOIN result ON result.lease = audit.lease JOIN result AS"
                            + " checked ON checked.sequence = audit.result WHERE audit.id = "
                            + lost);
            network.restart();

            for (int hour = 0; hour < 6; hour++) {
                network.coordinator.advance();
                network.check();
                network.pass(Duration.ofHours(1));
            }
            assertThat(network.count("audit WHERE state = 'DROPPED' AND id = " + lost))
                    .isEqualTo(1);
            assertThat(network.count("result WHERE state = 'AUDIT_WAIT'")).isZero();
            for (var paid : List.of("sequence = audit.result", "lease = audit.lease")) {
                assertThat(
                                network.count(
                                        "audit JOIN result ON result."
                                                + paid
                                                + " WHERE result.state = 'FINAL_OK' AND audit.id = "
                                                + lost))
                        .as("whose %s", paid)
                        .isEqualTo(1);
            }
            assertThat(network.count("ledger WHERE state = 'SLASHED'")).isZero();
        }
    }

    /// Nobody who is asked can begin: all give their leases back.
    @Test
    void whatNobodyCanFetchAnyMoreTheCoordinatorTriesItselfAndThenBelieves() throws SQLException {
        try (var network = network()) {
            network.makeKnown();
            network.round();
            network.coordinator.advance();
            network.take();
            long leased = network.count("audit WHERE state = 'LEASED'");
            assertThat(leased).isPositive();
            for (var base : network.bases()) {
                network.coordinator.blobs().remove(base);
            }
            network.pass(Duration.ofMinutes(3));
            network.take();
            network.coordinator.advance();
            assertThat(network.count("audit WHERE state = 'OWN'")).isEqualTo(leased);
            network.check();
        }
    }

    /// Each of the others comes when he is drawn, and gives the lease back.
    @Test
    void whatNobodySendsWhoIsDrawnTheCoordinatorRepeats() {
        try (var network = network(TestJobs.sharing(0.25).checking(PATIENT))) {
            network.makeKnown();
            network.round();
            for (int i = 0; i < 60; i++) {
                network.coordinator.advance();
                network.giveBack();
                network.check();
                network.pass(Duration.ofSeconds(1));
            }
            network.coordinator.advance();
            assertThat(network.count("audit WHERE draws > 3")).isZero();
            assertThat(network.count("audit WHERE draws = 3 AND state = 'OWN'")).isPositive();
            while (network.coordinator.evaluate()) {
                network.check();
            }
            assertThat(
                            network.count(
                                    "audit WHERE draws = 3 AND state = 'DONE' AND auditor IS NULL"))
                    .isPositive();
            assertThat(network.count("result WHERE state = 'AUDIT_WAIT'")).isZero();
        }
    }

    private Simulation network() {
        return network(TestJobs.sharing(0.25));
    }

    private Simulation network(Policy policy) {
        var network =
                new Simulation(
                        1,
                        folder,
                        policy,
                        Wei.ofEmber("1"),
                        40,
                        400,
                        BlockCodec.DQ4,
                        TestJobs.allLayers());
        for (int i = 0; i < 5; i++) {
            network.join(new SimulatedDevice(i, Temper.HONEST));
        }
        return network;
    }

    /// Repetitions of known devices' results, which wait to be compared.
    private static void arrive(Simulation network) {
        network.makeKnown();
        network.deliver();
        network.coordinator.advance();
        network.round();
        network.coordinator.advance();
        network.deliver();
        network.deliver();
        assertThat(network.count(Simulation.ARRIVED)).isGreaterThan(2);
    }

    private void loseTheFirst() throws SQLException {
        lose("SELECT update_hash FROM " + Simulation.ARRIVED + " ORDER BY audit.id LIMIT 1");
    }

    /// @param hash of an update, as a query
    private void lose(String hash) throws SQLException {
        var file = folder.resolve(CoordinatorServer.DATABASE);
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var lose =
                        connection.prepareStatement(
                                "DELETE FROM small_blob WHERE hash = (" + hash + ")")) {
            assertThat(lose.executeUpdate()).isEqualTo(1);
        }
    }

    private static boolean isOver(Simulation network) {
        return List.of("DONE", "CANCELLED")
                .contains(network.coordinator.jobs().jobs().getFirst().state());
    }
}
