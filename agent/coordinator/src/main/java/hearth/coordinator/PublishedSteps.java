package hearth.coordinator;

import hearth.protocol.CheckpointStep;
import hearth.protocol.Json;
import hearth.protocol.Sha256;
import hearth.storage.BlobStore;

import java.util.LinkedHashMap;
import java.util.Map;

/// From which checkpoint by which difference the newest ones follow, by the record of their round,
/// which is read once for all leases of the next one. Safe for use by many threads.
final class PublishedSteps {
    private static final int MOST = 4_096;

    private final BlobStore blobs;
    private final Map<Sha256, CheckpointStep> known =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Sha256, CheckpointStep> eldest) {
                    return size() > MOST;
                }
            };

    PublishedSteps(BlobStore blobs) {
        this.blobs = blobs;
    }

    /// @param record of a published round
    CheckpointStep of(Sha256 record) {
        synchronized (known) {
            var step = known.get(record);
            if (step != null) {
                return step;
            }
        }
        var read = Json.read(blobs.get(record).orElseThrow(), RoundRecord.class);
        var step = new CheckpointStep(read.parent(), read.broadcast());
        synchronized (known) {
            known.put(record, step);
        }
        return step;
    }
}
