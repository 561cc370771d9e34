package hearth.trainer.child;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;

import hearth.protocol.RecipeConfig;
import hearth.protocol.Safetensors;
import hearth.protocol.Sha256;
import hearth.trainer.ProgressCheckpoint;
import hearth.trainer.ProgressFolder;
import hearth.trainer.Recipe;
import hearth.trainer.Recipes;
import hearth.trainer.TrainingTask;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// What a child does beside the steps, with the client compiler that children have.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsPrepend = {"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LeasePieces {
    private static final int BATCH = 16;
    private static final int CONTEXT = 64;

    /// Depth and width of a `gpt`: 120,576 and 10,770,432 parameters.
    @Param({"2x64", "6x384"})
    String gpt = "2x64";

    private Path folder = Path.of("");
    private @Nullable SharedTensors tensors;
    private @Nullable Program program;
    private @Nullable Recipe recipe;
    private final NDList inputs = new NDList();
    private final Sha256 task = Sha256.of("task");
    private final ByteBuffer shard = ByteBuffer.allocate(1 << 20);
    private final ByteBuffer batch = ByteBuffer.allocateDirect(BATCH * (CONTEXT + 1));

    @Setup
    public void begin() throws IOException {
        var sizes = gpt.split("x", -1);
        var config =
                new RecipeConfig(
                        "gpt",
                        new TreeMap<>(
                                Map.of(
                                        "depth",
                                        Long.valueOf(sizes[0]),
                                        "width",
                                        Long.valueOf(sizes[1]),
                                        "heads",
                                        4L,
                                        "context",
                                        (long) CONTEXT)));
        folder = Files.createTempDirectory("hearth-pieces");
        recipe = Recipes.of(config);
        var genesis = folder.resolve("genesis");
        Safetensors.writeFloats(genesis, recipe.parameters(), Recipes.genesis(config, 1));
        Programs.loadEngine();
        var recipes = Path.of(System.getProperty("hearth.recipes"));
        program = new Programs(recipes, Placement.HERE).load(config);
        tensors = new SharedTensors(program);
        var lease =
                new TrainingTask(config, genesis, genesis, 7, 16, 0, BATCH, 1e-3, 0.1, 1, genesis);
        var state = new TrainingState(tensors, lease, recipe);
        new ProgressFolder(folder.resolve("progress"), task, "here")
                .keep(state.checkpoint(1, Duration.ZERO));
        new Random(1).nextBytes(shard.array());
        argumentsOfNoStep(tensors, state, recipe);
    }

    /// The flag that stops is up before the first step.
    private void argumentsOfNoStep(SharedTensors memory, TrainingState state, Recipe of) {
        state.addTo(inputs);
        inputs.add(memory.manager().create(of.sizes()));
        int bytes = BATCH * of.exampleBytes();
        inputs.add(
                memory.over(memory.memory(bytes), DataType.UINT8, 1, 1, BATCH, of.exampleBytes()));
        inputs.add(memory.manager().create(new float[] {1e-3f}));
        inputs.add(memory.manager().create(new float[] {0.1f, 1}));
        inputs.add(memory.manager().create(new float[1]));
        var words = memory.memory(Control.WORDS * (long) Long.BYTES);
        words.set(ValueLayout.JAVA_LONG, 0, 1);
        inputs.add(memory.over(words, DataType.INT64, Control.WORDS));
    }

    @TearDown
    public void end() throws IOException {
        Objects.requireNonNull(tensors).close();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /// What a call of the training program costs that does no step.
    @Benchmark
    public long callOfNoStep() {
        var called = Objects.requireNonNull(program);
        try (var call = called.newManager()) {
            NDArray losses = called.call("train_k", call, inputs);
            return losses.size();
        }
    }

    /// The examples of one step.
    @Benchmark
    public ByteBuffer drawABatch() {
        batch.clear();
        Objects.requireNonNull(recipe).draw(shard, 7, 3, BATCH, batch);
        return batch;
    }

    /// Parameters, both moments and counts, mapped and held against their checksums.
    @Benchmark
    public ProgressCheckpoint readACheckpoint() throws IOException {
        return ProgressFolder.read(folder.resolve("progress/step-000001"), task);
    }
}
