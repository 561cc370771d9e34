package hearth.trainer;

import hearth.protocol.RecipeConfig;

import java.nio.file.Path;

/// One lease's work: from the parameters at `parameters`, `steps` AdamW steps on batches drawn from
/// `shard`, and the difference after − before into `output`. A pure function of its files and
/// numbers: the same task gives the same bytes at the same number of threads.
///
/// @param parameters safetensors file, F32, exactly the recipe's tensors
/// @param shard data in the recipe's form
/// @param seed of the batch order
/// @param warmupSteps steps in which the rate rises linearly to `learningRate`
/// @param weightDecay on matrices only
/// @param clip largest global norm of a gradient
/// @param output file that is created or replaced
public record TrainingTask(
        RecipeConfig recipe,
        Path parameters,
        Path shard,
        long seed,
        int steps,
        int warmupSteps,
        int batch,
        double learningRate,
        double weightDecay,
        double clip,
        Path output) {
    public TrainingTask {
        if (steps < 1 || batch < 1 || warmupSteps < 0) {
            throw new IllegalArgumentException("training needs at least one step and one example");
        }
    }
}
