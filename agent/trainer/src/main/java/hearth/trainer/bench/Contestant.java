package hearth.trainer.bench;

import java.time.Duration;

/// One side of a comparison: a live process that does the case's steps when it is told to.
interface Contestant extends AutoCloseable {
    /// Does all steps once.
    Turn turn();

    /// Of the process that computes.
    long pid();

    @Override
    void close();

    /// @param took from the first step's start to the last step's end
    /// @param firstLoss,lastLoss nats on the batch of the first and the last step
    record Turn(Duration took, float firstLoss, float lastLoss) {}
}
