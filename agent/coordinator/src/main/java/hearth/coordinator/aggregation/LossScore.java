package hearth.coordinator.aggregation;

import java.util.List;
import java.util.Locale;

/// By how much part of an update lowers losses, nats; above 0 is better.
///
/// @param fall mean, of data that nobody trains on
/// @param own of single sequences that the lease trains on; where the round has other updates,
/// beyond what they have in common does to them
/// @param others of single sequences of the same kind that it does not train on; none where the
/// round's others are the measure
public record LossScore(double fall, List<Double> own, List<Double> others) {
    public LossScore {
        own = List.copyOf(own);
        others = List.copyOf(others);
        if (own.size() < 2 || others.size() == 1) {
            throw new IllegalArgumentException("a standard error needs two sequences");
        }
    }

    /// What decides.
    ///
    /// @param sequences of each kind
    public record Summary(double fall, double gap, int sequences) {
        /// In the form in which evidence is kept.
        public String evidence() {
            return String.format(Locale.ROOT, "loss-fall %.5f, t %.2f", fall, gap);
        }
    }

    public Summary summary() {
        return new Summary(fall, gap(), own.size());
    }

    /// By how many standard errors the loss falls more on the lease's own sequences: than by the
    /// round's others, or else than on other sequences (Welch's t).
    public double gap() {
        double square = variance(own) / own.size();
        double more = mean(own);
        if (!others.isEmpty()) {
            square += variance(others) / others.size();
            more -= mean(others);
        }
        double error = Math.sqrt(square);
        return more == 0 ? 0 : more / error;
    }

    private static double mean(List<Double> values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.size();
    }

    private static double variance(List<Double> values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum / (values.size() - 1);
    }
}
