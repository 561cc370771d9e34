package hearth.storage;

import hearth.protocol.Sha256;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The blobs that arrived last; the oldest go first. What a hash
/// names never changes, so nothing here is out of date. Safe for use by many threads; nobody writes
/// into what it gives.
final class RecentBytes {
    private final int most;
    private final Map<Sha256, byte[]> blobs = new LinkedHashMap<>();
    private int bytes;

    /// @param most bytes
    RecentBytes(int most) {
        this.most = most;
    }

    /// @param blob verified
    synchronized void add(Sha256 hash, byte[] blob) {
        remove(hash);
        blobs.put(hash, blob);
        bytes += blob.length;
        var eldest = blobs.entrySet().iterator();
        while (bytes > most) {
            bytes -= eldest.next().getValue().length;
            eldest.remove();
        }
    }

    synchronized void remove(Sha256 hash) {
        var known = blobs.remove(hash);
        bytes -= known == null ? 0 : known.length;
    }

    synchronized Optional<byte[]> get(Sha256 hash) {
        return Optional.ofNullable(blobs.get(hash));
    }
}
