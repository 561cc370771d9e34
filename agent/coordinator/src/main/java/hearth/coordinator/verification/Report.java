package hearth.coordinator.verification;

import java.util.List;
import java.util.Map;

/// What a trial saw.
///
/// @param refusedFor honest results that were refused, by reason
/// @param gap,fall of the honest results, see `LossScore`
/// @param overhead compute beyond the training itself, as a share of it, for a device with 2,000
/// leases a month
public record Report(
        int honestTotal,
        int honestRefused,
        Map<String, Integer> refusedFor,
        Spread gap,
        Spread fall,
        List<AttackRow> attacks,
        double overhead,
        Overhead overheads) {
    Report(
            int honestTotal,
            int honestRefused,
            Map<String, Integer> refusedFor,
            Spread gap,
            Spread fall,
            List<AttackRow> attacks,
            Overhead overheads) {
        this(
                honestTotal,
                honestRefused,
                refusedFor,
                gap,
                fall,
                attacks,
                overheads.sum(),
                overheads);
    }

    /// @param loss of layer L2, measured
    /// @param repeats of layer L3, by its rule
    /// @param canaries of layer L4, by its rule
    public record Overhead(double loss, double repeats, double canaries) {
        double sum() {
            return loss + repeats + canaries;
        }
    }

    /// @param cheapCaught refused by L1 or L2
    /// @param rerunCaught farther from a repetition than two honest runs can be (L3)
    /// @param expectedCheap whether statistics can see it at all
    /// @param leastDistance to the repetition
    /// @param meanGap see `LossScore`
    public record AttackRow(
            String name,
            int total,
            int cheapCaught,
            int rerunCaught,
            boolean expectedCheap,
            double leastDistance,
            double meanGap,
            Map<String, Integer> reasons) {}

    /// Of some measured numbers.
    public record Spread(double least, double mean, double most) {
        static Spread of(List<Double> values) {
            var all = values.stream().mapToDouble(v -> v).summaryStatistics();
            return new Spread(all.getMin(), all.getAverage(), all.getMax());
        }
    }
}
