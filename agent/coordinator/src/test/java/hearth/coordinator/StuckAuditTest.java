package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.BlockCodec;
import hearth.protocol.JobId;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

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
        try (var network =
                new Simulation(
                        1,
                        folder,
                        TestJobs.sharing(0.25),
                        Wei.ofEmber("1"),
                        40,
                        400,
                        BlockCodec.DQ4,
                        TestJobs.allLayers())) {
            for (int i = 0; i < 5; i++) {
                network.join(new SimulatedDevice(i, Temper.HONEST));
            }
            network.makeKnown();
            network.deliver();
            network.coordinator.advance();
            network.round();
            network.coordinator.advance();
            network.deliver();
            network.deliver();
            assertThat(network.count(Simulation.ARRIVED)).isGreaterThan(2);
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

    /// Each of the others comes when he is drawn, and gives the lease back.
    @Test
    void whatNobodySendsWhoIsDrawnTheCoordinatorRepeats() {
        try (var network =
                new Simulation(
                        1,
                        folder,
                        TestJobs.sharing(0.25).checking(PATIENT),
                        Wei.ofEmber("1"),
                        40,
                        400,
                        BlockCodec.DQ4,
                        TestJobs.allLayers())) {
            var all =
                    IntStream.range(0, 5)
                            .mapToObj(i -> new SimulatedDevice(i, Temper.HONEST))
                            .toList();
            all.forEach(network::join);
            network.makeKnown();
            network.round();
            for (int i = 0; i < 60; i++) {
                network.coordinator.advance();
                all.forEach(network::giveBack);
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

    private void loseTheFirst() throws SQLException {
        var file = folder.resolve(CoordinatorServer.DATABASE);
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var lose =
                        connection.prepareStatement(
                                "DELETE FROM small_blob WHERE hash = (SELECT update_hash FROM "
                                        + Simulation.ARRIVED
                                        + " ORDER BY audit.id LIMIT 1)")) {
            assertThat(lose.executeUpdate()).isEqualTo(1);
        }
    }

    private static boolean isOver(Simulation network) {
        return List.of("DONE", "CANCELLED")
                .contains(network.coordinator.jobs().jobs().getFirst().state());
    }
}
