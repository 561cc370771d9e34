package hearth.coordinator;

import hearth.protocol.Sha256;
import hearth.storage.BlobStore;
import hearth.storage.Session;

/// The table of blobs that may be referenced. A row is written only for bytes that the store has
/// verified.
final class Blobs {
    private Blobs() {}

    static void record(Session session, BlobStore store, Sha256 hash, long bytes) {
        record(session, store, hash, bytes, false);
    }

    static void publish(Session session, BlobStore store, Sha256 hash, long bytes) {
        record(session, store, hash, bytes, true);
    }

    private static void record(
            Session session, BlobStore store, Sha256 hash, long bytes, boolean published) {
        if (!store.contains(hash)) {
            throw new IllegalStateException("a blob is referenced only after it was verified");
        }
        session.update(
                "INSERT INTO blob (hash, bytes, published) VALUES (?, ?, ?)"
                        + " ON CONFLICT (hash) DO UPDATE SET published = 1 WHERE"
                        + " excluded.published = 1",
                hash,
                bytes,
                published ? 1 : 0);
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
