package hearth.app.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import hearth.coordinator.Coordinator;
import hearth.coordinator.CoordinatorConfig;
import hearth.coordinator.CoordinatorServer;
import hearth.coordinator.OpenOutcome;
import hearth.coordinator.Policy;
import hearth.coordinator.TrainerEvaluator;
import hearth.hardware.Machine;
import hearth.hardware.Reading;
import hearth.protocol.BlockCodec;
import hearth.protocol.JobId;
import hearth.protocol.Manifest;
import hearth.protocol.Messages;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Safetensors;
import hearth.protocol.SandboxGrade;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.trainer.ComputeDevice;
import hearth.trainer.Recipes;
import hearth.trainer.TrainerRuntime;
import hearth.trainer.TrainingEngine;
import hearth.trainer.engine.EngineStore;
import hearth.trainer.engine.ShippedEngine;
import hearth.worker.Agent;
import hearth.worker.AgentConfig;
import hearth.worker.AgentPace;
import hearth.worker.AgentPorts;
import hearth.worker.AgentSnapshot;
import hearth.worker.ChildTraining;
import hearth.worker.MachineView;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A job of adapters on a frozen base, the whole way: manifest, lease, a real training in a real
/// child, the coded update, a published round and the next one. Everything but the chain.
@Execution(ExecutionMode.CONCURRENT)
@Timeout(240)
final class AdapterJobTest {
    private static final JobId JOB = new JobId("adapters");
    private static final int STEPS = 3;
    private static final int ROUNDS = 2;
    private static final int BATCH = 4;
    private static final Path TRAINER = Path.of("../agent/trainer/target");
    private static final Map<String, Long> SIZES =
            Map.of("depth", 1L, "width", 16L, "heads", 2L, "context", 16L);
    private static final RecipeConfig BASE = new RecipeConfig("gpt", new TreeMap<>(SIZES));
    private static final RecipeConfig ADAPTERS = adapters();
    private static final byte[] TEXT =
            "Call me Ishmael. Some years ago, never mind how long precisely, "
                    .repeat(20)
                    .getBytes(StandardCharsets.UTF_8);

    @TempDir Path folder;

    private static RecipeConfig adapters() {
        var sizes = new TreeMap<>(SIZES);
        sizes.put("rank", 2L);
        sizes.put("alpha", 4L);
        return new RecipeConfig("lora", sizes);
    }

    static TrainerRuntime runtime() throws IOException {
        var classPath =
                new ArrayList<>(
                        List.of(
                                TRAINER.resolve("classes"),
                                Path.of("../agent/protocol/target/classes")));
        assertThat(TRAINER.resolve("child-lib")).as("package agent/trainer first").exists();
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

    private static Manifest manifest(
            Optional<Sha256> frozen, List<Sha256> shards, Sha256 heldOut, int rounds) {
        var plan =
                new Manifest.TrainingPlan(
                        STEPS,
                        1,
                        BATCH,
                        new BigDecimal("0.01"),
                        new BigDecimal("0.1"),
                        BigDecimal.ONE,
                        new BigDecimal("0.7"),
                        new BigDecimal("0.9"),
                        1,
                        rounds,
                        0,
                        7,
                        BlockCodec.DQ4.id());
        return new Manifest(
                Manifest.UNSIZED,
                "Adapters",
                "the tests",
                ADAPTERS,
                Recipes.parameters(ADAPTERS),
                frozen,
                plan,
                new Manifest.DataPlan("words", "here", "CC0", shards, heldOut),
                new Manifest.Verification(
                        BigDecimal.ZERO,
                        new BigDecimal("1000"),
                        new BigDecimal("-1"),
                        new BigDecimal("2")),
                Recipes.flopPerStep(ADAPTERS, BATCH) * STEPS,
                Wei.ofEmber("1"),
                Wei.ofEmber("1"));
    }

    @Test
    void adaptersAreTrainedRoundByRoundOnABaseThatStaysAsItIs() throws Exception {
        var runtime = runtime();
        try (var server = server(runtime)) {
            create(server.coordinator(), ROUNDS);
            var training = new ChildTraining(runtime, folder.resolve("child"));
            try (var agent = working(server, training)) {
                var done = await(agent, AdapterJobTest::isDone);
                assertThat(done.sandbox().orElseThrow().grade()).isEqualTo(SandboxGrade.A);
                assertThat(done.jobs().getFirst().round()).isEqualTo(ROUNDS);
                assertThat(agent.link().machine(Duration.ZERO).engine().setback()).isEmpty();
            }
            var last = server.coordinator().jobs().jobs().getFirst().checkpoint().orElseThrow();
            var trained = folder.resolve("trained");
            server.coordinator().blobs().copyTo(last, trained);
            var values = Safetensors.read(trained);
            assertThat(values.tensors()).containsOnlyKeys(names());
            assertThat(values.tensor("block00.mlp.up.b").floats())
                    .as("an adapter begins at zero and has learnt")
                    .isNotEqualTo(new float[4 * 16 * 2]);
        }
    }

    @Test
    void anEngineThatFailsAtWorkIsGivenUpForTheProcessorAndTheLeaseIsDone() throws Exception {
        var runtime = runtime();
        var processor = runtime.engine();
        // A folder of libraries in which there is none: the child dies while it loads them.
        var broken =
                new TrainingEngine(
                        "cuda-broken",
                        ComputeDevice.CUDA,
                        processor.classPath(),
                        Files.createDirectories(folder.resolve("no-libraries")),
                        processor.version(),
                        "cu124",
                        Optional.empty());
        try (var server = server(runtime)) {
            create(server.coordinator(), 1);
            var training =
                    new ChildTraining(
                            runtime.withEngine(broken),
                            processor,
                            Optional.empty(),
                            List.of(),
                            folder.resolve("child"));
            assertThat(training.engine()).isEqualTo("cuda");
            try (var agent = working(server, training)) {
                var done = await(agent, AdapterJobTest::isDone);
                assertThat(done.problem()).isEmpty();
                assertThat(agent.link().machine(Duration.ZERO).engine())
                        .isEqualTo(
                                new MachineView.Engine(
                                        "cpu",
                                        Optional.of(
                                                new AgentSnapshot.Reason(
                                                        "engine-fell-back", "trainer-crashed"))));
                assertThat(done.hardware().engine()).isEqualTo("cpu");
            }
        }
    }

    private static boolean isDone(AgentSnapshot snapshot) {
        return snapshot.jobs().stream().anyMatch(j -> j.state().equals("DONE"));
    }

    private void create(Coordinator coordinator, int rounds) throws IOException {
        var blobs = coordinator.blobs();
        var file = folder.resolve("base");
        Safetensors.writeFloats(file, Recipes.parameters(BASE), Recipes.genesis(BASE, 1));
        var base = blobs.put(Files.readAllBytes(file));
        var other = new String(TEXT, StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
        var shards = List.of(blobs.put(TEXT), blobs.put(other.getBytes(StandardCharsets.UTF_8)));
        var heldOut = blobs.put("Loomings. ".repeat(20).getBytes(StandardCharsets.UTF_8));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                coordinator.create(
                                        JOB, manifest(Optional.empty(), shards, heldOut, rounds)))
                .withMessageContaining("needs a frozen base");
        coordinator.create(JOB, manifest(Optional.of(base), shards, heldOut, rounds));
    }

    private Agent working(CoordinatorServer server, ChildTraining training) {
        var agent = Agent.open(config(server), AgentPorts.of(training, steady()));
        Thread.ofVirtual().start(agent::run);
        agent.link()
                .bindPayout(
                        new Messages.PayoutBinding(
                                "0x52908400098527886E0F7030069857D2E4169EE7",
                                4_000_000_000L,
                                "00".repeat(65)));
        agent.link().share(true);
        return agent;
    }

    private static List<String> names() {
        return Recipes.parameters(ADAPTERS).stream().map(s -> s.name()).toList();
    }

    private CoordinatorServer server(TrainerRuntime runtime) {
        var config =
                new CoordinatorConfig(
                        folder.resolve("coordinator"),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Optional.empty(),
                        Policy.practice(),
                        Clock.systemUTC(),
                        new CoordinatorConfig.Ports(
                                (id, device, binding) -> Optional.of(binding.payout()),
                                Optional.empty(),
                                new TrainerEvaluator(runtime, folder.resolve("evaluator"))));
        return switch (CoordinatorServer.open(config)) {
            case OpenOutcome.Opened opened -> opened.server();
            case OpenOutcome.FolderInUse _,
                    OpenOutcome.OtherServer _,
                    OpenOutcome.OtherContract _,
                    OpenOutcome.StoreUnavailable _,
                    OpenOutcome.FolderUnwritable _,
                    OpenOutcome.PortTaken _ ->
                    throw new AssertionError("no coordinator in a folder of its own");
        };
    }

    private AgentConfig config(CoordinatorServer server) {
        return new AgentConfig(
                folder.resolve("agent"),
                server.uri(),
                Optional.empty(),
                "den",
                "0.1.0",
                AgentPace.practice());
    }

    static Machine steady() {
        var reading =
                new Reading(
                        "cpu",
                        2,
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        Optional.empty(),
                        List.of(),
                        new Reading.Power.Mains());
        return () -> reading;
    }

    private static AgentSnapshot await(Agent agent, Predicate<AgentSnapshot> expected)
            throws Exception {
        var found = new CompletableFuture<AgentSnapshot>();
        try (var _ =
                agent.link()
                        .subscribe(
                                s -> {
                                    if (expected.test(s)) {
                                        found.complete(s);
                                    }
                                })) {
            return found.get(200, TimeUnit.SECONDS);
        }
    }
}
