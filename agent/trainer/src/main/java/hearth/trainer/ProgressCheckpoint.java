package hearth.trainer;

import hearth.protocol.Safetensors;

import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// All that a training needs to go on, bit for bit, after its first steps.
///
/// @param steps done
/// @param computing time that they took
/// @param state tensors by part: the parts that [ProgressFolder] names
public record ProgressCheckpoint(
        int steps, Duration computing, SortedMap<String, Safetensors.Content> state) {
    public ProgressCheckpoint {
        state = new TreeMap<>(state);
    }

    public Safetensors.Content part(String name) {
        var part = state.get(name);
        if (part == null) {
            throw new IllegalArgumentException("progress has no part " + name);
        }
        return part;
    }

    /// Parts by name.
    public static ProgressCheckpoint of(
            int steps, Duration computing, Map<String, Safetensors.Content> state) {
        return new ProgressCheckpoint(steps, computing, new TreeMap<>(state));
    }
}
