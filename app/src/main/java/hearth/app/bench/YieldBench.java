package hearth.app.bench;

import hearth.coordinator.Policy;
import hearth.coordinator.PracticeJob;
import hearth.coordinator.TrainerEvaluator;
import hearth.hardware.ProcessUse;
import hearth.protocol.Manifest;
import hearth.protocol.Messages;
import hearth.trainer.TrainerRuntime;
import hearth.worker.AgentLink;
import hearth.worker.AgentSnapshot;
import hearth.worker.SocketAgentLink;
import hearth.worker.policy.RunRules;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// How fast a person gets their machine back: a real agent process with a real training child works
/// on a lease of a real coordinator, a hand on an X server of its own moves the pointer or presses
/// a key, and from that moment on, by the clock of this process, it is measured when the trainer's
/// last step had ended and when its processes were gone. The idle threshold is a second and the
/// agent goes on as soon as it may; all else is as it is for everybody.
public final class YieldBench {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofMillis(2);
    private static final Duration AWAY = Duration.ofSeconds(1);
    private static final int MOST_MILLIS_BETWEEN = 400;
    private static final int STEPS = 100_000;
    private static final int MOST_MISSES = 10;
    private static final double MIB = 1 << 20;

    /// Starts an agent.
    public interface Starter {
        /// @param home its data folder
        /// @param display of its desktop
        Process start(Path home, URI coordinator, String display) throws IOException;
    }

    /// One input and what followed.
    ///
    /// @param still from just before the input was made until the last step had ended, by the
    /// agent's account of it
    /// @param free from then until the trainer's processes held no memory, as seen from outside
    /// @param killed whether the agent had to end the child
    /// @param childBytes resident memory of the child before
    public record Trial(Duration still, Duration free, boolean killed, long childBytes) {
        public double childMb() {
            return childBytes / MIB;
        }
    }

    private final Path folder;
    private final PracticeJob job;
    private final TrainerRuntime runtime;
    private final Consumer<Trial> onTrial;
    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

    /// @param folder for everything; must be empty or absent
    /// @param runtime of the coordinator's own trainer
    /// @param onTrial told of each as it comes
    public YieldBench(
            Path folder, PracticeJob job, TrainerRuntime runtime, Consumer<Trial> onTrial) {
        this.folder = folder;
        this.job = job;
        this.runtime = runtime;
        this.onTrial = onTrial;
    }

    /// @throws IllegalStateException if the agent does not come to train, or does not yield
    public List<Trial> run(int trials, Starter starter) throws IOException, InterruptedException {
        var home = folder.resolve("home");
        try (var screen = VirtualScreen.open();
                var evaluator = new TrainerEvaluator(runtime, folder.resolve("evaluator"));
                var coordinator =
                        new BenchCoordinator(
                                folder.resolve("coordinator"), patient(), longLease(), evaluator)) {
            var agent = starter.start(home, coordinator.server().uri(), screen.display());
            try (var link = SocketAgentLink.to(home.resolve("agent"))) {
                await("the agent", agent, () -> link.isAnswering());
                return trials(trials, new Trier(agent, link, screen));
            } finally {
                agent.destroy();
                if (!agent.waitFor(10, TimeUnit.SECONDS)) {
                    agent.destroyForcibly();
                }
            }
        }
    }

    /// One lease outlasts the whole run, so that no trial meets its end.
    private static Policy patient() {
        var p = Policy.practice();
        return new Policy(
                p.leaseTime(),
                Duration.ofDays(10),
                p.roundPatience(),
                p.holdBack(),
                p.holdBackCount(),
                p.epochInterval(),
                p.sweep(),
                p.provenAfter(),
                p.provenLeases(),
                p.ownerShare());
    }

    private PracticeJob longLease() {
        var m = job.manifest();
        var t = m.training();
        var training =
                new Manifest.TrainingPlan(
                        STEPS,
                        t.warmupSteps(),
                        t.batch(),
                        t.learningRate(),
                        t.weightDecay(),
                        t.clip(),
                        t.outerLearningRate(),
                        t.outerMomentum(),
                        t.leasesPerRound(),
                        t.rounds(),
                        0,
                        t.genesisSeed(),
                        t.codec());
        return new PracticeJob(
                job.id(),
                new Manifest(
                        m.version(),
                        m.title(),
                        m.owner(),
                        m.recipe(),
                        m.parameters(),
                        m.frozen(),
                        training,
                        m.data(),
                        m.verification(),
                        m.flopPerLease() / t.innerSteps() * STEPS,
                        m.weiPerTeraflop(),
                        m.budget()),
                job.shards(),
                job.heldOut());
    }

    private List<Trial> trials(int wanted, Trier trier) throws InterruptedException {
        trier.prepare();
        var done = new ArrayList<Trial>();
        int missed = 0;
        while (done.size() < wanted) {
            var trial = trier.attempt();
            trial.ifPresent(done::add);
            if (trial.isEmpty() && ++missed > MOST_MISSES) {
                throw new IllegalStateException("the agent did not yield " + missed + " times");
            }
            trial.ifPresent(onTrial);
        }
        return done;
    }

    /// The agent and the hand.
    private final class Trier {
        private final Process agent;
        private final AgentLink link;
        private final VirtualScreen screen;

        Trier(Process agent, AgentLink link, VirtualScreen screen) {
            this.agent = agent;
            this.link = link;
            this.screen = screen;
        }

        void prepare() {
            link.rules(hasty());
            link.bindPayout(
                    new Messages.PayoutBinding(
                            "0x52908400098527886E0F7030069857D2E4169EE7",
                            4_000_000_000L,
                            "00".repeat(65)));
            link.share(true);
        }

        /// Empty if the input came when nothing was trained.
        Optional<Trial> attempt() throws InterruptedException {
            var before = snapshot("a step", s -> isStepping(s));
            int first = before.progress().orElseThrow().stepsDone();
            snapshot("one more step", s -> isStepping(s) && steps(s) > first);
            LockSupport.parkNanos(
                    TimeUnit.MILLISECONDS.toNanos(random.nextInt(MOST_MILLIS_BETWEEN)));
            var children = agent.descendants().toList();
            long memory = resident(children);
            long count = before.yields().count();
            var at = Instant.now();
            long begun = System.nanoTime();
            Thread.ofVirtual().start(screen::touch);
            await("the end of the child", agent, () -> resident(children) == 0);
            var free = Duration.ofNanos(System.nanoTime() - begun);
            var after = snapshot("a yield", s -> s.yields().count() > count || isStepping(s));
            return after.yields()
                    .newest()
                    .filter(y -> after.yields().count() > count && !children.isEmpty())
                    .map(
                            y ->
                                    new Trial(
                                            Duration.between(at, y.at().plus(y.untilStill())),
                                            free,
                                            y.killed(),
                                            memory));
        }

        private AgentSnapshot snapshot(String what, Predicate<AgentSnapshot> expected)
                throws InterruptedException {
            var newest = new AgentSnapshot[1];
            await(
                    what,
                    agent,
                    () -> {
                        newest[0] = link.snapshot();
                        return expected.test(newest[0]);
                    });
            return newest[0];
        }
    }

    /// Bytes of all of them. A process that has ended and that nobody has asked for yet has none.
    private static long resident(List<ProcessHandle> processes) {
        return processes.stream()
                .flatMap(p -> ProcessUse.of(p.pid()).stream())
                .mapToLong(ProcessUse::residentBytes)
                .sum();
    }

    private static boolean isStepping(AgentSnapshot s) {
        return s.activity() == AgentSnapshot.Activity.TRAINING && steps(s) > 0;
    }

    private static int steps(AgentSnapshot s) {
        return s.progress().map(AgentSnapshot.Progress::stepsDone).orElse(0);
    }

    /// As usual, but work begins a second after the last input.
    private static RunRules hasty() {
        var usual = RunRules.USUAL;
        var away = Optional.of(AWAY);
        var person = usual.person();
        var limits = usual.limits();
        return new RunRules(
                usual.version(),
                new RunRules.Person(
                        away,
                        away,
                        person.lockedIsAway(),
                        person.fullscreenStops(),
                        person.videoStops()),
                usual.others(),
                usual.times(),
                usual.money(),
                usual.network(),
                limits,
                usual.cardsOff(),
                usual.mustKnow(),
                usual.sandbox());
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(String what, Process agent, Condition condition)
            throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > until || !agent.isAlive()) {
                throw new IllegalStateException("waited in vain for " + what);
            }
            Thread.sleep(LOOK);
        }
    }

    /// The least time that is not exceeded by so many of a hundred.
    public static Duration percentile(
            List<Trial> trials, int percent, Function<Trial, Duration> what) {
        var sorted = trials.stream().map(what).sorted().toList();
        return sorted.get((sorted.size() * percent + 99) / 100 - 1);
    }
}
