package hearth.coordinator.aggregation;

import hearth.protocol.BlockCodec;
import hearth.protocol.CheckpointStep;
import hearth.protocol.CodedTensors;
import hearth.protocol.TensorSpec;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// One outer step: clipped mean, Nesterov momentum, and an int8 difference with error feedback. A
/// pure function of its arguments and independent of the order of the updates, so anybody who has
/// the accepted bytes gets the same checkpoint, bit for bit (Java's floating point is strict since
/// 17). Outer step after DiLoCo (arXiv 2311.08105): `m ← μm + d`, step `lr·(d + μm)`.
///
/// @param specs the model's parameters
/// @param learningRate,momentum of the outer optimiser
public record Aggregation(List<TensorSpec> specs, double learningRate, double momentum) {
    /// Updates with larger values cannot be summed and are refused on arrival.
    public static final float LARGEST_VALUE = Mean.LARGEST_VALUE;

    private static final BlockCodec BROADCAST = CheckpointStep.CODEC;

    public Aggregation {
        specs = List.copyOf(specs);
    }

    /// @param broadcast the published bytes: `q8-256` difference to the parent
    /// @param state the parent with exactly those bytes applied
    @SuppressWarnings("ArrayRecordComponent") // bytes on their way to the blob store
    public record Step(byte[] broadcast, OuterState state) {}

    /// @param metadata of the broadcast file
    public Step apply(
            OuterState parent, List<Update> accepted, SortedMap<String, String> metadata) {
        double[] mean = Mean.of(accepted);
        int n = mean.length;
        var nextMomentum = new float[n];
        var wanted = new float[n];
        for (int i = 0; i < n; i++) {
            nextMomentum[i] = (float) (momentum * parent.momentum()[i] + mean[i]);
            double step = learningRate * (mean[i] + momentum * nextMomentum[i]);
            wanted[i] = (float) (step + parent.residual()[i]);
        }
        var broadcast = CodedTensors.encode(BROADCAST, metadata, specs, split(wanted));
        float[] published = published(broadcast, metadata);
        var parameters = new float[n];
        var residual = new float[n];
        for (int i = 0; i < n; i++) {
            parameters[i] = parent.parameters()[i] + published[i];
            residual[i] = wanted[i] - published[i];
        }
        return new Step(broadcast, new OuterState(parameters, nextMomentum, residual));
    }

    private float[] published(byte[] broadcast, SortedMap<String, String> metadata) {
        return Update.flatten(
                specs, CodedTensors.decode(BROADCAST, metadata, specs, broadcast).values());
    }

    /// The opposite of [Update#flatten].
    public SortedMap<String, float[]> split(float[] flat) {
        var out = new TreeMap<String, float[]>();
        int at = 0;
        for (var spec : specs) {
            int n = Math.toIntExact(spec.elements());
            out.put(spec.name(), Arrays.copyOfRange(flat, at, at + n));
            at += n;
        }
        return out;
    }
}
