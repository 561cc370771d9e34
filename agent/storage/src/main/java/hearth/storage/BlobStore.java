package hearth.storage;

import hearth.protocol.Sha256;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/// Immutable bytes, named by their SHA-256. What `put` returned is on the disk and is what its name
/// says.
public interface BlobStore {
    /// What became of bytes that had to match a promise.
    sealed interface PutOutcome {
        record Stored(Sha256 hash) implements PutOutcome {}

        /// The bytes were not the promised ones; nothing was kept.
        record OtherContent() implements PutOutcome {}

        /// There were fewer or more bytes than promised; nothing was kept.
        record OtherLength() implements PutOutcome {}
    }

    Sha256 put(byte[] bytes);

    /// Streams bytes that must have this hash and length; reads at most one byte more than
    /// promised.
    PutOutcome put(InputStream bytes, Sha256 promised, long length);

    /// The whole blob, checked against its name.
    ///
    /// @return empty if there is none
    /// @throws StorageException if the bytes on the disk are no longer what the name says
    Optional<byte[]> get(Sha256 hash);

    boolean contains(Sha256 hash);

    /// Forgets a blob that nobody needs any more; without one it does nothing.
    void remove(Sha256 hash);

    /// Writes a checked copy to a file that does not exist yet.
    ///
    /// @throws StorageException if there is no such blob or it is damaged
    void copyTo(Sha256 hash, Path target);
}
