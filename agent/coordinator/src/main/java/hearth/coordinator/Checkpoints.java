package hearth.coordinator;

import hearth.coordinator.aggregation.Aggregation;
import hearth.coordinator.aggregation.OuterState;
import hearth.coordinator.aggregation.Update;
import hearth.protocol.Manifest;
import hearth.protocol.Safetensors;
import hearth.protocol.Sha256;
import hearth.protocol.Tensor;
import hearth.protocol.TensorSpec;
import hearth.storage.BlobStore;

import java.util.List;
import java.util.TreeMap;

/// Parameters as tensor files: F32, no metadata, exactly the manifest's tensors.
final class Checkpoints {
    private Checkpoints() {}

    static byte[] encode(List<TensorSpec> specs, float[] flat) {
        var tensors = new TreeMap<String, Tensor>();
        var parts = new Aggregation(specs, 0, 0).split(flat);
        for (var spec : specs) {
            var values = parts.get(spec.name());
            if (values == null) {
                throw new IllegalStateException("split gives every parameter");
            }
            tensors.put(spec.name(), Tensor.ofFloats(values, spec.shape()));
        }
        return Safetensors.encode(new Safetensors.Content(new TreeMap<>(), tensors));
    }

    /// @throws hearth.protocol.MalformedMessageException if a parameter is missing
    /// @throws IllegalArgumentException if one has another shape
    static float[] decode(List<TensorSpec> specs, byte[] file) {
        var content = Safetensors.decode(file);
        var parts = new TreeMap<String, float[]>();
        for (var spec : specs) {
            parts.put(spec.name(), content.tensor(spec.name()).floats());
        }
        return Update.flatten(specs, parts);
    }

    static float[] load(BlobStore blobs, Manifest manifest, Sha256 hash) {
        return decode(manifest.parameters(), blobs.get(hash).orElseThrow());
    }

    static OuterState state(BlobStore blobs, Manifest manifest, RoundRecord last) {
        return new OuterState(
                load(blobs, manifest, last.checkpoint()),
                load(blobs, manifest, last.momentum()),
                load(blobs, manifest, last.residual()));
    }
}
