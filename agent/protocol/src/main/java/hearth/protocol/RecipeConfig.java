package hearth.protocol;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A training program of the signed catalogue and the sizes it is run with.
///
/// @param recipe name in the catalogue, such as `gpt`
/// @param shape sizes by name, such as depth, width, heads, context
/// @param precision absent for fp32
public record RecipeConfig(
        String recipe, SortedMap<String, Long> shape, Optional<Precision> precision) {
    public RecipeConfig {
        if (!recipe.matches("[a-z][a-z0-9]{0,31}")) {
            throw new IllegalArgumentException("not a recipe name");
        }
        shape = Collections.unmodifiableSortedMap(new TreeMap<>(shape));
    }

    /// In fp32.
    public RecipeConfig(String recipe, SortedMap<String, Long> shape) {
        this(recipe, shape, Optional.empty());
    }

    public Precision precisionOrDefault() {
        return precision.orElse(Precision.FP32);
    }

    /// A size that the recipe cannot do without.
    public long size(String key) {
        Long value = shape.get(key);
        if (value == null || value <= 0) {
            throw new IllegalArgumentException(
                    "recipe " + recipe + " needs a positive size '" + key + "'");
        }
        return value;
    }
}
