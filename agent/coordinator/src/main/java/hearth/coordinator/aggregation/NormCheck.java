package hearth.coordinator.aggregation;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// `share · minNorm · m ≤ ‖x‖ ≤ maxNorm · m`, m being the round's median norm. The norm grows at
/// most as fast as the steps, so part of a lease may be smaller by its share. Zero updates are
/// always too small.
record NormCheck(BigDecimal minNorm, BigDecimal maxNorm) implements GeometryCheck {
    @Override
    public Verdict judge(Update update, List<Update> round, Gram gram) {
        double median = median(round.stream().mapToDouble(gram::norm).toArray());
        double norm = gram.norm(update);
        if (norm == 0 || norm < update.share() * minNorm.doubleValue() * median) {
            return new Verdict.Bad("norm-too-small", evidence(norm, "<", minNorm, median));
        }
        if (norm > maxNorm.doubleValue() * median) {
            return new Verdict.Bad("norm-too-large", evidence(norm, ">", maxNorm, median));
        }
        return new Verdict.Good();
    }

    private static String evidence(double norm, String relation, BigDecimal limit, double median) {
        return String.format(
                Locale.ROOT,
                "norm %.4g %s %s × median %.4g",
                norm,
                relation,
                limit.toPlainString(),
                median);
    }

    /// The middle norm; the lower of the two middle ones where their number is even, so that half a
    /// round of giants cannot make itself the measure.
    static double median(double[] norms) {
        var sorted = norms.clone();
        Arrays.sort(sorted);
        return sorted[(sorted.length - 1) / 2];
    }
}
