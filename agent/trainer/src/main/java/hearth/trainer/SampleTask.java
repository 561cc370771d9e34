package hearth.trainer;

import hearth.protocol.RecipeConfig;

import java.nio.file.Path;
import java.util.Optional;

/// Lets a recipe that writes text continue a prompt.
///
/// @param parameters safetensors file, F32, exactly the recipe's tensors
/// @param frozen safetensors file, F32, exactly the tensors that the recipe does not train
/// @param prompt at least one byte
/// @param length bytes to add
/// @param temperature 0 takes the likeliest byte each time; 1 draws from the model's distribution
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SampleTask(
        RecipeConfig recipe,
        Path parameters,
        Optional<Path> frozen,
        byte[] prompt,
        int length,
        long seed,
        double temperature) {
    /// With all parameters in one file.
    public SampleTask(
            RecipeConfig recipe,
            Path parameters,
            byte[] prompt,
            int length,
            long seed,
            double temperature) {
        this(recipe, parameters, Optional.empty(), prompt, length, seed, temperature);
    }

    public SampleTask {
        if (prompt.length == 0 || length < 0 || temperature < 0) {
            throw new IllegalArgumentException("sampling needs a prompt and a temperature >= 0");
        }
    }
}
