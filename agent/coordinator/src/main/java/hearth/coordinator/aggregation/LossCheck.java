package hearth.coordinator.aggregation;

import hearth.protocol.Manifest;
import hearth.protocol.Manifest.LossLimits;

import java.util.Locale;

/// Layer L2: a small part of the update lowers the loss of unseen data, and that of what the lease
/// trains on more than the round's other updates do, as only that work does. After the rule
/// of Gauntlet (arXiv 2505.21684), with the statistics of one result instead of ranks.
///
/// @param limits of the job
public record LossCheck(LossLimits limits) {
    /// Part of a lease moves less, so up to four times the sequences are measured of it.
    private static final int MOST_TIMES = 4;

    /// Sequences to measure of each kind.
    ///
    /// @param share of a whole lease's steps, above 0, at most 1
    public int sequences(double share) {
        double times = Math.min(MOST_TIMES, 1 / (share * share));
        return (int) Math.ceil(limits.sequences() * times);
    }

    /// The gap that part of a lease has to show: that of a whole one for as long as more sequences
    /// make up for it.
    public double minGap(double share) {
        double madeUp = Math.min(1, share * Math.sqrt(MOST_TIMES));
        return limits.minGap().doubleValue() * madeUp * madeUp;
    }

    /// @param share of a whole lease's steps
    /// @param cosine to the mean of the round's others
    public Verdict judge(LossScore.Summary score, double share, double cosine) {
        var least =
                limits.doubt()
                        .filter(doubt -> cosine < doubt.cosine().doubleValue())
                        .map(Manifest.Doubt::minFall)
                        .orElse(limits.minFall());
        if (!(score.fall() > least.doubleValue())) {
            return new Verdict.Bad(
                    "loss-rises",
                    String.format(
                            Locale.ROOT,
                            "loss-fall %.5f < %s",
                            score.fall(),
                            least.toPlainString()));
        }
        if (!(score.gap() >= minGap(share))) {
            return new Verdict.Bad(
                    "not-this-data",
                    String.format(Locale.ROOT, "t %.2f < %.2f", score.gap(), minGap(share)));
        }
        return new Verdict.Good();
    }
}
