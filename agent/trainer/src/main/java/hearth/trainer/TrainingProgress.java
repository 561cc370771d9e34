package hearth.trainer;

/// How far a running training is.
///
/// @param steps done
/// @param loss nats on the batch of the newest step; 0 before the first
/// @param isLast whether no further step follows: what is left is to write what the steps gave
public record TrainingProgress(int steps, float loss, boolean isLast) {
    /// More steps follow.
    public TrainingProgress(int steps, float loss) {
        this(steps, loss, false);
    }
}
