package hearth.coordinator;

import hearth.coordinator.aggregation.Aggregation;
import hearth.coordinator.aggregation.Update;
import hearth.protocol.CodedTensors;
import hearth.protocol.Lease;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Manifest;
import hearth.protocol.Sha256;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Layer L0 for the bytes of one update: made for this lease and base, the job's tensors exactly,
/// legal codes only, values that can be summed.
final class UpdateInspection {
    /// What the bytes are.
    sealed interface Finding {
        /// @param content hash of the decoded values
        @SuppressWarnings("ArrayRecordComponent") // large buffer on its way to the mean
        record Legal(float[] values, Sha256 content) implements Finding {}

        record Illegal(String reason, String evidence) implements Finding {}
    }

    private UpdateInspection() {}

    static Finding inspect(Manifest manifest, Lease lease, byte[] file) {
        var codec = Manifests.codec(manifest);
        float[] values;
        try {
            values =
                    Update.flatten(
                            manifest.parameters(),
                            CodedTensors.decode(
                                            codec,
                                            lease.updateMetadata(codec.id()),
                                            manifest.parameters(),
                                            file)
                                    .values());
        } catch (MalformedMessageException e) {
            return new Finding.Illegal("malformed-update", String.valueOf(e.getMessage()));
        }
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        if (largest > Aggregation.LARGEST_VALUE) {
            return new Finding.Illegal(
                    "value-too-large", "value " + largest + " > " + Aggregation.LARGEST_VALUE);
        }
        return new Finding.Legal(values, content(values));
    }

    private static Sha256 content(float[] values) {
        var bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Sha256.of(bytes.array());
    }
}
