package hearth.trainer;

import java.time.Duration;

/// What a training run did.
///
/// @param firstLoss,lastLoss nats on the batch of the first and last step done; 0 if none was
/// @param steps done, fewer than asked for after a stop
/// @param computing time inside the training program
public record TrainingResult(float firstLoss, float lastLoss, int steps, Duration computing) {}
