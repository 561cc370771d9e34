package hearth.coordinator;

import hearth.coordinator.aggregation.LossScore;
import hearth.coordinator.aggregation.Numbers;
import hearth.coordinator.aggregation.Peers;
import hearth.protocol.Lease;
import hearth.protocol.Manifest;
import hearth.protocol.Sha256;
import hearth.storage.BlobStore;
import hearth.trainer.TrainerException;
import hearth.trainer.TrainerFailure;

import java.math.BigDecimal;
import java.util.Optional;

/// What the coordinator needs a training engine for. Called from one thread at a time.
public interface Evaluator extends AutoCloseable {
    /// Looks at the manifest of a job that is to be made.
    ///
    /// @throws IllegalArgumentException if no computer could train it, with a sentence that says
    /// why
    void check(Manifest manifest, BlobStore blobs);

    /// The checkpoint that round 0 starts from: the recipe's genesis after the manifest's warm
    /// start, as an F32 tensor file without metadata.
    ///
    /// @return its name in the store
    Sha256 base(Manifest manifest, BlobStore blobs);

    /// Measures a checkpoint on the job's held-out data.
    Measured evaluate(Manifest manifest, Sha256 checkpoint, BlobStore blobs);

    /// Measures what part of an update does to the loss, on examples that a secret draws.
    ///
    /// @param peers other updates of the round; absent where there are too few
    /// @param share of a whole lease's steps that the update stands for
    LossScore score(
            Manifest manifest,
            Lease lease,
            Numbers update,
            Optional<Peers> peers,
            double share,
            long secret,
            BlobStore blobs);

    /// Does a lease's steps again, on this computer.
    ///
    /// @param steps from the first on
    /// @return coded bytes as a device would have sent them
    byte[] repeat(Manifest manifest, Lease lease, int steps, BlobStore blobs);

    @Override
    void close();

    /// Whether a question has no answer only because this was closed, as when the coordinator ends.
    /// It says nothing about what was asked, so it counts as no attempt.
    static boolean isClosed(RuntimeException failure) {
        return failure instanceof TrainerException e
                && e.failure() instanceof TrainerFailure.Closed;
    }

    /// @param heldOutLoss nats
    /// @param accuracy share of right answers, for recipes that classify
    /// @param sample text that the model wrote, for recipes that write
    record Measured(
            BigDecimal heldOutLoss, Optional<BigDecimal> accuracy, Optional<String> sample) {}
}
