package hearth.coordinator.verification;

import hearth.coordinator.aggregation.Geometry;
import hearth.coordinator.aggregation.LossScore;
import hearth.protocol.Sha256;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the layers said of one round of a trial: a line of the file to which it is added.
///
/// @param attacks by label; none in the first rounds
/// @param after with what the next round begins
/// @param trainingMillis,leases processor time of all processes for so many whole leases
/// @param scoringMillis,scores the same for the losses of so many honest results
public record RoundSeen(
        TrialSetting setting,
        int round,
        List<Seen> honest,
        Map<String, Seen> attacks,
        State after,
        long trainingMillis,
        double leases,
        long scoringMillis,
        int scores) {
    /// @param reason of the refusal by L1 or L2
    /// @param score absent where L1 had refused it
    /// @param distance to a repetition of the lease
    public record Seen(
            Optional<String> reason,
            Geometry.Place place,
            Optional<Score> score,
            double distance) {}

    /// What a `LossScore` was.
    ///
    /// @param own mean of the sequences, and the error of that mean
    public record Score(double fall, double gap, double own, double ownError) {
        static Score of(LossScore score) {
            return new Score(score.fall(), score.gap(), mean(score.own()), error(score.own()));
        }

        private static double mean(List<Double> values) {
            return values.stream().mapToDouble(v -> v).average().orElseThrow();
        }

        private static double error(List<Double> values) {
            double mean = mean(values);
            double sum = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
            return Math.sqrt(sum / (values.size() - 1) / values.size());
        }
    }

    /// Files in the trial's store.
    ///
    /// @param updates of the round, flat
    public record State(
            Sha256 base, Sha256 momentum, Sha256 residual, Sha256 next, List<Sha256> updates) {}
}
