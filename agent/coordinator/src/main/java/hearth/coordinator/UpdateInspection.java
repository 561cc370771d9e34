package hearth.coordinator;

import hearth.coordinator.aggregation.Aggregation;
import hearth.coordinator.aggregation.Numbers;
import hearth.coordinator.aggregation.Piece;
import hearth.protocol.Answers;
import hearth.protocol.CodedTensors;
import hearth.protocol.Lease;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Manifest;
import hearth.protocol.Sha256;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.SortedMap;

/// Layer L0 for the bytes of one update: made for this lease and base, the job's tensors exactly,
/// legal codes only, values that can be summed.
final class UpdateInspection {
    /// What the bytes are.
    sealed interface Finding {
        /// @param values decoded where they lie
        /// @param content hash of the decoded values
        record Legal(Numbers values, Sha256 content) implements Finding {}

        /// Answers of a model.
        record Answered(Sha256 content) implements Finding {}

        record Illegal(String reason, String evidence) implements Finding {}
    }

    private UpdateInspection() {}

    /// Bytes that the update of a lease has.
    ///
    /// @param steps that it stands for
    static long exactLength(Manifest manifest, Lease lease, int steps) {
        if (manifest.inference().isPresent()) {
            return Answers.exactLength(manifest.inference().get(), lease, steps);
        }
        var codec = Manifests.codec(manifest);
        return CodedTensors.exactLength(
                codec, lease.updateMetadata(codec.id()), manifest.parameters());
    }

    /// @param steps that the update stands for
    static Finding inspect(Manifest manifest, Lease lease, int steps, ByteBuffer file) {
        if (manifest.inference().isEmpty()) {
            return inspect(manifest, lease, file);
        }
        try {
            var answers = Answers.open(manifest.inference().get(), lease, steps, file);
            return new Finding.Answered(answers.content());
        } catch (MalformedMessageException e) {
            return new Finding.Illegal("malformed-update", String.valueOf(e.getMessage()));
        }
    }

    static Finding inspect(Manifest manifest, Lease lease, ByteBuffer file) {
        var metadata = lease.updateMetadata(Manifests.codec(manifest).id());
        return inspect(manifest, metadata, file);
    }

    /// An update of a model.
    ///
    /// @param metadata that it has to carry
    static Finding inspect(Manifest manifest, SortedMap<String, String> metadata, ByteBuffer file) {
        var digest = Sha256.digest();
        float largest = 0;
        try {
            var values = values(manifest, metadata, file);
            for (var piece : Piece.of(manifest.parameters())) {
                float[] some = values.read(piece);
                for (float value : some) {
                    largest = Math.max(largest, Math.abs(value));
                }
                digest.update(bytes(some));
            }
            return largest > Aggregation.LARGEST_VALUE
                    ? new Finding.Illegal(
                            "value-too-large",
                            "value " + largest + " > " + Aggregation.LARGEST_VALUE)
                    : new Finding.Legal(
                            values, new Sha256(HexFormat.of().formatHex(digest.digest())));
        } catch (MalformedMessageException e) {
            return new Finding.Illegal("malformed-update", String.valueOf(e.getMessage()));
        }
    }

    /// The values of an update that was inspected before, decoded where they lie.
    ///
    /// @throws MalformedMessageException if it was made for something else; reading the values,
    /// also if they have an illegal code
    static Numbers values(Manifest manifest, Lease lease, ByteBuffer file) {
        return values(manifest, lease.updateMetadata(Manifests.codec(manifest).id()), file);
    }

    private static Numbers values(
            Manifest manifest, SortedMap<String, String> metadata, ByteBuffer file) {
        var codec = Manifests.codec(manifest);
        var opened = CodedTensors.open(codec, metadata, manifest.parameters(), file);
        return piece -> opened.values(piece.spec(), piece.from(), piece.count());
    }

    private static ByteBuffer bytes(float[] values) {
        var bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }
}
