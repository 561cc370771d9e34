package hearth.coordinator;

import hearth.protocol.JobId;
import hearth.protocol.Manifest;

import java.util.List;

/// A job of the practice network, ready to publish: its manifest and the bytes that it names.
///
/// @param shards in the order of the manifest
@SuppressWarnings("ArrayRecordComponent") // bytes on their way into the blob store
public record PracticeJob(JobId id, Manifest manifest, List<byte[]> shards, byte[] heldOut) {
    public PracticeJob {
        shards = List.copyOf(shards);
    }
}
