package hearth.coordinator.aggregation;

import hearth.protocol.LossLimits;

import java.util.Locale;
import java.util.Optional;

/// Layer L2: a small part of the update lowers the loss of unseen data, and that of what the lease
/// trains on more than the round's other updates do, as only that work does. After the rule
/// of Gauntlet (arXiv 2505.21684), with the statistics of one result instead of ranks.
///
/// @param limits of the job
public record LossCheck(LossLimits limits) {
    /// Part of a lease moves less, so up to four times the sequences are measured of it.
    private static final int MOST_TIMES = 4;

    /// Standard errors by which half of the sequences have to show more than is asked for.
    private static final double CLEARLY = 2;

    /// Share of the round's usual cosine below which an update is doubted
    /// (`docs/decisions/0018-what-checking-costs.md`).
    private static final double UNUSUAL = 0.65;

    /// How far from the bound a cosine may be that changes until all of the round's updates are
    /// here.
    private static final double NEAR = 1.2;

    private static final double SMALLEST_TO_FALL = 0.125;

    /// Sequences to measure of each kind.
    ///
    /// @param share of a whole lease's steps, above 0, at most 1
    public int sequences(double share) {
        double times = Math.min(MOST_TIMES, 1 / (share * share));
        return (int) Math.ceil(limits.sequences() * times);
    }

    /// The gap that part of a lease has to show: that of a whole one for as long as more sequences
    /// make up for it. Of less than that honest work shows less, down to nothing, and chance takes
    /// as much from it as before; so what is asked falls below zero in the end, or chance would
    /// refuse a third of the smallest honest parts.
    public double minGap(double share) {
        double madeUp = Math.min(1, share * Math.sqrt(MOST_TIMES));
        return limits.minGap().doubleValue() * (2 * madeUp - 1);
    }

    /// Whether the fall of unseen data decides anything: what a smaller part does to it is less
    /// than chance does, so of such a part it only has to be finite.
    ///
    /// @param share of a whole lease's steps
    public boolean asksForAFall(double share) {
        return share >= SMALLEST_TO_FALL;
    }

    /// Whether half of the own sequences show so much that the other half need not be looked at:
    /// who passes so has passed a bound that is harder to pass by chance than the one for all of
    /// them.
    public boolean isClearlyItsOwn(double gap) {
        return gap >= limits.minGap().doubleValue() + CLEARLY;
    }

    /// The same for some of the unseen data. Of what may be doubted when the round closes more has
    /// to be shown, or all is looked at.
    ///
    /// @param error standard error of the mean fall
    public boolean hasClearlyFallen(double fall, double error, Optional<Peers> peers) {
        return fall - CLEARLY * error > fallWanted(peers);
    }

    /// Whether an update would be refused for so small a fall, which chance alone may have made of
    /// one that is large enough.
    ///
    /// @param error standard error of the mean fall
    public boolean mayHaveFallen(double fall, double error, Optional<Peers> peers) {
        double wanted = fallWanted(peers);
        return fall <= wanted && fall + CLEARLY * error > wanted;
    }

    private double fallWanted(Optional<Peers> peers) {
        return limits.doubt()
                .filter(_ -> peers.isEmpty() || mayBeDoubted(peers.get()))
                .map(LossLimits.Doubt::minFall)
                .orElse(limits.minFall())
                .doubleValue();
    }

    private boolean mayBeDoubted(Peers peers) {
        double absolute = limits.doubt().orElseThrow().cosine().doubleValue();
        return peers.cosine() < Math.max(absolute, UNUSUAL * peers.usual()) * NEAR;
    }

    /// @param share of a whole lease's steps
    /// @param cosine to the mean of the round's others
    /// @param usual middle one of the round's cosines: how much honest updates agree is different
    /// in each job, and grows while it trains
    public Verdict judge(LossScore.Summary score, double share, double cosine, double usual) {
        var least =
                limits.doubt()
                        .filter(doubt -> isDoubted(doubt, share, cosine, usual))
                        .map(LossLimits.Doubt::minFall)
                        .orElse(limits.minFall());
        boolean falls = score.fall() > least.doubleValue();
        if (!falls && (asksForAFall(share) || !Double.isFinite(score.fall()))) {
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

    /// Part of a lease agrees less with the others, about by the root of its share, as of any sum
    /// of noisy steps.
    private static boolean isDoubted(
            LossLimits.Doubt doubt, double share, double cosine, double usual) {
        return cosine < doubt.cosine().doubleValue() || cosine < UNUSUAL * Math.sqrt(share) * usual;
    }
}
