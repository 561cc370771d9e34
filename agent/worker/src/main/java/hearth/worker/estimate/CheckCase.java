package hearth.worker.estimate;

import hearth.protocol.Precision;
import hearth.protocol.RecipeConfig;
import hearth.trainer.Recipes;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// One kind of training of the check: a recipe with sizes, a batch and real data.
///
/// @param size what jobs it stands for
/// @param shard data in the recipe's form
public record CheckCase(Size size, RecipeConfig config, int batch, Path shard) {
    /// What jobs a case stands for.
    public enum Size {
        /// As on the practice network.
        PRACTICE,
        /// Ten million parameters: what a processor or a small card can train.
        SMALL,
        /// A hundred million parameters: what a card of today should get.
        LARGE
    }

    /// Each recipe in the sizes of the practice network, and two larger networks, the smallest
    /// work first.
    ///
    /// @param text for `gpt` and `lora`
    /// @param images for `cnn` and `mlp`
    public static List<CheckCase> of(Path text, Path images) {
        return List.of(
                new CheckCase(Size.PRACTICE, gpt("gpt", 2, 64, 4, 64, Map.of()), 16, text),
                new CheckCase(
                        Size.PRACTICE,
                        config("cnn", Map.of("channels", 16L, "hidden", 64L)),
                        64,
                        images),
                new CheckCase(
                        Size.PRACTICE,
                        config("mlp", Map.of("inputs", 784L, "hidden1", 256L, "classes", 10L)),
                        64,
                        images),
                new CheckCase(
                        Size.PRACTICE,
                        gpt("lora", 2, 64, 4, 64, Map.of("rank", 8L, "alpha", 16L)),
                        16,
                        text),
                new CheckCase(Size.SMALL, gpt("gpt", 6, 384, 6, 256, Map.of()), 8, text),
                new CheckCase(
                        Size.LARGE, inBf16(gpt("gpt", 12, 768, 12, 512, Map.of())), 16, text));
    }

    private static RecipeConfig gpt(
            String recipe,
            long depth,
            long width,
            long heads,
            long context,
            Map<String, Long> more) {
        var shape = new TreeMap<>(more);
        shape.putAll(Map.of("depth", depth, "width", width, "heads", heads, "context", context));
        return config(recipe, shape);
    }

    private static RecipeConfig inBf16(RecipeConfig config) {
        return new RecipeConfig(config.recipe(), config.shape(), Optional.of(Precision.BF16));
    }

    private static RecipeConfig config(String recipe, Map<String, Long> shape) {
        return new RecipeConfig(recipe, new TreeMap<>(shape));
    }

    /// Such as `gpt, context 64, depth 2, heads 4, width 64, batch 16`.
    public String title() {
        var sizes =
                config.shape().entrySet().stream()
                        .map(e -> ", " + e.getKey() + " " + e.getValue())
                        .collect(Collectors.joining());
        return config.recipe() + sizes + ", batch " + batch;
    }

    public long flopPerStep() {
        return Recipes.flopPerStep(config, batch);
    }

    /// Of the network that is trained or read.
    public long parameters() {
        return Recipes.parameters(config).stream().mapToLong(s -> s.elements()).sum()
                + Recipes.frozen(config).stream().mapToLong(s -> s.elements()).sum();
    }

    /// The sizes of the frozen network, for recipes that read one.
    Optional<RecipeConfig> base() {
        if (Recipes.frozen(config).isEmpty()) {
            return Optional.empty();
        }
        var shape = new TreeMap<>(config.shape());
        shape.keySet().removeAll(List.of("rank", "alpha"));
        return Optional.of(new RecipeConfig("gpt", shape, config.precision()));
    }
}
