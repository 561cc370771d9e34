package hearth.coordinator.aggregation;

import hearth.protocol.Manifest.RepeatLimits;

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

    /// ‖x − x'‖ / ‖x'‖ of two flat updates of the same job.
    ///
    /// @param repeated x'
    public static double distance(float[] update, float[] repeated) {
        if (update.length != repeated.length) {
            throw new IllegalArgumentException("updates of different jobs");
        }
        double apart = 0;
        double length = 0;
        for (int i = 0; i < update.length; i++) {
            double d = (double) update[i] - repeated[i];
            apart += d * d;
            length += (double) repeated[i] * repeated[i];
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
