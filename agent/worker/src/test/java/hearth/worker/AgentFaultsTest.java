package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.hardware.Machine;
import hearth.hardware.Reading;
import hearth.worker.AgentSnapshot.Activity;
import hearth.worker.AgentSnapshot.Reason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What the agent does when something under it breaks in a way that nobody expected.
@Timeout(120)
class AgentFaultsTest {
    @TempDir private Path home;

    static Stream<Throwable> breakages() {
        return Stream.of(
                new UncheckedIOException(new IOException("broken by the test")),
                new IllegalStateException("broken by the test"),
                new NoClassDefFoundError("broken by the test"));
    }

    @ParameterizedTest
    @MethodSource("breakages")
    void aBrokenTrainingGivesItsLeaseBackAndTheAgentGoesOn(Throwable breakage) {
        try (var coordinator = new FakeCoordinator(2);
                var fixture = new AgentFixture(home, coordinator)) {
            fixture.training.breakNext(breakage, breakage);
            fixture.sharing();

            fixture.awaitResults(1);

            assertThat(fixture.training.started()).isEqualTo(3);
            assertThat(coordinator.leases().getFirst().released).isTrue();
            assertThat(coordinator.violations()).isEmpty();
        }
    }

    @Test
    void saysWhatBroke() {
        try (var coordinator = new FakeCoordinator(1);
                var fixture = new AgentFixture(home, coordinator)) {
            fixture.training.hold();
            fixture.training.breakNext(new IllegalStateException("broken by the test"));
            fixture.sharing();

            var said = fixture.await("a problem", s -> s.problem().isPresent());

            assertThat(said.problem()).contains(new Reason("agent-fault", "IllegalStateException"));
        }
    }

    @Test
    void goesOnWhenTheChildCannotBeClosed() {
        try (var coordinator = new FakeCoordinator(2);
                var fixture = new AgentFixture(home, coordinator)) {
            fixture.training.breakClose();
            fixture.sharing();

            fixture.awaitResults(2);
            fixture.await("idle", s -> s.reasons().contains(new Reason("no-work", "")));
        }
    }

    @Test
    void losesNoTrainingWhileTheJournalTakesNothing() throws Exception {
        try (var coordinator = new FakeCoordinator(1);
                var fixture = new AgentFixture(home, coordinator)) {
            fixture.training.hold();
            fixture.sharing();
            fixture.await("training", s -> s.activity() == Activity.TRAINING);
            try (var _ = lockedJournal()) {
                fixture.training.steps(5);
                var said =
                        fixture.await(
                                "journal failing",
                                s -> s.reasons().contains(new Reason("journal-failing", "")));
                assertThat(said.activity()).isEqualTo(Activity.WAITING);
                assertThat(said.problem()).contains(new Reason("journal-failing", ""));
            }

            fixture.awaitResults(1);
            fixture.await("mended", s -> s.problem().isEmpty());
            assertThat(fixture.training.started()).isEqualTo(1);
            assertThat(coordinator.violations()).isEmpty();
        }
    }

    @Test
    void givesTheMachineBackWhileTheJournalTakesNothing() throws Exception {
        var machine = new Laptop();
        try (var coordinator = new FakeCoordinator(1);
                var fixture =
                        new AgentFixture(
                                home,
                                coordinator,
                                new ScriptedTraining(home.resolve("training")),
                                machine)) {
            fixture.training.hold();
            fixture.sharing();
            fixture.await("training", s -> s.activity() == Activity.TRAINING);
            fixture.training.step();
            fixture.await("a step", s -> s.progress().map(p -> p.stepsDone() == 1).orElse(false));
            try (var _ = lockedJournal()) {
                machine.onBattery = true;
                fixture.await("stopped", _ -> fixture.training.isStopped());
            }
            var paused =
                    fixture.await(
                            "paused", s -> s.reasons().contains(new Reason("on-battery", "")));

            assertThat(paused.progress().orElseThrow().stepsDone()).isEqualTo(1);
            assertThat(coordinator.leases().getFirst().released).isFalse();
            assertThat(fixture.training.started()).isEqualTo(1);
        }
    }

    @Test
    void keepsALeaseWithProgressThoughItIsPausedBeforeItsNextStep() {
        var machine = new Laptop();
        var training = new ScriptedTraining(home.resolve("training"));
        training.begun();
        training.hold();
        try (var coordinator = new FakeCoordinator(1);
                var fixture = new AgentFixture(home, coordinator, training, machine).sharing()) {
            fixture.await("training", s -> s.activity() == Activity.TRAINING);
            machine.onBattery = true;
            var paused =
                    fixture.await(
                            "paused", s -> s.reasons().contains(new Reason("on-battery", "")));

            assertThat(paused.progress()).isPresent();
            assertThat(coordinator.leases().getFirst().released).isFalse();
        }
    }

    @Test
    void startsAsSoonAsTheJournalCanBeReadAgain() throws Exception {
        try (var coordinator = new FakeCoordinator(1)) {
            try (var fixture = new AgentFixture(home, coordinator)) {
                fixture.training.hold();
                fixture.sharing();
                fixture.await("training", s -> s.activity() == Activity.TRAINING);
                coordinator.down(true);
            }
            coordinator.down(false);
            Connection lock = null;
            var agent =
                    Agent.open(
                            AgentFixture.config(home, coordinator),
                            AgentFixture.ports(new ScriptedTraining(home.resolve("training"))));
            try {
                lock = lockedJournal();
                var running = Thread.ofVirtual().start(agent::run);
                while (agent.link().snapshot().problem().isEmpty()) {
                    Thread.onSpinWait();
                }
                assertThat(agent.link().snapshot().problem())
                        .contains(new Reason("journal-failing", ""));
                lock.close();
                while (!coordinator.leases().getFirst().released) {
                    Thread.onSpinWait();
                }
                agent.close();
                running.join();
            } finally {
                if (lock != null) {
                    lock.close();
                }
                agent.close();
            }
        }
    }

    @Test
    void tellsAFullDiskFromABrokenOne() throws Exception {
        var faults = new Faults(home);
        var full = new SQLException("database or disk is full", null, 13);
        assertThat(faults.reason(JournalFile.broken(full))).isEqualTo(new Reason("disk-full", ""));
        assertThat(faults.reason(JournalFile.broken(new SQLException("disk I/O error", null, 10))))
                .isEqualTo(new Reason("journal-failing", ""));
        var unwritable = Files.createDirectory(home.resolve("x"));
        assertThat(faults.reason(new UncheckedIOException(new IOException(unwritable.toString()))))
                .isEqualTo(new Reason("home-unusable", ""));
    }

    /// A journal that can be read and not written, until it is closed.
    private Connection lockedJournal() throws SQLException {
        var db = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("journal.db"));
        try (var s = db.createStatement()) {
            s.execute("PRAGMA busy_timeout = 10000");
            s.execute("BEGIN IMMEDIATE");
        }
        return db;
    }

    private static final class Laptop implements Machine {
        private volatile boolean onBattery;

        @Override
        public Reading read() {
            var plain = AgentFixture.MACHINE.read();
            return new Reading(
                    plain.cpu(),
                    plain.cores(),
                    plain.cpuLoad(),
                    plain.cpuTemperature(),
                    plain.memoryBytes(),
                    plain.memoryFreeBytes(),
                    List.of(),
                    onBattery
                            ? new Reading.Power.Battery(Optional.of(0.5))
                            : new Reading.Power.Mains());
        }
    }
}
