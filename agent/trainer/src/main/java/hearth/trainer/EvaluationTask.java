package hearth.trainer;

import hearth.protocol.RecipeConfig;

import java.nio.file.Path;
import java.util.Optional;

/// Measures parameters on data that is not trained on: `batch` × `maxBatches` examples, or all if
/// there are fewer, spread evenly over the data and, where there are enough, without overlap.
///
/// @param parameters safetensors file, F32, exactly the recipe's tensors
/// @param frozen safetensors file, F32, exactly the tensors that the recipe does not train
/// @param data in the recipe's form
public record EvaluationTask(
        RecipeConfig recipe,
        Path parameters,
        Optional<Path> frozen,
        Path data,
        int batch,
        int maxBatches) {
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
