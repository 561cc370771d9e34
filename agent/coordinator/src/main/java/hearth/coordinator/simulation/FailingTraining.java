package hearth.coordinator.simulation;

import hearth.coordinator.Evaluator;
import hearth.coordinator.aggregation.LossScore;
import hearth.coordinator.aggregation.Numbers;
import hearth.coordinator.aggregation.Peers;
import hearth.protocol.Lease;
import hearth.protocol.Manifest;
import hearth.protocol.Sha256;
import hearth.storage.BlobStore;
import hearth.trainer.TrainerException;
import hearth.trainer.TrainerFailure;

import java.util.Optional;

/// A coordinator's training child that fails now and then.
final class FailingTraining implements Evaluator {
    private final Evaluator training = new StandInTraining();
    private final Trouble trouble;

    FailingTraining(Trouble trouble) {
        this.trouble = trouble;
    }

    private void begin() {
        if (trouble.strikes(Fault.MEASURING_FAILED)) {
            throw new TrainerException(
                    new TrainerFailure.Refused(TrainerFailure.Reason.DIVERGED, "simulated"));
        }
    }

    @Override
    public void check(Manifest manifest, BlobStore blobs) {
        training.check(manifest, blobs);
    }

    @Override
    public Sha256 base(Manifest manifest, BlobStore blobs) {
        begin();
        return training.base(manifest, blobs);
    }

    @Override
    public Measured evaluate(Manifest manifest, Sha256 checkpoint, BlobStore blobs) {
        begin();
        return training.evaluate(manifest, checkpoint, blobs);
    }

    @Override
    public LossScore score(
            Manifest manifest,
            Lease lease,
            Numbers update,
            Optional<Peers> peers,
            double share,
            long secret,
            BlobStore blobs) {
        begin();
        return training.score(manifest, lease, update, peers, share, secret, blobs);
    }

    @Override
    public byte[] repeat(Manifest manifest, Lease lease, int steps, BlobStore blobs) {
        begin();
        return training.repeat(manifest, lease, steps, blobs);
    }

    @Override
    public void close() {
        training.close();
    }
}
