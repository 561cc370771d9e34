package hearth.coordinator;

import hearth.protocol.Sha256;
import hearth.storage.BlobStore;
import hearth.storage.BlobStore.PutOutcome;
import hearth.storage.Session;
import hearth.storage.Session.Change;

import java.util.List;

/// The table of blobs that may be referenced. A row is written only for bytes that the store has on
/// the disk, or that reach it with the row.
final class Blobs {
    private Blobs() {}

    static void record(Session session, BlobStore store, Sha256 hash, long bytes) {
        session.together(List.of(recording(store, hash, bytes, false)));
    }

    static void publish(Session session, BlobStore store, Sha256 hash, long bytes) {
        session.together(List.of(recording(store, hash, bytes, true)));
    }

    /// Keeps what was verified in the transaction that refers to it.
    static void keep(Session session, PutOutcome.Verified verified, Sha256 hash, long bytes) {
        session.together(keeping(verified, hash, bytes));
    }

    /// `keep` as some of several changes.
    static List<Change> keeping(PutOutcome.Verified verified, Sha256 hash, long bytes) {
        return List.of(verified.keeping(), insertion(hash, bytes, false));
    }

    /// `record` or `publish` as one of several changes.
    static Change recording(BlobStore store, Sha256 hash, long bytes, boolean isPublished) {
        if (!store.contains(hash)) {
            throw new IllegalStateException("a blob is referenced only after it was verified");
        }
        return insertion(hash, bytes, isPublished);
    }

    private static Change insertion(Sha256 hash, long bytes, boolean isPublished) {
        return Change.of(
                "INSERT INTO blob (hash, bytes, published) VALUES (?, ?, ?)"
                        + " ON CONFLICT (hash) DO UPDATE SET published = 1 WHERE"
                        + " excluded.published = 1",
                hash,
                bytes,
                isPublished ? 1 : 0);
    }

    static void hide(Session session, Sha256 hash) {
        session.update("UPDATE blob SET published = 0 WHERE hash = ?", hash);
    }

    static boolean isKnown(Session session, Sha256 hash) {
        return session.count("SELECT count(*) AS n FROM blob WHERE hash = ?", hash) == 1;
    }

    static boolean isPublished(Session session, Sha256 hash) {
        return session.count(
                        "SELECT count(*) AS n FROM blob WHERE hash = ? AND published = 1", hash)
                == 1;
    }
}
