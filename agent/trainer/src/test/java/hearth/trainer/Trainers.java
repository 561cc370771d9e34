package hearth.trainer;

import hearth.protocol.RecipeConfig;
import hearth.protocol.Safetensors;
import hearth.trainer.engine.EngineStore;
import hearth.trainer.engine.ShippedEngine;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;

/// What the tests start children from: this build's class path and recipes, and the practice data.
final class Trainers {
    static final RecipeConfig GPT =
            new RecipeConfig(
                    "gpt",
                    new TreeMap<>(Map.of("depth", 3L, "width", 96L, "heads", 4L, "context", 64L)));
    static final RecipeConfig CNN =
            new RecipeConfig("cnn", new TreeMap<>(Map.of("channels", 16L, "hidden", 64L)));

    static final RecipeConfig MLP =
            new RecipeConfig(
                    "mlp",
                    new TreeMap<>(
                            Map.of(
                                    "inputs", 784L, "hidden1", 64L, "hidden2", 32L, "classes",
                                    10L)));
    static final RecipeConfig LORA =
            new RecipeConfig(
                    "lora",
                    new TreeMap<>(
                            Map.of(
                                    "depth", 3L, "width", 96L, "heads", 4L, "context", 64L, "rank",
                                    8L, "alpha", 16L)));

    private static final Map<RecipeConfig, Double> RATES = Map.of(GPT, 3e-3, LORA, 1e-2);

    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final List<Path> CLASS_PATH =
            Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(Path::of)
                    .toList();

    /// Outside target, so that libtorch is not unpacked again after each clean.
    static final EngineStore ENGINES =
            EngineStore.at(Path.of(System.getProperty("java.io.tmpdir"), "hearth-test-engines"));

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    /// The engine's half gigabyte is hashed, and the computer's walls are tried out, once for all
    /// tests.
    private static final AtomicReference<@Nullable TrainerRuntime> FIRST = new AtomicReference<>();

    private Trainers() {}

    static TrainerRuntime runtime() {
        return runtime(1);
    }

    static TrainerRuntime runtime(int threads) {
        return runtime(threads, MODULE.resolve("target/recipes"));
    }

    static TrainerRuntime runtime(int threads, Path recipes) {
        var known = FIRST.get();
        if (known == null) {
            var engine = ShippedEngine.ready(ENGINES, CLASS_PATH);
            var made = TrainerRuntime.of(JAVA, engine, recipes, threads);
            known = FIRST.compareAndSet(null, made) ? made : Objects.requireNonNull(FIRST.get());
        }
        return TrainerRuntime.of(JAVA, known.engine(), recipes, threads)
                .withConfinement(known.confinement());
    }

    static TrainingTask task(RecipeConfig recipe, Path folder, Path shard, int steps) {
        return new TrainingTask(
                recipe,
                folder.resolve("genesis"),
                shard,
                7,
                steps,
                5,
                16,
                RATES.getOrDefault(recipe, 2e-3),
                0.1,
                1.0,
                folder.resolve("delta"));
    }

    static SortedMap<String, float[]> floats(Path file) {
        var values = new TreeMap<String, float[]>();
        Safetensors.read(file).tensors().forEach((name, t) -> values.put(name, t.floats()));
        return values;
    }

    static Path genesis(RecipeConfig recipe, Path folder) {
        var file = folder.resolve("genesis");
        return write(recipe, Recipes.genesis(recipe, 1), file);
    }

    static Path write(RecipeConfig recipe, Map<String, float[]> values, Path file) {
        Safetensors.writeFloats(file, Recipes.parameters(recipe), values);
        return file;
    }

    /// Parameters plus difference, as a new file.
    static Path sum(RecipeConfig recipe, Path parameters, Path delta, Path folder) {
        var values = floats(parameters);
        floats(delta)
                .forEach(
                        (name, change) -> {
                            var sums = Objects.requireNonNull(values.get(name));
                            for (int i = 0; i < sums.length; i++) {
                                sums[i] += change[i];
                            }
                        });
        return write(recipe, values, folder.resolve("sum"));
    }

    /// Real text that every checkout has: our own source.
    static Path text(Path folder) throws IOException {
        var text = new ByteArrayOutputStream();
        try (var files = Files.walk(MODULE.resolve("src/main"))) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                text.write(Files.readAllBytes(file));
            }
        }
        return Files.write(folder.resolve("text"), text.toByteArray());
    }

    static Path images(Path folder, String name) throws IOException {
        var packed = MODULE.resolve("../coordinator/src/main/practice/" + name + ".gz");
        try (var in = new GZIPInputStream(Files.newInputStream(packed))) {
            return Files.write(folder.resolve(name), in.readAllBytes());
        }
    }
}
