package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/// A computer's clock that is hours off, or is put right while the agent works: what waits for a
/// time by the old clock must not wait for hours.
class WrongClockTest {
    private static final Duration AHEAD = Duration.ofHours(4);

    @TempDir private Path home;

    /// This computer's clock, set as the test likes.
    private static final class SetClock extends Clock {
        private volatile Duration ahead = AHEAD;

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("one zone");
        }
    }

    private static AgentPorts ports(Training training, Clock clock) {
        return new AgentPorts(
                training, AgentFixture.MACHINE, clock, RandomGenerator.of("L64X128MixRandom"));
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("in time").isNegative();
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    @Test
    void workIsAskedForAndFetchedAndSentAsIfNothingHadBeen() {
        var clock = new SetClock();
        var training = new ScriptedTraining(home.resolve("training"));
        try (var coordinator = new FakeCoordinator(0);
                var fixture =
                        new AgentFixture(home, coordinator, training, ports(training, clock))
                                .sharing()) {
            fixture.await(
                    "waiting, as there is no work",
                    s -> s.reasons().equals(List.of(new AgentSnapshot.Reason("no-work", ""))));
            clock.ahead = Duration.ZERO;
            coordinator.moreLeases(3);
            fixture.awaitResults(3);
            assertThat(coordinator.violations()).isEmpty();
        }
    }

    @Test
    void leasesEndByTheCoordinatorsClock() {
        for (var off : List.of(Duration.ofDays(400), Duration.ofHours(-30))) {
            var clock = new SetClock();
            clock.ahead = off;
            var folder = home.resolve(off.toString());
            var training = new ScriptedTraining(folder.resolve("training"));
            training.hold();
            try (var coordinator = new FakeCoordinator(1);
                    var fixture =
                            new AgentFixture(folder, coordinator, training, ports(training, clock))
                                    .sharing()) {
                fixture.await("training", s -> s.activity() == AgentSnapshot.Activity.TRAINING);
                training.step();
                fixture.await(
                        "first step", s -> s.progress().map(p -> p.stepsDone() == 1).orElse(false));
                await(
                        () ->
                                coordinator.requests().stream()
                                                .filter(line -> line.endsWith("/heartbeat"))
                                                .count()
                                        >= 5);
                training.steps(4);
                fixture.awaitResults(1);
                assertThat(coordinator.receipts())
                        .as("clock off by %s", off)
                        .allSatisfy(r -> assertThat(r.content().steps()).contains(5));
            }
        }
    }

    @Test
    void isNoticedHoweverSmallAndOnlyOnce() {
        var now = new Instant[] {Instant.parse("2026-03-01T12:00:00Z")};
        var nanos = new long[] {-5};
        var table = new Timetable(AgentFixture.FAST, pause -> pause, () -> now[0], () -> nanos[0]);
        assertThat(table.beatIsDue(now[0])).isTrue();
        assertThat(table.beatIsDue(now[0])).isFalse();
        now[0] = now[0].minusSeconds(1);
        nanos[0] += Duration.ofSeconds(1).toNanos();
        assertThat(table.wasSetBack()).isTrue();
        assertThat(table.wasSetBack()).isFalse();
        assertThat(table.beatIsDue(now[0])).isTrue();
        now[0] = now[0].plusSeconds(7200); // a sleep: the steady clock stood still
        assertThat(table.wasSetBack()).isFalse();
        now[0] = now[0].plusMillis(9_500); // a slow correction
        nanos[0] += Duration.ofSeconds(10).toNanos();
        assertThat(table.wasSetBack()).isFalse();
    }
}
