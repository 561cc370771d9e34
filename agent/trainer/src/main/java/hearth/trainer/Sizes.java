package hearth.trainer;

import hearth.protocol.RecipeConfig;

import java.util.TreeSet;

/// Takes the sizes out of a recipe's configuration, each within its bounds, so that what nobody
/// takes can be refused: a misspelt size would otherwise silently be another model.
final class Sizes {
    private final RecipeConfig config;
    private final TreeSet<String> left;

    Sizes(RecipeConfig config) {
        this.config = config;
        this.left = new TreeSet<>(config.shape().keySet());
    }

    boolean has(String name) {
        return config.shape().containsKey(name);
    }

    /// @throws IllegalArgumentException if it is missing or not in [1, most]
    int take(String name, int most) {
        long size = config.size(name);
        left.remove(name);
        if (size > most) {
            throw new IllegalArgumentException(
                    config.recipe() + ": '" + name + "' is over " + most);
        }
        return (int) size;
    }

    void refuseOthers() {
        if (!left.isEmpty()) {
            throw new IllegalArgumentException(
                    config.recipe() + ": no size is called '" + left.first() + "'");
        }
    }
}
