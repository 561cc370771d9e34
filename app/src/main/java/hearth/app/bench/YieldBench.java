package hearth.app.bench;

import hearth.coordinator.Policy;
import hearth.coordinator.PracticeJob;
import hearth.coordinator.TrainerEvaluator;
import hearth.protocol.Manifest;
import hearth.trainer.TrainerRuntime;
import hearth.worker.AgentLink;
import hearth.worker.SocketAgentLink;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// How fast a person gets their machine back: a real agent process with a real training child works
/// on a lease of a real coordinator, a hand on an X server of its own moves the pointer or presses
/// a key, and from that moment on, by the clock of this process, it is measured when the trainer's
/// last step had ended and when its processes were gone. The idle threshold is a second and the
/// agent goes on as soon as it may; all else is as it is for everybody.
public final class YieldBench {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofMillis(2);
    private static final int STEPS = 100_000;

    /// Starts an agent.
    public interface Starter {
        /// @param home its data folder
        /// @param display of its desktop
        Process start(Path home, URI coordinator, String display) throws IOException;
    }

    private final Path folder;
    private final PracticeJob job;
    private final TrainerRuntime runtime;
    private final Consumer<YieldRun.Attempt> onAttempt;

    /// @param folder for everything; must be empty or absent
    /// @param runtime of the coordinator's own trainer
    /// @param onAttempt told of each as it comes
    public YieldBench(
            Path folder,
            PracticeJob job,
            TrainerRuntime runtime,
            Consumer<YieldRun.Attempt> onAttempt) {
        this.folder = folder;
        this.job = job;
        this.runtime = runtime;
        this.onAttempt = onAttempt;
    }

    /// @return fewer trials than wanted where too many of them could not be made
    /// @throws IllegalStateException if the agent does not come up
    public YieldRun run(int trials, Starter starter) throws IOException, InterruptedException {
        var home = folder.resolve("home");
        try (var screen = VirtualScreen.open();
                var evaluator = new TrainerEvaluator(runtime, folder.resolve("evaluator"));
                var coordinator =
                        new BenchCoordinator(
                                folder.resolve("coordinator"), patient(), longLease(), evaluator)) {
            var agent = starter.start(home, coordinator.server().uri(), screen.display());
            try (var link = SocketAgentLink.to(home.resolve("agent"))) {
                if (!answers(agent, link)) {
                    throw new IllegalStateException("the agent does not come up");
                }
                var desk = new Desk(agent, link, screen);
                return new YieldTrials(desk, PATIENCE, onAttempt).run(trials);
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

    private static boolean answers(Process agent, SocketAgentLink link)
            throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!link.isAnswering()) {
            if (System.nanoTime() > until || !agent.isAlive()) {
                return false;
            }
            Thread.sleep(LOOK);
        }
        return true;
    }

    /// An agent in a process of its own, and an X server's pointer and keys.
    private record Desk(Process agent, AgentLink link, VirtualScreen screen)
            implements YieldTrials.Subject {
        @Override
        public boolean isAlive() {
            return agent.isAlive();
        }

        @Override
        public List<ProcessHandle> children() {
            return agent.descendants().toList();
        }

        @Override
        public void touch() {
            screen.touch();
        }
    }
}
