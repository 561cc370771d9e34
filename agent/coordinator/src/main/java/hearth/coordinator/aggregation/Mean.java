package hearth.coordinator.aggregation;

import java.util.List;

/// The mean of a round's updates, each clipped to the median norm. Sums are 64-bit fixed point with
/// 40 fractional bits, so the result does not depend on the order of the updates, to the bit.
final class Mean {
    /// Largest value of an update; 2^10 with 2^40 fractions leaves room for 2^13 summands.
    static final float LARGEST_VALUE = 1024;

    private static final double ONE = 1L << 40;

    private final List<Update> updates;
    private final double[] scales;

    /// Reads all updates once, for their norms.
    Mean(List<Update> updates, List<Piece> pieces) {
        if (updates.isEmpty()) {
            throw new IllegalArgumentException("a mean needs an update");
        }
        this.updates = updates;
        double[] norms = updates.stream().mapToDouble(u -> u.values().norm(pieces)).toArray();
        double median = NormCheck.median(norms);
        scales = new double[norms.length];
        for (int i = 0; i < norms.length; i++) {
            scales[i] = norms[i] > median ? median / norms[i] : 1;
        }
    }

    /// @return one value for each number of the piece
    double[] of(Piece piece) {
        var sums = new long[piece.count()];
        for (int u = 0; u < scales.length; u++) {
            double scale = scales[u];
            float[] values = updates.get(u).values().read(piece);
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
