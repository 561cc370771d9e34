package hearth.coordinator.aggregation;

import hearth.protocol.TensorSpec;

import java.util.Arrays;
import java.util.List;

/// The mean of a round's updates, each clipped to the median norm. Sums are 64-bit fixed point with
/// 40 fractional bits, so the result does not depend on the order of the updates, to the bit.
public final class Mean {
    /// Largest value of an update; 2^10 with 2^40 fractions leaves room for 2^13 summands.
    static final float LARGEST_VALUE = 1024;

    private static final double ONE = 1L << 40;

    /// Share of the values that does not count at either end, where any do not.
    static final double TRIM = 0.1;

    private final List<Update> updates;
    private final double[] scales;
    private final int dropped;

    /// Of all of them.
    Mean(List<Update> updates, List<Piece> pieces) {
        this(updates, pieces, 0);
    }

    /// Reads all updates once, for their norms.
    ///
    /// @param trim share of the values of each number that is left out at either end
    Mean(List<Update> updates, List<Piece> pieces, double trim) {
        if (updates.isEmpty()) {
            throw new IllegalArgumentException("a mean needs an update");
        }
        this.updates = updates;
        this.dropped = (int) (trim * updates.size());
        double[] norms = updates.stream().mapToDouble(u -> u.values().norm(pieces)).toArray();
        double median = NormCheck.median(norms);
        scales = new double[norms.length];
        for (int i = 0; i < norms.length; i++) {
            scales[i] = norms[i] > median ? median / norms[i] : 1;
        }
    }

    /// Of some updates of a round, as numbers that are computed when they are read; zero where
    /// there are none.
    public static Numbers numbers(List<Update> updates, List<TensorSpec> specs) {
        if (updates.isEmpty()) {
            return Numbers.zeros();
        }
        var mean = new Mean(updates, Piece.of(specs));
        return piece -> {
            double[] values = mean.of(piece);
            var floats = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                floats[i] = (float) values[i];
            }
            return floats;
        };
    }

    /// @return one value for each number of the piece
    double[] of(Piece piece) {
        return dropped == 0 ? plain(piece) : trimmed(piece);
    }

    private double[] plain(Piece piece) {
        var sums = new long[piece.count()];
        for (int u = 0; u < scales.length; u++) {
            float[] values = updates.get(u).values().read(piece);
            for (int i = 0; i < sums.length; i++) {
                sums[i] = Math.addExact(sums[i], fixed(values[i], scales[u]));
            }
        }
        var mean = new double[sums.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = sums[i] / ONE / updates.size();
        }
        return mean;
    }

    /// Needs memory for one piece of each update, because the largest are known only when all are.
    private double[] trimmed(Piece piece) {
        var all = new float[scales.length][];
        for (int u = 0; u < scales.length; u++) {
            all[u] = updates.get(u).values().read(piece);
        }
        var mean = new double[piece.count()];
        var values = new long[scales.length];
        for (int i = 0; i < mean.length; i++) {
            for (int u = 0; u < scales.length; u++) {
                values[u] = fixed(all[u][i], scales[u]);
            }
            Arrays.sort(values);
            long sum = 0;
            for (int u = dropped; u < values.length - dropped; u++) {
                sum = Math.addExact(sum, values[u]);
            }
            mean[i] = sum / ONE / (values.length - 2 * dropped);
        }
        return mean;
    }

    private static long fixed(float value, double scale) {
        if (!(Math.abs(value) <= LARGEST_VALUE)) {
            throw new IllegalArgumentException("value out of range");
        }
        return (long) Math.rint(value * scale * ONE);
    }
}
