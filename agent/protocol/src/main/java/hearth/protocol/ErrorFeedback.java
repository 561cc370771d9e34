package hearth.protocol;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Makes updates with a codec that drops most of what it is given. What was not sent is owed and
/// added to the next: `e ← 0.95 e + Δ`, send `Q(e)`, `e ← e − Q(e)`, in binary32. A pure function:
/// the same difference and residual give the same bytes, and both residuals are committed to by
/// hash in the update. After Seide et al., Interspeech 2014; the decay after SparseLoCo (arXiv
/// 2508.15706).
public final class ErrorFeedback {
    private static final float KEPT = 0.95f;

    private ErrorFeedback() {}

    /// @param update file for the coordinator
    /// @param residual file to keep: safetensors, F32, the job's parameters
    @SuppressWarnings("ArrayRecordComponent") // bytes on their way to the disk
    public record Step(byte[] update, byte[] residual, CodedTensors.Residuals residuals) {}

    /// @param metadata of the update, without the hashes of residuals
    /// @param difference one array for each spec
    /// @param before residual file of the step before; none is a residual of zeros
    /// @throws IllegalArgumentException if a value is not finite or too large for the codec
    /// @throws MalformedMessageException if `before` is not the residual of such parameters
    public static Step encode(
            BlockCodec codec,
            SortedMap<String, String> metadata,
            List<TensorSpec> specs,
            Map<String, float[]> difference,
            Optional<byte[]> before) {
        var old = before.orElseGet(() -> file(specs, zeros(specs)));
        var owed = owed(specs, difference, Safetensors.decode(old));
        var coded = CodedTensors.code(codec, specs, owed);
        var residual = file(specs, left(codec, owed, coded));
        var residuals = new CodedTensors.Residuals(Sha256.of(old), Sha256.of(residual));
        return new Step(
                CodedTensors.file(CodedTensors.committed(metadata, residuals), specs, coded),
                residual,
                residuals);
    }

    /// The hash that an update names where nothing was owed before it.
    public static Sha256 nothingOwed(List<TensorSpec> specs) {
        return Sha256.of(file(specs, zeros(specs)));
    }

    private static Map<String, float[]> owed(
            List<TensorSpec> specs, Map<String, float[]> difference, Safetensors.Content old) {
        var owed = new HashMap<String, float[]>();
        if (old.tensors().size() != specs.size()) {
            throw new MalformedMessageException("residual of another model", null);
        }
        for (var spec : specs) {
            var kept = old.tensor(spec.name());
            float[] change = difference.get(spec.name());
            if (kept.dtype() != Tensor.Dtype.F32 || !kept.shape().equals(spec.shape())) {
                throw new MalformedMessageException("residual of another model", null);
            }
            if (change == null || change.length != spec.elements()) {
                throw new IllegalArgumentException("no values of that shape for " + spec.name());
            }
            float[] sum = kept.floats();
            for (int i = 0; i < sum.length; i++) {
                sum[i] = KEPT * sum[i] + change[i];
            }
            owed.put(spec.name(), sum);
        }
        return owed;
    }

    /// What is owed less what is sent; uses up `owed`.
    private static Map<String, float[]> left(
            BlockCodec codec, Map<String, float[]> owed, Map<String, BlockCodec.Coded> coded) {
        owed.forEach(
                (name, values) -> {
                    float[] sent = codec.decode(Objects.requireNonNull(coded.get(name)));
                    for (int i = 0; i < values.length; i++) {
                        values[i] -= sent[i];
                    }
                });
        return owed;
    }

    private static Map<String, float[]> zeros(List<TensorSpec> specs) {
        var zeros = new HashMap<String, float[]>();
        specs.forEach(s -> zeros.put(s.name(), new float[Math.toIntExact(s.elements())]));
        return zeros;
    }

    private static byte[] file(List<TensorSpec> specs, Map<String, float[]> values) {
        var tensors = new TreeMap<String, Tensor>();
        for (var spec : specs) {
            float[] v = values.get(spec.name());
            if (v == null) {
                throw new IllegalArgumentException("no values for " + spec.name());
            }
            tensors.put(spec.name(), Tensor.ofFloats(v, spec.shape()));
        }
        return Safetensors.encode(new Safetensors.Content(new TreeMap<>(), tensors));
    }
}
