package hearth.coordinator;

import static hearth.coordinator.DifferenceException.require;

import hearth.protocol.Sha256;
import hearth.storage.BlobStore;
import hearth.storage.Database;
import hearth.storage.Session;
import hearth.storage.StorageException;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// The bytes that a verification reads. Of books that coordinators share a store that does not
/// answer is no difference, and what is missing may have been removed since the snapshot.
final class KeptBytes {
    /// Nothing says of a row of `blob` that the bytes may be gone.
    static final String HERE =
            "(published = 1 OR (purpose <> 'GONE' AND coalesce(goes_at, 1) > 0))";

    private static final int LOOKS = 20;
    private static final long BETWEEN = Duration.ofMillis(250).toNanos();

    private final Database database;
    private final BlobStore blobs;
    private final boolean areShared;

    KeptBytes(Database database, BlobStore blobs, boolean areShared) {
        this.database = database;
        this.blobs = blobs;
        this.areShared = areShared;
    }

    boolean areShared() {
        return areShared;
    }

    ByteBuffer view(Sha256 hash, String what) {
        return find(hash, what).orElseThrow(() -> new DifferenceException(what + " is missing"));
    }

    byte[] whole(Sha256 hash, String what) {
        var view = view(hash, what);
        var bytes = new byte[view.remaining()];
        view.get(bytes);
        return bytes;
    }

    private Optional<ByteBuffer> find(Sha256 hash, String what) {
        try {
            return blobs.view(hash);
        } catch (StorageException e) {
            if (areShared && !String.valueOf(e.getMessage()).endsWith("is damaged")) {
                throw e;
            }
            throw new DifferenceException(what + " is damaged: file " + hash);
        }
    }

    /// What is there is what its name says; what should be there is.
    void kept(Sha256 hash, boolean isHere, String what) {
        var bytes = find(hash, what);
        for (int look = 1; bytes.isEmpty() && isHere && mayGo(hash, look, what); look++) {
            bytes = find(hash, what);
        }
        bytes.ifPresent(found -> require(found.hasRemaining(), what + " is empty"));
    }

    /// Bytes of old rounds go a moment before their row says so.
    ///
    /// @return whether to look again; false if it is known to be gone
    private boolean mayGo(Sha256 hash, int look, String what) {
        require(areShared && look <= LOOKS, what + " is missing");
        LockSupport.parkNanos(BETWEEN);
        return database.ask(session -> isHere(session, hash));
    }

    private static boolean isHere(Session session, Sha256 hash) {
        return session.count("SELECT count(*) AS n FROM blob WHERE hash = ? AND " + HERE, hash) > 0;
    }
}
