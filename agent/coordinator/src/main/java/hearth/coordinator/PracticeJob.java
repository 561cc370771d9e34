package hearth.coordinator;

import hearth.protocol.JobId;
import hearth.protocol.Manifest;
import hearth.protocol.Sha256;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// A job of the practice network, ready to publish: its manifest and the bytes that it names.
///
/// @param shards in the order of the manifest
@SuppressWarnings("ArrayRecordComponent") // bytes on their way into the blob store
public record PracticeJob(JobId id, Manifest manifest, List<byte[]> shards, byte[] heldOut) {
    public PracticeJob {
        shards = List.copyOf(shards);
    }

    /// The manifest in the newest form.
    public Manifest lasting(Instant expires) {
        var contents = new ArrayList<>(shards);
        contents.add(heldOut);
        var sizes = new HashMap<Sha256, Integer>();
        contents.forEach(content -> sizes.put(Sha256.of(content), content.length));
        return manifest.sized(content -> sizes.getOrDefault(content, 0), expires);
    }
}
