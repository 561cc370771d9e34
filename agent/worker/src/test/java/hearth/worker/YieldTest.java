package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.worker.AgentSnapshot.Activity;
import hearth.worker.AgentSnapshot.Spread;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// The machine is given back at once, and each time is written down.
@Timeout(60)
class YieldTest {
    @TempDir private Path home;

    /// A training that hears no stop; only the end of its child ends it.
    private static class Deaf implements Training {
        private final CountDownLatch closed = new CountDownLatch(1);
        private volatile int closedTimes;

        @Override
        public Set<String> recipes() {
            return Set.of("gpt");
        }

        @Override
        public String engine() {
            return "scripted";
        }

        @Override
        public Outcome train(Order order, Consumer<Step> onStep) {
            try {
                onStep.accept(new Step(1, 4f));
                begun(onStep);
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Outcome.Stopped();
        }

        void begun(Consumer<Step> onStep) {}

        @Override
        public void stop() {}

        @Override
        public synchronized void close() {
            closedTimes++;
            closed.countDown();
        }
    }

    /// It ends its steps when told to, and writes what they gave for ever.
    private static final class SlowToWrite extends Deaf {
        private final CountDownLatch stopped = new CountDownLatch(1);

        @Override
        void begun(Consumer<Step> onStep) {
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    stopped.await();
                                    onStep.accept(new Step(1, 4f, true));
                                } catch (InterruptedException e) {
                                    throw new AssertionError(e);
                                }
                            });
        }

        @Override
        public void stop() {
            stopped.countDown();
        }
    }

    @Test
    void writesDownHowFastAGameGotTheMachine() {
        var desk = new GameDesk();
        Yield first;
        try (var coordinator = new FakeCoordinator(3)) {
            var training = new ScriptedTraining(home.resolve("training"));
            training.hold();
            try (var fixture = new AgentFixture(home, coordinator, training, desk).sharing()) {
                var before = fixture.await("training", s -> s.activity() == Activity.TRAINING);
                assertThat(before.yields()).isEqualTo(AgentSnapshot.Yields.none());
                int closed = training.closed();

                desk.game(true);

                var after = fixture.await("a yield", s -> s.yields().count() == 1).yields();
                assertThat(training.closed()).isGreaterThan(closed);
                first = after.newest().orElseThrow();
                assertThat(first.cause()).isEqualTo("fullscreen");
                assertThat(first.killed()).isFalse();
                assertThat(first.untilFree()).isGreaterThanOrEqualTo(first.untilStill());
                assertThat(after.killed()).isZero();
                assertThat(after.untilFree()).contains(only(first.untilFree()));
            }
            try (var fixture = new AgentFixture(home, coordinator, training, desk)) {
                assertThat(fixture.snapshot().yields().newest()).contains(first);
            }
        }
    }

    @Test
    void writesDownAPauseOfItsOwnerButNotItsOwnEnd() {
        try (var coordinator = new FakeCoordinator(3)) {
            try (var fixture = new AgentFixture(home, coordinator)) {
                fixture.training.hold();
                fixture.sharing();
                fixture.await("training", s -> s.activity() == Activity.TRAINING);
                fixture.agent.link().pauseUntil(Instant.now().plus(Duration.ofHours(1)));
                var after = fixture.await("a yield", s -> s.yields().count() == 1).yields();
                assertThat(after.newest().map(Yield::cause)).contains("paused");
                fixture.agent.link().pauseUntil(Instant.now());
                fixture.await("training again", s -> s.activity() == Activity.TRAINING);
            }
            try (var fixture = new AgentFixture(home, coordinator)) {
                assertThat(fixture.snapshot().yields().count()).isEqualTo(1);
            }
        }
    }

    @Test
    void endsAChildThatDoesNotHear() {
        var yield = yieldOf(new Deaf());
        assertThat(yield.killed()).isTrue();
        assertThat(yield.untilStill()).isGreaterThan(Duration.ofMillis(790));
    }

    @Test
    void endsAChildThatKeepsItsMemoryAfterItsLastStep() {
        var yield = yieldOf(new SlowToWrite());
        assertThat(yield.killed()).isTrue();
        assertThat(yield.untilStill()).isLessThan(yield.untilFree());
        assertThat(yield.untilFree()).isGreaterThan(Duration.ofMillis(1590));
    }

    private Yield yieldOf(Deaf training) {
        var desk = new GameDesk();
        try (var coordinator = new FakeCoordinator(1);
                var agent =
                        Agent.open(
                                AgentFixture.config(home, coordinator),
                                AgentPorts.of(training, desk))) {
            var thread = Thread.ofVirtual().start(agent::run);
            agent.link().bindPayout(AgentFixture.binding());
            agent.link().share(true);
            until(agent, "training", s -> s.progress().map(p -> p.stepsDone() == 1).orElse(false));
            desk.game(true);
            var seen = until(agent, "a yield", s -> s.yields().count() == 1).yields();
            assertThat(training.closedTimes).isPositive();
            assertThat(seen.killed()).isEqualTo(1);
            agent.link().shutdown();
            thread.join();
            return seen.newest().orElseThrow();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static AgentSnapshot until(
            Agent agent, String what, Predicate<AgentSnapshot> expected) {
        long patience = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (true) {
            var now = agent.link().snapshot();
            if (expected.test(now)) {
                return now;
            }
            assertThat(System.nanoTime()).as("%s, last seen: %s", what, now).isLessThan(patience);
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Test
    void tellsMedianAndWorstOfWhatItMeasured() {
        var times = IntStream.rangeClosed(1, 200).mapToObj(Duration::ofMillis).toList();
        assertThat(Spread.of(times.reversed()))
                .contains(
                        new Spread(
                                Duration.ofMillis(100),
                                Duration.ofMillis(190),
                                Duration.ofMillis(200)));
        assertThat(Spread.of(List.of(Duration.ofMillis(7)))).contains(only(Duration.ofMillis(7)));
        assertThat(Spread.of(List.of())).isEmpty();
    }

    private static Spread only(Duration time) {
        return new Spread(time, time, time);
    }

    @Test
    void forgetsTheOldestOfManyAndShowsAMonth() {
        var now = Instant.parse("2026-11-21T06:00:00Z");
        try (var records = AgentRecords.open(home.resolve("journal.db"), Clock.systemUTC())) {
            var yields = new YieldJournal(records.file(), 20);
            yields.add(at(now.minus(Duration.ofDays(31)), 900));
            yields.add(at(now.minus(Duration.ofDays(29)), 5));
            assertThat(yields.summary(now).count()).isEqualTo(1);
            assertThat(yields.summary(now).untilFree()).contains(only(Duration.ofMillis(5)));

            for (int i = 0; i < 21; i++) {
                yields.add(at(now, i));
            }

            assertThat(yields.since(Instant.EPOCH)).hasSize(20);
            assertThat(yields.summary(now).newest()).isEqualTo(Optional.of(at(now, 20)));
        }
    }

    private static Yield at(Instant at, int millis) {
        return new Yield(at, "in-use", Duration.ZERO, Duration.ofMillis(millis), false);
    }
}
