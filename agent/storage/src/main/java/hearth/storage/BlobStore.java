package hearth.storage;

import hearth.protocol.Sha256;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Immutable bytes, named by their SHA-256. What was stored is on the disk and is what its name
/// says.
public interface BlobStore extends AutoCloseable {
    /// What became of bytes that had to match a promise.
    sealed interface PutOutcome {
        record Stored(Sha256 hash) implements PutOutcome {}

        /// The bytes are the promised ones, but not on the disk yet: they get there with the
        /// transaction that keeps them, together with what refers to them.
        ///
        /// @param bytes the whole blob
        /// @param keeping writes it, in the database that it lies in
        record Verified(ByteBuffer bytes, Session.Change keeping) implements PutOutcome {}

        /// The bytes were not the promised ones; nothing was kept.
        record OtherContent() implements PutOutcome {}

        /// There were fewer or more bytes than promised; nothing was kept.
        record OtherLength() implements PutOutcome {}

        /// The bytes ended before the promised length; what is here stays for the rest.
        ///
        /// @param there bytes from the beginning
        record Part(long there) implements PutOutcome {}

        /// The bytes do not begin where those that are here end, or somebody else sends them, too.
        record Elsewhere() implements PutOutcome {}

        /// Too much is arriving already; nothing was read.
        record NoRoom() implements PutOutcome {}
    }

    Sha256 put(byte[] bytes);

    /// Streams bytes that must have this hash and length; reads at most one byte more than
    /// promised.
    PutOutcome put(InputStream bytes, Sha256 promised, long length);

    /// Streams bytes behind those that arrived earlier, also before a restart. The last of them
    /// completes the blob. A sender whose line broke and who comes again takes over. A store that
    /// lies in the books of its owner leaves it to him to keep what it verified.
    ///
    /// @param length of the whole
    /// @param from number of bytes that should be here; 0 begins anew
    PutOutcome append(InputStream bytes, Sha256 promised, long length, long from);

    /// Bytes of a blob that is still arriving.
    long staged(Sha256 promised);

    /// Removes what was arriving, except blobs that are still expected.
    void forgetStaged(Set<Sha256> expected);

    /// @return empty if there is none
    OptionalLong size(Sha256 hash);

    /// The blob from a byte on, unchecked: for readers who hash it themselves.
    ///
    /// @throws StorageException if there is no such blob
    InputStream open(Sha256 hash, long from);

    /// The whole blob, checked against its name.
    ///
    /// @return empty if there is none
    /// @throws StorageException if the bytes on the disk are no longer what the name says
    Optional<byte[]> get(Sha256 hash);

    /// The whole blob, checked against its name, to be read where it lies.
    ///
    /// @return empty if there is none
    /// @throws StorageException if the bytes on the disk are no longer what the name says
    default Optional<ByteBuffer> view(Sha256 hash) {
        return get(hash).map(ByteBuffer::wrap);
    }

    /// Stores a file's content.
    default Sha256 put(Path file) {
        try {
            return put(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new StorageException("cannot store a blob", e);
        }
    }

    /// Makes an empty folder for files that are about to be put. The caller removes it; what a
    /// killed process left goes when the store is opened again.
    default Path scratch() {
        try {
            return Files.createTempDirectory("hearth-scratch");
        } catch (IOException e) {
            throw new StorageException("cannot make a folder", e);
        }
    }

    boolean contains(Sha256 hash);

    /// Forgets a blob that nobody needs any more; without one it does nothing.
    void remove(Sha256 hash);

    /// Writes a checked copy to a file that does not exist yet.
    ///
    /// @throws StorageException if there is no such blob or it is damaged
    void copyTo(Sha256 hash, Path target);

    /// Where a reader may get the blob for a while without this process.
    ///
    /// @return empty if only here
    default Optional<URI> readAt(Sha256 hash) {
        return Optional.empty();
    }

    /// Where a sender may put the whole blob for a while without this process, naming its hash
    /// ([hearth.protocol.DirectTransfer#CHECKSUM]). What it put there is
    /// taken by an `append` of nothing behind the whole length.
    ///
    /// @return empty if only here
    default Optional<URI> writeAt(Sha256 promised, long length) {
        return Optional.empty();
    }

    /// Lets go of what it has open; most have nothing.
    @Override
    default void close() {}
}
