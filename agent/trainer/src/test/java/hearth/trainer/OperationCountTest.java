package hearth.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Inference;
import hearth.protocol.Inference.Form;
import hearth.protocol.Lease.Span;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Sha256;
import hearth.trainer.sandbox.NoWalls;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Counts the operations of a training step where they happen: each recipe is packed once more,
/// with every call of a multiplying operator led through a function (`src/test/recipes/counter.py`)
/// that looks at the tensors of that very call, asks which of them need a gradient and adds to a
/// number in a mapped file. No shape of the recipe is known to the counter, and nothing of it to
/// the formula. They must agree to the last operation.
class OperationCountTest {
    private static final Path SOURCES = Path.of("src/main/recipes");
    private static final Pattern CALL = Pattern.compile("torch\\.([a-z_0-9.]+)\\(");

    private static final List<String> MULTIPLYING =
            List.of("linear", "conv2d", "scaled_dot_product_attention");

    /// No products of matrices: looking up, shaping, comparing, sums, and functions of one element.
    private static final List<String> OTHERS =
            List.of(
                    "argmax",
                    "autograd.grad",
                    "clamp",
                    "cross_entropy_loss",
                    "embedding",
                    "flatten",
                    "gelu",
                    "layer_norm",
                    "max_pool2d",
                    "relu",
                    "relu_",
                    "split",
                    "stack");

    /// The optimiser, which pay does not count.
    private static final List<String> OPTIMISER =
            List.of(
                    "_foreach_add_",
                    "_foreach_div_",
                    "_foreach_norm",
                    "_fused_adamw_",
                    "add_",
                    "linalg_vector_norm");

    private static final int INPUTS = 5;

    @TempDir Path folder;

    static List<RecipeConfig> recipes() {
        return List.of(
                config("gpt", Map.of("depth", 2L, "width", 24L, "heads", 3L, "context", 10L)),
                config("gpt", Map.of("depth", 1L, "width", 15L, "heads", 5L, "context", 3L)),
                config(
                        "lora",
                        Map.of(
                                "depth", 3L, "width", 20L, "heads", 2L, "context", 7L, "rank", 3L,
                                "alpha", 5L)),
                config("cnn", Map.of("channels", 6L, "hidden", 11L)),
                config("mlp", Map.of("inputs", 13L, "hidden1", 7L, "hidden2", 9L, "classes", 4L)),
                config("mlp", Map.of("inputs", 13L, "classes", 4L)));
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void theFormulaIsWhatAStepComputes(RecipeConfig config) throws IOException {
        int batch = 6;
        int steps = 3;
        var work = Files.createDirectories(folder.resolve("work"));
        var counter = Files.write(work.resolve("counter"), new byte[Long.BYTES]);
        var packed = Files.createDirectories(folder.resolve("recipes"));
        Files.write(packed.resolve(config.recipe() + ".pt"), counting(config.recipe(), counter));
        Trainers.genesis(config, folder);
        // The counting program writes to a file outside its job, which no recipe may.
        var runtime = Trainers.runtime(1, packed);
        var open = runtime.withConfinement(NoWalls.of(runtime.confinement()));
        var training = task(config, batch, steps);
        try (var trainer = TrainerProcess.start(open, work)) {
            trainer.train(training, progress -> {});
            long trained = steps * Recipes.flopPerStep(config, batch);
            assertThat(counted(counter)).isEqualTo(trained);

            var asked = asked(config);
            trainer.answer(answering(training, asked), progress -> {});
            assertThat(counted(counter) - trained)
                    .isEqualTo(INPUTS * Recipes.flopPerAnswer(config, asked));
        }
    }

    private static long counted(Path counter) throws IOException {
        var counted = ByteBuffer.wrap(Files.readAllBytes(counter));
        return counted.order(ByteOrder.nativeOrder()).getLong();
    }

    /// All texts are of the length that is paid for, and go on beyond the context.
    private static Inference asked(RecipeConfig config) {
        var recipe = Recipes.of(config);
        boolean text = recipe.writesText();
        return new Inference(
                Sha256.of("any"),
                INPUTS,
                text ? recipe.exampleBytes() - 2 : recipe.exampleBytes() - 1,
                text ? Form.TEXT : Form.SCORES,
                text ? 3 : recipe.classes(),
                BigDecimal.ZERO,
                0);
    }

    private InferenceTask answering(TrainingTask training, Inference asked) throws IOException {
        var shard = ByteBuffer.allocate(INPUTS * asked.recordBytes());
        if (asked.form() == Form.TEXT) {
            for (int i = 0; i < INPUTS; i++) {
                shard.putShort(i * asked.recordBytes(), (short) asked.inputBytes());
            }
        }
        return new InferenceTask(
                training.recipe(),
                training.parameters(),
                training.frozen(),
                Files.write(folder.resolve("questions"), shard.array()),
                asked,
                new Span(0, INPUTS, 0),
                folder.resolve("answers"));
    }

    /// An operator that the counter does not know would be work without pay.
    @Test
    void everyOperatorIsCountedOrKnownToMultiplyNothing() throws IOException {
        var used = new TreeSet<String>();
        var known = new HashSet<String>(OTHERS);
        known.addAll(MULTIPLYING);
        known.addAll(OPTIMISER);
        for (var recipe : RecipeArchive.recipes(SOURCES)) {
            for (var text : RecipeArchive.sources(recipe).values()) {
                assertThat(text).doesNotContain("matmul", " @ ", ".mm(", ".bmm(", "ops.");
                CALL.matcher(text).results().forEach(call -> used.add(call.group(1)));
            }
        }
        assertThat(used).isSubsetOf(known).containsAll(MULTIPLYING);
    }

    private TrainingTask task(RecipeConfig config, int batch, int steps) throws IOException {
        var recipe = Recipes.of(config);
        // Zeros are text, and records with a label that exists.
        var shard = Files.write(folder.resolve("shard"), new byte[40 * recipe.exampleBytes()]);
        var frozen = Optional.<Path>empty();
        if (!recipe.frozen().isEmpty()) {
            var shape = new TreeMap<>(config.shape());
            shape.keySet().removeAll(List.of("rank", "alpha"));
            var base = new RecipeConfig("gpt", shape);
            var file = folder.resolve("base");
            frozen = Optional.of(Trainers.write(base, Recipes.genesis(base, 1), file));
        }
        return new TrainingTask(
                        config,
                        folder.resolve("genesis"),
                        shard,
                        1,
                        steps,
                        0,
                        batch,
                        1e-3,
                        0.1,
                        1,
                        folder.resolve("delta"))
                .withFrozen(frozen);
    }

    private static byte[] counting(String recipe, Path counter) throws IOException {
        var sources = RecipeArchive.sources(SOURCES.resolve(recipe));
        sources.replaceAll((file, text) -> ledThroughTheCounter(text));
        var text = Files.readString(Path.of("src/test/recipes/counter.py"));
        sources.put(
                "counter.py", text.replace("COUNTER_FILE", counter.toAbsolutePath().toString()));
        return RecipeArchive.pack(recipe, sources);
    }

    private static String ledThroughTheCounter(String text) {
        for (var operator : MULTIPLYING) {
            text = text.replace("torch." + operator + "(", "__torch__.counter." + operator + "(");
        }
        return text;
    }

    private static RecipeConfig config(String recipe, Map<String, Long> shape) {
        return new RecipeConfig(recipe, new TreeMap<>(shape));
    }
}
