package hearth.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.app.bench.YieldRun.Attempt;
import hearth.app.bench.YieldRun.Count;
import hearth.app.bench.YieldRun.Trial;
import hearth.hardware.Machine;
import hearth.hardware.Reading;
import hearth.hardware.desktop.Fact;
import hearth.hardware.desktop.Presence;
import hearth.worker.Agent;
import hearth.worker.AgentConfig;
import hearth.worker.AgentLink;
import hearth.worker.AgentPace;
import hearth.worker.AgentPorts;
import hearth.worker.Training;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// The trials of `hearth bench yield` with a real agent and a real coordinator in this process; the
/// training counts steps, and its child is a process that sleeps.
@Timeout(120)
class YieldTrialsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path folder;

    /// A person who comes back by [#touch] and leaves at once.
    private static final class Desk implements Machine {
        private volatile long touched = System.nanoTime() - TimeUnit.HOURS.toNanos(1);
        private volatile Runnable told = () -> {};

        void touch() {
            touched = System.nanoTime();
            told.run();
        }

        @Override
        public Reading read() {
            return new Reading(
                    "test",
                    1,
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    Optional.empty(),
                    List.of(),
                    new Reading.Power.Mains());
        }

        @Override
        public Presence presence() {
            var none = Presence.undetectable("not-here");
            return new Presence(
                    Fact.known(Duration.ofNanos(System.nanoTime() - touched)),
                    none.gamepadIdle(),
                    none.fullscreen(),
                    none.video(),
                    none.locked(),
                    none.sleeping(),
                    none.metered(),
                    none.seated());
        }

        @Override
        public void onInput(Runnable listener) {
            told = listener;
        }
    }

    /// Steps without arithmetic, beside a child that holds memory until it is closed.
    private static final class Counting implements Training {
        private static final int STEPS_PER_SECOND = 50;

        private volatile CountDownLatch stop = new CountDownLatch(1);
        private final List<Process> children = new ArrayList<>();
        private int done;

        synchronized List<ProcessHandle> children() {
            return children.stream().filter(Process::isAlive).map(Process::toHandle).toList();
        }

        @Override
        public Set<String> recipes() {
            return Set.of("gpt");
        }

        @Override
        public String engine() {
            return "cpu";
        }

        @Override
        public Outcome train(Order order, Consumer<Step> onStep) {
            var stopped = new CountDownLatch(1);
            stop = stopped;
            spawn();
            try {
                while (!stopped.await(1000 / STEPS_PER_SECOND, TimeUnit.MILLISECONDS)) {
                    onStep.accept(new Step(++done, 1f));
                }
                onStep.accept(new Step(done, 1f, true));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Outcome.Stopped();
        }

        private synchronized void spawn() {
            try {
                children.add(new ProcessBuilder("sleep", "300").start());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void stop() {
            stop.countDown();
        }

        @Override
        public synchronized void close() {
            stop();
            for (var child : children) {
                child.destroyForcibly();
                child.onExit().join();
            }
        }
    }

    private record Subject(Agent agent, Desk desk, Counting training)
            implements YieldTrials.Subject {
        @Override
        public AgentLink link() {
            return agent.link();
        }

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public List<ProcessHandle> children() {
            return training.children();
        }

        @Override
        public void touch() {
            desk.touch();
        }
    }

    @Test
    void measuresEachInputAndCountsWhatCouldNotBegin() throws InterruptedException {
        var jobs = new BenchCoordinator.Jobs(1, 64, 100_000, 4);
        var training = new Counting();
        var desk = new Desk();
        try (var coordinator =
                        new BenchCoordinator(
                                folder.resolve("coordinator"), jobs, Duration.ofSeconds(1));
                var agent =
                        Agent.open(
                                new AgentConfig(
                                        folder.resolve("agent"),
                                        coordinator.server().uri(),
                                        Optional.empty(),
                                        "test",
                                        "test",
                                        AgentPace.practice().hasty()),
                                AgentPorts.of(training, desk))) {
            var loop = Thread.ofVirtual().start(agent::run);
            var subject = new Subject(agent, desk, training);

            agent.link().pauseUntil(Instant.now().plus(Duration.ofHours(1)));
            var paused = new YieldTrials(subject, Duration.ofMillis(100), _ -> {}).run(1);
            assertThat(paused.trials()).isEmpty();
            assertThat(paused.attempts())
                    .hasSize(10)
                    .allSatisfy(a -> assertThat(a).asString().contains("NotBegun", "paused"));

            agent.link().pauseUntil(Instant.now());
            var told = new ArrayList<Attempt>();
            var run = new YieldTrials(subject, PATIENCE, told::add).run(2);

            assertThat(told).isEqualTo(run.attempts());
            assertThat(run.trials())
                    .hasSize(2)
                    .allSatisfy(
                            trial -> {
                                assertThat(trial.killed()).isFalse();
                                assertThat(trial.childBytes()).isPositive();
                                assertThat(trial.still())
                                        .isBetween(Duration.ofMillis(-2), Duration.ofSeconds(30));
                                assertThat(trial.free()).isPositive();
                            });
            assertThat(agent.link().snapshot().yields().count())
                    .isGreaterThanOrEqualTo(run.trials().size());
            agent.link().shutdown();
            loop.join();
        }
    }

    @Test
    void keepsEveryAttemptInItsFileAndHidesNoneInItsCounts() {
        var attempts =
                List.of(
                        measured(30, 90),
                        new Attempt.NotBegun("waiting job-failing"),
                        new Attempt.Missed(),
                        new Attempt.NotBegun("waiting job-failing"),
                        new Attempt.Unanswered("training"),
                        measured(50, 70));
        var read = YieldRun.read(attempts.stream().map(YieldRun::line).toList());
        assertThat(read.attempts()).isEqualTo(attempts);
        assertThat(read.trials()).hasSize(2);
        assertThat(read.missed()).isEqualTo(1);
        assertThat(read.notBegun()).containsExactly(new Count("waiting job-failing", 2));
        assertThat(read.unanswered()).containsExactly(new Count("training", 1));
    }

    @Test
    void aPercentileIsAMeasuredTimeThatSoManyDoNotExceed() {
        var run =
                new YieldRun(
                        IntStream.rangeClosed(1, 200)
                                .mapToObj(i -> (Attempt) measured(201 - i, i))
                                .toList());
        assertThat(run.percentile(50, Trial::still)).isEqualTo(Duration.ofMillis(100));
        assertThat(run.percentile(95, Trial::free)).isEqualTo(Duration.ofMillis(190));
        assertThat(run.percentile(99, Trial::free)).isEqualTo(Duration.ofMillis(198));
        assertThat(run.percentile(100, Trial::still)).isEqualTo(Duration.ofMillis(200));
        assertThatThrownBy(() -> new YieldRun(List.of()).percentile(50, Trial::still))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Attempt.Measured measured(int still, int free) {
        return new Attempt.Measured(
                new Trial(Duration.ofMillis(still), Duration.ofMillis(free), false, 1 << 20));
    }
}
