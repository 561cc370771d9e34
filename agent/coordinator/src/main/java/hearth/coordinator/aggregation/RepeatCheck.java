package hearth.coordinator.aggregation;

import hearth.protocol.Manifest.RepeatLimits;
import hearth.protocol.TensorSpec;

import java.util.List;

/// Layers L3 and L4: how far an update is from what another computer made of the same lease.
///
/// @param limits of the job
public record RepeatCheck(RepeatLimits limits) {
    /// What a distance means.
    public enum Likeness {
        SAME,
        UNCLEAR,
        OTHER
    }

    /// ‖x − x'‖ / ‖x'‖ of two updates of the same job.
    ///
    /// @param repeated x'
    /// @param specs of the job's parameters
    public static double distance(Numbers update, Numbers repeated, List<TensorSpec> specs) {
        double apart = 0;
        double length = 0;
        for (var piece : Piece.of(specs)) {
            float[] a = update.read(piece);
            float[] b = repeated.read(piece);
            for (int i = 0; i < a.length; i++) {
                double d = (double) a[i] - b[i];
                apart += d * d;
                length += (double) b[i] * b[i];
            }
        }
        return apart == 0 ? 0 : Math.sqrt(apart / length);
    }

    public Likeness of(double distance) {
        if (distance <= limits.same().doubleValue()) {
            return Likeness.SAME;
        }
        return distance > limits.other().doubleValue() ? Likeness.OTHER : Likeness.UNCLEAR;
    }
}
