package hearth.trainer;

/// How far a running training is.
///
/// @param steps done
/// @param loss nats on the batch of the newest step; 0 before the first
public record TrainingProgress(int steps, float loss) {}
