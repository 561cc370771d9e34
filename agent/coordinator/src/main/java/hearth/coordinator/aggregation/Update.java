package hearth.coordinator.aggregation;

import hearth.protocol.Sha256;
import hearth.protocol.TensorSpec;

import java.util.List;
import java.util.Map;

/// One parameter difference.
///
/// @param sequence order of arrival
/// @param commitOrder smaller was promised earlier, so it is the original among duplicates
/// @param content hash of the decoded values, equal for equal updates whatever their metadata
/// @param share of a whole lease's steps, above 0, at most 1
public record Update(
        long sequence, long commitOrder, Sha256 content, Numbers values, double share) {
    /// Of a whole lease.
    ///
    /// @param values flat; shared, not copied
    public Update(long sequence, long commitOrder, Sha256 content, float[] values) {
        this(sequence, commitOrder, content, Numbers.of(values), 1);
    }

    /// The same, promised after all others.
    Update asLast() {
        return new Update(sequence, Long.MAX_VALUE, content, values, share);
    }

    /// Tensors one after another in the order of the specs.
    public static float[] flatten(List<TensorSpec> specs, Map<String, float[]> tensors) {
        long total = specs.stream().mapToLong(TensorSpec::elements).sum();
        var flat = new float[Math.toIntExact(total)];
        int at = 0;
        for (var spec : specs) {
            float[] part = tensors.get(spec.name());
            if (part == null || part.length != spec.elements()) {
                throw new IllegalArgumentException("no values of that shape for " + spec.name());
            }
            System.arraycopy(part, 0, flat, at, part.length);
            at += part.length;
        }
        return flat;
    }
}
