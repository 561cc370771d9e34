package hearth.app.practice;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.CoordinatorConfig;
import hearth.coordinator.CoordinatorServer;
import hearth.coordinator.OfflineVerification;
import hearth.coordinator.OpenOutcome;
import hearth.coordinator.Policy;
import hearth.coordinator.PracticeJob;
import hearth.coordinator.PracticeJobs;
import hearth.coordinator.TrainerEvaluator;
import hearth.hardware.Reading;
import hearth.protocol.BlockCodec;
import hearth.protocol.CodedTensors;
import hearth.protocol.ErrorFeedback;
import hearth.protocol.LeaseId;
import hearth.protocol.Manifest;
import hearth.protocol.Messages;
import hearth.trainer.TrainerRuntime;
import hearth.trainer.engine.EngineStore;
import hearth.trainer.engine.ShippedEngine;
import hearth.worker.Agent;
import hearth.worker.AgentConfig;
import hearth.worker.AgentPace;
import hearth.worker.AgentPorts;
import hearth.worker.AgentSnapshot;
import hearth.worker.ChildTraining;
import hearth.worker.KeptLeases;
import hearth.worker.Rerun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The practice network's writer as a job with the ternary codec: real coordinator, real agent,
/// real training.
@Execution(ExecutionMode.CONCURRENT)
@Timeout(300)
final class ThinCodecTest {
    private static final Path TRAINER = Path.of("../agent/trainer/target").toAbsolutePath();
    private static final Path DATA = Path.of("../agent/coordinator/target/practice");
    private static final int STEPS = 8;
    private static final int RESULTS = 9;
    private static final BlockCodec CODEC = BlockCodec.T3;
    private static final Messages.PayoutBinding BINDING =
            new Messages.PayoutBinding(
                    "0x52908400098527886E0F7030069857D2E4169EE7", 4_000_000_000L, "00".repeat(65));
    private static final Reading STEADY =
            new Reading(
                    "test",
                    1,
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    Optional.empty(),
                    List.of(),
                    new Reading.Power.Mains());

    @TempDir private Path folder;

    @Test
    void roundsOfTernaryUpdatesArePublishedAndEachUpdateOwesWhatTheLastOneLeft() throws Exception {
        var runtime = runtime();
        var job = job();
        var agentHome = folder.resolve("agent");
        LeaseId newest;
        try (var server = server(runtime)) {
            var coordinator = server.coordinator();
            job.shards().forEach(coordinator.blobs()::put);
            coordinator.blobs().put(job.heldOut());
            coordinator.create(job.id(), job.manifest());
            newest = work(server, agentHome, runtime);

            assertThat(coordinator.jobs().jobs().getFirst().round()).isGreaterThan(1);
        }
        assertThat(OfflineVerification.verify(folder.resolve("coordinator")))
                .isInstanceOfSatisfying(
                        OfflineVerification.Verified.Same.class,
                        same -> assertThat(same.checkpoints()).isGreaterThan(1));
        repeat(agentHome, newest, runtime);
    }

    /// Trains until enough results were judged; none of them is refused.
    ///
    /// @return the newest of them
    private static LeaseId work(CoordinatorServer server, Path home, TrainerRuntime runtime)
            throws Exception {
        var training = new ChildTraining(runtime, home.resolve("training"));
        var config =
                new AgentConfig(
                        home, server.uri(), Optional.empty(), "test", "test", AgentPace.practice());
        var seen = new CountDownLatch(1);
        try (training;
                var agent = Agent.open(config, AgentPorts.of(training, () -> STEADY))) {
            var thread = Thread.ofVirtual().start(agent::run);
            agent.link().bindPayout(BINDING);
            agent.link().share(true);
            try (var _ =
                    agent.link()
                            .subscribe(
                                    s -> {
                                        if (judged(s).count() >= RESULTS) {
                                            seen.countDown();
                                        }
                                    })) {
                assertThat(seen.await(240, TimeUnit.SECONDS))
                        .as(() -> "results: " + agent.link().snapshot())
                        .isTrue();
            }
            var results = judged(agent.link().snapshot()).toList();
            assertThat(results).allMatch(r -> r.state().equals("FINAL_OK"), "accepted");
            agent.link().shutdown();
            thread.join();
            return results.getFirst().lease();
        }
    }

    private static Stream<Messages.ResultView> judged(AgentSnapshot snapshot) {
        return snapshot.recent().stream().filter(r -> r.state().startsWith("FINAL"));
    }

    /// The newest lease again, with the residual that its update began with.
    private static void repeat(Path agentHome, LeaseId lease, TrainerRuntime runtime)
            throws IOException {
        var found = KeptLeases.find(agentHome, lease);
        assertThat(found).isInstanceOf(KeptLeases.Found.Whole.class);
        var sent = ((KeptLeases.Found.Whole) found).sent();
        var update = Files.readAllBytes(sent.update());
        var specs = sent.order().manifest().parameters();
        var metadata = sent.order().lease().updateMetadata(CODEC.id());
        var decoded = CodedTensors.decode(CODEC, metadata, specs, update);
        assertThat(decoded.residuals().orElseThrow().before())
                .isNotEqualTo(ErrorFeedback.nothingOwed(specs));

        var outcome = Rerun.run(sent, runtime, agentHome.resolve("again"), step -> {});

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Rerun.Outcome.Compared.class,
                        c -> {
                            assertThat(c.identical()).isTrue();
                            assertThat(c.windows())
                                    .containsExactly(
                                            new Rerun.Window(STEPS, true, Optional.of(0.0)));
                        });
    }

    private CoordinatorServer server(TrainerRuntime runtime) {
        var home = folder.resolve("coordinator");
        var config =
                new CoordinatorConfig(
                        home,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Optional.empty(),
                        Policy.practice(),
                        Clock.systemUTC(),
                        new CoordinatorConfig.Ports(
                                (id, device, binding) -> Optional.of(binding.payout()),
                                Optional.empty(),
                                new TrainerEvaluator(runtime, home.resolve("evaluation"))));
        var opened = CoordinatorServer.open(config);
        assertThat(opened).isInstanceOf(OpenOutcome.Opened.class);
        return ((OpenOutcome.Opened) opened).server();
    }

    /// The writer with leases of a few steps.
    private static PracticeJob job() {
        var job = PracticeJobs.of(DATA).getFirst();
        var whole = job.manifest();
        var plan = whole.training();
        var training =
                new Manifest.TrainingPlan(
                        STEPS,
                        plan.warmupSteps(),
                        plan.batch(),
                        plan.learningRate(),
                        plan.weightDecay(),
                        plan.clip(),
                        plan.outerLearningRate(),
                        plan.outerMomentum(),
                        plan.leasesPerRound(),
                        plan.rounds(),
                        plan.warmStartSteps(),
                        plan.genesisSeed(),
                        CODEC.id());
        var manifest =
                new Manifest(
                        whole.version(),
                        whole.title(),
                        whole.owner(),
                        whole.recipe(),
                        whole.parameters(),
                        training,
                        whole.data(),
                        whole.verification(),
                        whole.flopPerLease() / plan.innerSteps() * STEPS,
                        whole.weiPerTeraflop(),
                        whole.budget());
        return new PracticeJob(job.id(), manifest, job.shards(), job.heldOut());
    }

    private static TrainerRuntime runtime() throws IOException {
        var classPath =
                new ArrayList<>(
                        List.of(
                                TRAINER.resolve("classes"),
                                TRAINER.resolve("../../protocol/target/classes").normalize()));
        try (var jars = Files.list(TRAINER.resolve("child-lib"))) {
            jars.sorted().forEach(classPath::add);
        }
        // Outside target, so that libtorch is not unpacked again after each clean.
        var store =
                EngineStore.at(
                        Path.of(System.getProperty("java.io.tmpdir"), "hearth-test-engines"));
        return TrainerRuntime.of(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                ShippedEngine.ready(store, classPath),
                TRAINER.resolve("recipes"),
                1);
    }
}
