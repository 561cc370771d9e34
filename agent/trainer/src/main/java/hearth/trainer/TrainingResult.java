package hearth.trainer;

import java.time.Duration;

/// What a training run did.
///
/// @param firstLoss,lastLoss nats on the batch of the first and last step done; 0 if none was
/// @param steps done, fewer than asked for after a stop; the output is the difference after these
/// @param resumedAt steps that were already done on the disk when the run began; 0 for a fresh one
/// @param computing time inside the training program, that of the resumed steps included
/// @param preparing time this run took to draw batches and to hand them to the program
public record TrainingResult(
        float firstLoss,
        float lastLoss,
        int steps,
        int resumedAt,
        Duration computing,
        Duration preparing) {}
