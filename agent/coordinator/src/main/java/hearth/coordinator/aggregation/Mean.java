package hearth.coordinator.aggregation;

import java.util.List;

/// The mean of a round's updates, each clipped to the median norm. Sums are 64-bit fixed point with
/// 40 fractional bits, so the result does not depend on the order of the updates, to the bit.
final class Mean {
    /// Largest value of an update; 2^10 with 2^40 fractions leaves room for 2^13 summands.
    static final float LARGEST_VALUE = 1024;

    private static final double ONE = 1L << 40;

    private Mean() {}

    /// @return one value for each parameter
    static double[] of(List<Update> updates) {
        if (updates.isEmpty()) {
            throw new IllegalArgumentException("a mean needs an update");
        }
        double median = NormCheck.median(updates);
        var sums = new long[updates.getFirst().values().length];
        for (var update : updates) {
            double norm = update.norm();
            double scale = norm > median ? median / norm : 1;
            float[] values = update.values();
            for (int i = 0; i < sums.length; i++) {
                if (!(Math.abs(values[i]) <= LARGEST_VALUE)) {
                    throw new IllegalArgumentException("value out of range");
                }
                sums[i] = Math.addExact(sums[i], (long) Math.rint(values[i] * scale * ONE));
            }
        }
        var mean = new double[sums.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = sums[i] / ONE / updates.size();
        }
        return mean;
    }
}
