package hearth.protocol;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A set of coded tensors as one file: `NAME.q` (U8 codes) and `NAME.s` (F16 scales) for each
/// parameter, in the closed safetensors profile. Names, shapes and the length follow from the
/// manifest; anything else is refused.
public final class CodedTensors {
    private static final String CODES = ".q";
    private static final String SCALES = ".s";

    private CodedTensors() {}

    /// @param values one array for each spec, of its number of elements
    public static byte[] encode(
            BlockCodec codec,
            SortedMap<String, String> metadata,
            List<TensorSpec> specs,
            Map<String, float[]> values) {
        var tensors = new TreeMap<String, Tensor>();
        for (var spec : specs) {
            float[] v = values.get(spec.name());
            if (v == null || v.length != spec.elements()) {
                throw new IllegalArgumentException("no values of that shape for " + spec.name());
            }
            var coded = codec.encode(v);
            tensors.put(
                    spec.name() + CODES,
                    Tensor.ofBytes(
                            Tensor.Dtype.U8, coded.codes(), List.of((long) coded.codes().length)));
            tensors.put(
                    spec.name() + SCALES,
                    Tensor.ofHalves(coded.scales(), List.of((long) coded.scales().length)));
        }
        return Safetensors.encode(new Safetensors.Content(metadata, tensors));
    }

    /// The only length that a file with this metadata and these parameters can have.
    public static long exactLength(
            BlockCodec codec, SortedMap<String, String> metadata, List<TensorSpec> specs) {
        var zeros = new TreeMap<String, float[]>();
        specs.forEach(s -> zeros.put(s.name(), new float[Math.toIntExact(s.elements())]));
        return encode(codec, metadata, specs, zeros).length;
    }

    /// Decodes a file that must hold exactly these parameters and this metadata.
    ///
    /// @throws MalformedMessageException if it holds anything else
    public static SortedMap<String, float[]> decode(
            BlockCodec codec,
            SortedMap<String, String> metadata,
            List<TensorSpec> specs,
            byte[] file) {
        var content = Safetensors.decode(file);
        if (!content.metadata().equals(metadata)) {
            throw new MalformedMessageException("update was made for something else", null);
        }
        if (content.tensors().size() != 2 * specs.size()) {
            throw new MalformedMessageException("update does not hold the job's parameters", null);
        }
        var out = new TreeMap<String, float[]>();
        for (var spec : specs) {
            int count = Math.toIntExact(spec.elements());
            var codes = content.tensor(spec.name() + CODES);
            var scales = content.tensor(spec.name() + SCALES);
            if (codes.dtype() != Tensor.Dtype.U8 || scales.dtype() != Tensor.Dtype.F16) {
                throw new MalformedMessageException("update has the wrong element types", null);
            }
            out.put(
                    spec.name(),
                    codec.decode(new BlockCodec.Coded(codes.bytes(), scales.halves(), count)));
        }
        return out;
    }
}
