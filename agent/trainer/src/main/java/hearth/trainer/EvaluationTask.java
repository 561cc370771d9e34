package hearth.trainer;

import hearth.protocol.RecipeConfig;

import java.nio.file.Path;
import java.util.Optional;

/// Measures parameters on data that is not trained on: `batch` × `maxBatches` examples, or all if
/// there are fewer, spread evenly over the data and, where there are enough, without overlap; or,
/// with a draw, that many which it names.
///
/// @param parameters safetensors file, F32, exactly the recipe's tensors
/// @param frozen safetensors file, F32, exactly the tensors that the recipe does not train
/// @param data in the recipe's form
/// @param draw of the examples, with replacement
public record EvaluationTask(
        RecipeConfig recipe,
        Path parameters,
        Optional<Path> frozen,
        Path data,
        int batch,
        int maxBatches,
        Optional<Draw> draw) {
    /// Some of the examples that a training draws.
    ///
    /// @param seed of that training
    /// @param of examples that it draws
    /// @param pick seed by which some of these are drawn
    public record Draw(long seed, long of, long pick) {
        /// Number of the i-th example among so many.
        public long number(long examples, long i) {
            return SplitMix64.below(examples, seed, SplitMix64.below(of, pick, i));
        }
    }

    public EvaluationTask(
            RecipeConfig recipe,
            Path parameters,
            Optional<Path> frozen,
            Path data,
            int batch,
            int maxBatches) {
        this(recipe, parameters, frozen, data, batch, maxBatches, Optional.empty());
    }

    /// With all parameters in one file.
    public EvaluationTask(
            RecipeConfig recipe, Path parameters, Path data, int batch, int maxBatches) {
        this(recipe, parameters, Optional.empty(), data, batch, maxBatches);
    }

    public EvaluationTask {
        if (batch < 1 || maxBatches < 1) {
            throw new IllegalArgumentException("evaluation needs at least one example");
        }
    }
}
