package hearth.trainer;

import hearth.protocol.FloatsWriter;
import hearth.protocol.Inference;
import hearth.protocol.Inference.Form;
import hearth.protocol.RecipeConfig;
import hearth.protocol.TensorSpec;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The catalogue: facts about our recipes that need no native code.
public final class Recipes {
    private static final int PIECE = 1 << 16;
    /// As they stand in a [RecipeConfig].
    public static final Set<String> NAMES = Set.of("cnn", "gpt", "lora", "mlp");

    /// A tensor is one buffer of less than 2 GiB.
    private static final long MAX_ELEMENTS = Integer.MAX_VALUE / Float.BYTES;

    private Recipes() {}

    /// @throws IllegalArgumentException if the catalogue has no such recipe or its sizes are wrong
    public static Recipe of(RecipeConfig config) {
        Recipe recipe =
                switch (config.recipe()) {
                    case "gpt" -> GptRecipe.of(config);
                    case "lora" -> LoraRecipe.of(config);
                    case "cnn" -> CnnRecipe.of(config);
                    case "mlp" -> MlpRecipe.of(config);
                    default -> throw new IllegalArgumentException("no recipe of that name");
                };
        for (var spec : recipe.parameters()) {
            if (spec.elements() > MAX_ELEMENTS) {
                throw new IllegalArgumentException(spec.name() + " would be over 2 GiB");
            }
        }
        return recipe;
    }

    /// Names and shapes of the model's parameters, sorted by name.
    public static List<TensorSpec> parameters(RecipeConfig config) {
        return of(config).parameters();
    }

    /// Names and shapes of the parameters that the recipe reads and does not train, sorted by name.
    public static List<TensorSpec> frozen(RecipeConfig config) {
        return of(config).frozen();
    }

    /// True if the model continues text.
    public static boolean writesText(RecipeConfig config) {
        return of(config).writesText();
    }

    /// The random start of a model: a pure function of configuration and seed, equal bit for bit on
    /// all machines.
    public static SortedMap<String, float[]> genesis(RecipeConfig config, long seed) {
        var recipe = of(config);
        var values = new TreeMap<String, float[]>();
        var specs = recipe.parameters();
        for (int p = 0; p < specs.size(); p++) {
            values.put(specs.get(p).name(), start(recipe, specs.get(p), SplitMix64.at(seed, p)));
        }
        return values;
    }

    /// Writes the same as a file of parameters, for which little memory does.
    ///
    /// @param file made anew
    public static void writeGenesis(Path file, RecipeConfig config, long seed) {
        var recipe = of(config);
        var specs = recipe.parameters();
        try (var out = new FloatsWriter(file, specs)) {
            for (int p = 0; p < specs.size(); p++) {
                var spec = specs.get(p);
                int elements = Math.toIntExact(spec.elements());
                for (int from = 0; from < elements; from += PIECE) {
                    int count = Math.min(PIECE, elements - from);
                    out.put(spec, from, start(recipe, spec, SplitMix64.at(seed, p), from, count));
                }
            }
        }
    }

    private static float[] start(Recipe recipe, TensorSpec spec, long seed) {
        return start(recipe, spec, seed, 0, Math.toIntExact(spec.elements()));
    }

    private static float[] start(Recipe recipe, TensorSpec spec, long seed, int from, int count) {
        var values = new float[count];
        Arrays.fill(values, (float) recipe.initialMean(spec));
        double deviation = recipe.initialDeviation(spec);
        if (deviation > 0) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (values[i] + deviation * SplitMix64.normal(seed, from + i));
            }
        }
        return values;
    }

    /// Floating-point operations of one optimiser step, forward and backward (see
    /// [Recipe#flopPerExample]); the optimiser itself is not counted.
    public static long flopPerStep(RecipeConfig config, int batch) {
        return Math.multiplyExact(of(config).flopPerExample(), (long) batch);
    }

    /// Bytes of the longest text that a model sees, or of each row that it classifies.
    public static int mostInputBytes(RecipeConfig config) {
        return of(config).exampleBytes() - 1;
    }

    /// Numbers that a model gives for one input.
    public static int scores(RecipeConfig config) {
        return of(config).classes();
    }

    /// Floating-point operations of one answer (see [Recipe#flopPerAnswer]).
    public static long flopPerAnswer(RecipeConfig config, Inference asked) {
        return of(config).flopPerAnswer(asked.inputBytes(), asked.width());
    }

    /// @throws IllegalArgumentException if a model of this recipe cannot be asked that, with a
    /// sentence that says why
    public static void checkAsked(RecipeConfig config, Inference asked) {
        var recipe = of(config);
        var form = recipe.writesText() ? Form.TEXT : Form.SCORES;
        if (asked.form() != form) {
            throw new IllegalArgumentException(
                    "the recipe " + config.recipe() + " answers with " + form);
        }
        int most = recipe.exampleBytes() - 1;
        boolean fits =
                recipe.writesText()
                        ? asked.inputBytes() >= 1 && asked.inputBytes() <= most
                        : asked.inputBytes() == most && asked.width() == recipe.classes();
        if (!fits) {
            throw new IllegalArgumentException(
                    recipe.writesText()
                            ? "an input of %d bytes does not fit into a context of %d"
                                    .formatted(asked.inputBytes(), most)
                            : "the recipe takes %d bytes and gives %d scores"
                                    .formatted(most, recipe.classes()));
        }
        if (asked.temperature().signum() < 0
                || (!recipe.writesText() && asked.temperature().signum() != 0)) {
            throw new IllegalArgumentException("that temperature means nothing");
        }
    }

    /// @throws IllegalArgumentException if the bytes are not so many inputs, with a sentence that
    /// names the first that is wrong
    public static void checkInputs(Inference asked, int inputs, ByteBuffer shard) {
        if (shard.remaining() != (long) inputs * asked.recordBytes()) {
            throw new IllegalArgumentException(
                    "a shard of %d bytes is not %d inputs of %d"
                            .formatted(shard.remaining(), inputs, asked.recordBytes()));
        }
        for (int i = 0; i < inputs && asked.form() == Form.TEXT; i++) {
            int length = shard.getShort(shard.position() + i * asked.recordBytes()) & 0xFFFF;
            if (length < 1 || length > asked.inputBytes()) {
                throw new IllegalArgumentException(
                        "input %d says that it has %d bytes".formatted(i, length));
            }
        }
    }

    /// Number of places in a shard at which an example can start.
    ///
    /// @throws IllegalArgumentException if the bytes cannot be a shard of this recipe
    public static long examplesOf(RecipeConfig config, byte[] shard) {
        var recipe = of(config);
        recipe.check(ByteBuffer.wrap(shard));
        return recipe.examples(shard.length);
    }
}
