package hearth.trainer;

import hearth.protocol.Inference;
import hearth.protocol.Lease.Span;
import hearth.protocol.RecipeConfig;

import java.nio.file.Path;
import java.util.Optional;

/// Lets a finished model answer some inputs. A pure function like a training: the same task gives
/// the same answers on the same processor, and what a task over the first inputs gives is the
/// beginning of what the whole one does.
///
/// @param parameters safetensors file, F32, exactly the recipe's tensors
/// @param frozen safetensors file, F32, exactly the tensors that the recipe does not train
/// @param shard whole, in the form of `asked`
/// @param span of it that is to be answered
/// @param output file that is created or replaced: [hearth.protocol.Answers] of no lease
public record InferenceTask(
        RecipeConfig recipe,
        Path parameters,
        Optional<Path> frozen,
        Path shard,
        Inference asked,
        Span span,
        Path output) {
    /// The same over other inputs of the shard.
    public InferenceTask over(Span inputs) {
        return new InferenceTask(recipe, parameters, frozen, shard, asked, inputs, output);
    }
}
