package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.hardware.Observation;
import hearth.hardware.Reading;
import hearth.hardware.RecordedMachine;
import hearth.worker.AgentSnapshot.Activity;
import hearth.worker.AgentSnapshot.Reason;
import hearth.worker.Health.Band;
import hearth.worker.Health.Tally;
import hearth.worker.policy.Cause;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

@Timeout(120)
class HealthWatchTest {
    private static final Instant BEGUN = Instant.parse("2026-11-21T10:00:00Z");

    @TempDir private Path home;
    private JournalFile file;
    private HealthLedger ledger;
    private HealthWatch watch;
    private final AtomicLong passed = new AtomicLong();

    /// The wall clock goes with the observer's.
    private final Clock clock =
            new Clock() {
                @Override
                public Instant instant() {
                    return BEGUN.plusNanos(passed.get());
                }

                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }
            };

    @BeforeEach
    void open() {
        file = JournalFile.open(home.resolve("journal.db"), InstantSource.system());
        ledger = new HealthLedger(file, clock);
        watch = new HealthWatch(ledger);
    }

    @AfterEach
    void close() {
        file.close();
    }

    private RecordedMachine machine(String... lines) {
        return RecordedMachine.of(List.of(lines), passed::get);
    }

    /// Looks once a second.
    private void watch(RecordedMachine machine, int seconds, boolean working) {
        for (int i = 0; i < seconds; i++) {
            passed.addAndGet(Duration.ofSeconds(1).toNanos());
            watch.observe(
                    new Observation(
                            Duration.ofNanos(passed.get()), machine.read(), machine.presence()),
                    working,
                    true);
        }
    }

    @Test
    void addsUpTheTimeAtEachTemperatureWhileItWorks() {
        var machine =
                machine(
                        "{\"second\":0,\"cpuTemperature\":39.9,\"cards\":[{\"name\":\"RTX\",\"temperature\":69.9}]}",
                        "{\"second\":61,\"cpuTemperature\":104,\"cards\":[{\"name\":\"RTX\",\"temperature\":70}]}");

        watch(machine, 60, true);
        watch(machine, 600, false);
        watch(machine, 30, true);

        var health = watch.health();
        assertThat(health.since()).isEqualTo(BEGUN);
        assertThat(health.parts()).hasSize(2);
        assertThat(health.parts().getFirst())
                .isEqualTo(
                        new Health.Part(
                                "RTX",
                                true,
                                List.of(
                                        new Band(60, Duration.ofSeconds(60)),
                                        new Band(70, Duration.ofSeconds(30)))));
        assertThat(health.parts().getLast().bands())
                .containsExactly(
                        new Band(0, Duration.ofSeconds(60)), new Band(100, Duration.ofSeconds(30)));
    }

    @Test
    void countsNoTimeThatNobodySaw() {
        var machine = machine("{\"second\":0,\"cards\":[{\"name\":\"RTX\",\"temperature\":65}]}");
        watch(machine, 1, true);
        passed.addAndGet(Duration.ofHours(8).toNanos());

        watch(machine, 1, true);

        assertThat(watch.health().parts().getFirst().bands())
                .containsExactly(new Band(60, Duration.ofSeconds(1)));
    }

    @Test
    void letsACardRestThatItsDriverKeepsSlowingDown() {
        var machine =
                machine(
                        "{\"second\":0,\"cards\":[{\"name\":\"RTX\",\"slowedByHeat\":true}]}",
                        "{\"second\":40,\"cards\":[{\"name\":\"RTX\",\"slowedByHeat\":false}]}");
        watch(machine, 30, true);
        assertThat(watch.against()).isEmpty();

        watch(machine, 5, true);

        assertThat(watch.against())
                .contains(new hearth.worker.policy.Reason(Cause.CARD_THROTTLED, "RTX"));
        assertThat(watch.health().tallies())
                .containsExactly(new Tally("thermal-throttle", 1, BEGUN.plusSeconds(1)));
        watch(machine, 290, false);
        assertThat(watch.against()).isPresent();
        watch(machine, 15, false);
        assertThat(watch.against()).isEmpty();
    }

    @Test
    void takesWorkOffACardThatFailedUntilTheOwnerSaysOtherwise() {
        var machine =
                machine(
                        "{\"second\":0,\"cards\":[{\"name\":\"RTX\"}]}",
                        "{\"second\":3,\"cards\":[{\"name\":\"RTX\"}],\"xid\":79}",
                        "{\"second\":4,\"cards\":[{\"name\":\"RTX\"}],\"xid\":31}");
        watch(machine, 2, true);
        assertThat(watch.against()).isEmpty();

        watch(machine, 3600, false);

        assertThat(watch.against())
                .contains(new hearth.worker.policy.Reason(Cause.CARD_FAILED, "79"));
        assertThat(watch.health().tallies().stream().map(Tally::kind))
                .containsExactly("driver-error", "driver-reset");
        watch.forgive();
        watch(machine, 10, false);
        assertThat(watch.against()).isEmpty();
    }

    @Test
    void keepsTheFiguresOverARestart() {
        watch(
                machine("{\"second\":0,\"cards\":[{\"name\":\"RTX\",\"temperature\":65}]}"),
                90,
                true);
        watch.note(new Reason("trainer-hung", "60"));
        ledger.write();
        var before = watch.health();

        var after = new HealthLedger(file, clock).health();

        assertThat(after).isEqualTo(before);
        assertThat(after.recent())
                .containsExactly(new Health.Incident(BEGUN.plusSeconds(90), "trainer-hung", "60"));
    }

    @Test
    void staysBoundedAndOutlivesAJournalThatTakesNothing() throws SQLException {
        try (var db = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("journal.db"));
                var s = db.createStatement()) {
            s.execute("BEGIN IMMEDIATE");
            passed.addAndGet(Duration.ofMinutes(2).toNanos());
            for (int i = 0; i < 200; i++) {
                watch.note(new Reason("agent-fault", "x".repeat(1000)));
                ledger.note("kind-" + i, "");
                ledger.worked("part-" + i, true, i, Duration.ofSeconds(1));
            }
        }

        ledger.write();

        var health = new HealthLedger(file, clock).health();
        assertThat(health).isEqualTo(ledger.health());
        assertThat(health.parts()).hasSize(16);
        assertThat(health.tallies()).hasSize(64);
        assertThat(health.tallies().getFirst().count()).isEqualTo(200);
        assertThat(health.recent()).hasSize(50);
        assertThat(health.recent().getLast().detail()).hasSizeLessThanOrEqualTo(100);
    }

    @Test
    void anAgentWhoseCardFailsPausesItsTrainingAndSaysSo() {
        var machine =
                machine(
                        "{\"second\":0,\"idleSeconds\":6000,\"cards\":[{\"name\":\"RTX\",\"temperature\":50,\"load\":0,\"vramBytes\":8000000000,\"vramUsedBytes\":0}]}",
                        "{\"second\":10,\"idleSeconds\":6000,\"cards\":[{\"name\":\"RTX\",\"temperature\":50,\"load\":0,\"vramBytes\":8000000000,\"vramUsedBytes\":0}],\"xid\":79}");
        try (var coordinator = new FakeCoordinator(1);
                var fixture =
                        new AgentFixture(
                                home.resolve("agent"),
                                coordinator,
                                new ScriptedTraining(home.resolve("training")),
                                machine)) {
            fixture.training.hold();
            fixture.sharing();
            fixture.await("training", s -> s.activity() == Activity.TRAINING);
            fixture.training.step();
            fixture.await("a step", s -> s.progress().map(p -> p.stepsDone() == 1).orElse(false));

            passed.set(Duration.ofSeconds(11).toNanos());

            var said =
                    fixture.await(
                            "failed card",
                            s -> s.reasons().contains(new Reason("card-failed", "79")));
            assertThat(said.health().recent().getFirst().kind()).isEqualTo("driver-reset");
            assertThat(coordinator.leases().getFirst().released).isFalse();
            fixture.agent.link().pauseUntil(Instant.EPOCH);
            fixture.training.steps(5);
            fixture.awaitResults(1);
        }
    }

    @Test
    void aReadingWithoutATemperatureCountsForNoBand() {
        var reading =
                new Reading.Graphics(
                        "card",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        assertThat(reading.slowedByHeat()).isEmpty();
        watch(machine("{\"second\":0,\"cards\":[{\"name\":\"card\"}]}"), 10, true);
        assertThat(watch.health().parts()).isEmpty();
    }
}
