package hearth.worker;

import hearth.protocol.Answers;
import hearth.protocol.BlockCodec;
import hearth.protocol.CodedTensors;
import hearth.protocol.ErrorFeedback;
import hearth.protocol.Inference;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Safetensors;
import hearth.protocol.Tensor;
import hearth.protocol.TensorSpec;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The difference that a training left, coded as the job's manifest asks. Neither it nor what is
/// owed after it is ever whole in memory: a job's parameters may be many times what the agent has.
///
/// @param file the coded update; not forced to the disk yet
/// @param owed with a codec that needs error feedback: what remains to be sent
record UpdateFile(Path file, Optional<Owed> owed) {
    /// @param residual file of what is owed after the update; not forced to the disk yet
    record Owed(Path residual, CodedTensors.Residuals residuals) {}

    /// @param steps that the difference stands for; or inputs, which `delta` then answers
    /// @param owed residual file of the update before; asked for only if the codec needs it
    /// @param file made anew for the update
    /// @param residual made anew for what is owed, if the codec owes
    /// @return nothing if the difference is not the job's parameters in finite numbers that fit the
    /// codec, or the manifest's codec is unknown
    static Optional<UpdateFile> encode(
            Training.Order order,
            Path delta,
            int steps,
            Supplier<Optional<Path>> owed,
            Path file,
            Path residual) {
        if (order.manifest().inference().isPresent()) {
            return answers(order, order.manifest().inference().get(), delta, steps, file);
        }
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
                CodedTensors.write(
                        file, codec, metadata, specs, s -> found.tensor(s.name()).asFloats());
                return Optional.of(new UpdateFile(file, Optional.empty()));
            }
            var residuals =
                    ErrorFeedback.write(
                            codec,
                            metadata,
                            specs,
                            s -> found.tensor(s.name()).asFloats(),
                            owed.get(),
                            file,
                            residual);
            return Optional.of(new UpdateFile(file, Optional.of(new Owed(residual, residuals))));
        } catch (MalformedMessageException | IllegalArgumentException notFinite) {
            return Optional.empty();
        }
    }

    private static Optional<UpdateFile> answers(
            Training.Order order, Inference asked, Path made, int inputs, Path file) {
        try {
            Answers.read(asked, inputs, made).write(file, order.lease());
            return Optional.of(new UpdateFile(file, Optional.empty()));
        } catch (MalformedMessageException others) {
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
