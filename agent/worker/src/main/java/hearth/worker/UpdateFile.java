package hearth.worker;

import hearth.protocol.BlockCodec;
import hearth.protocol.CodedTensors;
import hearth.protocol.ErrorFeedback;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Safetensors;
import hearth.protocol.Tensor;
import hearth.protocol.TensorSpec;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The bytes that a lease produces: the trainer's difference, checked and coded as the manifest
/// says. The same difference with the same residual always gives the same bytes.
///
/// @param bytes the coded file
/// @param step what is owed after it, with a codec that needs error feedback
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to the disk
record UpdateFile(byte[] bytes, Optional<ErrorFeedback.Step> step) {
    /// @param owed residual file of the update before; asked for only if the codec needs it
    /// @return nothing if the difference is not the job's parameters in finite numbers that fit the
    /// codec, or the manifest's codec is unknown
    static Optional<UpdateFile> encode(
            Training.Order order, Path delta, Supplier<Optional<byte[]>> owed) {
        var named = BlockCodec.of(order.manifest().training().codec());
        if (named.isEmpty()) {
            return Optional.empty();
        }
        var codec = named.get();
        var specs = order.manifest().parameters();
        var metadata = order.lease().updateMetadata(codec.id());
        try {
            var found = Safetensors.read(delta);
            if (!fits(found, specs)) {
                return Optional.empty();
            }
            if (!codec.needsErrorFeedback()) {
                var bytes =
                        CodedTensors.encode(
                                codec, metadata, specs, s -> found.tensor(s.name()).floats());
                return Optional.of(new UpdateFile(bytes, Optional.empty()));
            }
            var values = new HashMap<String, float[]>();
            specs.forEach(s -> values.put(s.name(), found.tensor(s.name()).floats()));
            var step = ErrorFeedback.encode(codec, metadata, specs, values, owed.get());
            return Optional.of(new UpdateFile(step.update(), Optional.of(step)));
        } catch (MalformedMessageException | IllegalArgumentException notFinite) {
            return Optional.empty();
        }
    }

    private static boolean fits(Safetensors.Content found, List<TensorSpec> specs) {
        return found.tensors().size() == specs.size()
                && specs.stream()
                        .allMatch(
                                spec -> {
                                    var tensor = found.tensors().get(spec.name());
                                    return tensor != null
                                            && tensor.dtype() == Tensor.Dtype.F32
                                            && tensor.shape().equals(spec.shape());
                                });
    }
}
