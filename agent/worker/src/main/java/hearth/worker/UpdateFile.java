package hearth.worker;

import hearth.protocol.BlockCodec;
import hearth.protocol.CodedTensors;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Safetensors;
import hearth.protocol.Tensor;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Optional;

/// The bytes that a lease produces: the trainer's difference, checked and coded as the manifest
/// says. The same difference always gives the same bytes.
final class UpdateFile {
    private UpdateFile() {}

    /// @return the bytes, or nothing if the difference is not the job's parameters in finite
    /// numbers or the
    ///     manifest's codec is unknown
    static Optional<byte[]> encode(Training.Order order, Path delta) {
        var codec =
                Arrays.stream(BlockCodec.values())
                        .filter(c -> c.id().equals(order.manifest().training().codec()))
                        .findFirst();
        if (codec.isEmpty()) {
            return Optional.empty();
        }
        try {
            var specs = order.manifest().parameters();
            var found = Safetensors.read(delta).tensors();
            var values = new HashMap<String, float[]>();
            for (var spec : specs) {
                var tensor = found.get(spec.name());
                if (tensor == null
                        || tensor.dtype() != Tensor.Dtype.F32
                        || !tensor.shape().equals(spec.shape())) {
                    return Optional.empty();
                }
                values.put(spec.name(), tensor.floats());
            }
            if (found.size() != specs.size()) {
                return Optional.empty();
            }
            return Optional.of(
                    CodedTensors.encode(
                            codec.get(),
                            order.lease().updateMetadata(codec.get().id()),
                            specs,
                            values));
        } catch (MalformedMessageException | IllegalArgumentException notFinite) {
            return Optional.empty();
        }
    }
}
