package hearth.worker;

import hearth.protocol.Sha256;
import hearth.trainer.TrainingTask;

import java.util.LinkedHashSet;
import java.util.Set;

/// Jobs whose batches this computer's memory was not enough for: their parts are halved, once. The
/// batch stays whole, because its parts are computed one after the other and their gradients added
/// up: the same lease but for the rounding of sums (decision record 6). Safe from any thread.
final class BatchParts {
    private static final int MOST = 100;

    private final Set<Sha256> halved = new LinkedHashSet<>();

    /// The task as it fits here.
    synchronized TrainingTask fit(Sha256 manifest, TrainingTask task) {
        return halved.contains(manifest) ? task.withAccumulation(2 * task.accumulation()) : task;
    }

    /// Memory was not enough for a task of this job.
    ///
    /// @param accumulation of its manifest
    /// @return whether smaller parts are worth a try
    synchronized boolean halve(Sha256 manifest, int batch, int accumulation) {
        boolean possible = batch % (2 * accumulation) == 0;
        if (!possible || !halved.add(manifest)) {
            return false;
        }
        if (halved.size() > MOST) {
            halved.remove(halved.iterator().next());
        }
        return true;
    }
}
