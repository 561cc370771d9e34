package hearth.coordinator;

import hearth.protocol.Sha256;
import hearth.storage.BlobStore;
import hearth.storage.BlobStore.PutOutcome;
import hearth.storage.Session;
import hearth.storage.Session.Change;

import java.util.List;
import java.util.Optional;

/// The table of blobs that may be referenced. A row is written only for bytes that the store has on
/// the disk, or that reach it with the row; it stays when they go. Which bytes may go, and when,
/// stands in [Removal].
final class Blobs {
    /// For what alone the bytes are here, so that they go with it.
    enum Kind {
        UPDATE,
        PIECE,
        MANIFEST
    }

    /// Whoever names bytes that were here for somebody else's sake keeps them, unless they are
    /// about to go: then they are his. What is being removed just now cannot be named.
    private static final String NAME =
            "INSERT INTO blob (hash, bytes, published, purpose) VALUES (?, ?, ?, ?) ON CONFLICT (hash)"
                    + " DO UPDATE SET published = CASE WHEN excluded.published = 1 THEN 1 ELSE"
                    + " blob.published END, purpose = CASE WHEN blob.purpose = 'GONE' OR blob.goes_at IS"
                    + " NOT NULL OR blob.purpose = excluded.purpose THEN excluded.purpose END, goes_at ="
                    + " NULL WHERE blob.goes_at IS NULL OR blob.goes_at > 0";

    private Blobs() {}

    static void record(Session session, BlobStore store, Sha256 hash, long bytes) {
        name(session, store, hash, bytes, false, Optional.empty());
    }

    static void publish(Session session, BlobStore store, Sha256 hash, long bytes) {
        name(session, store, hash, bytes, true, Optional.empty());
    }

    /// Of a draft, with which it goes.
    static void record(Session session, BlobStore store, Sha256 hash, long bytes, Kind kind) {
        name(session, store, hash, bytes, false, Optional.of(kind));
    }

    private static void name(
            Session session,
            BlobStore store,
            Sha256 hash,
            long bytes,
            boolean isPublished,
            Optional<Kind> kind) {
        require(store, hash);
        isNamed(session.update(NAME, hash, bytes, isPublished ? 1 : 0, kind));
    }

    private static void require(BlobStore store, Sha256 hash) {
        if (!store.contains(hash)) {
            throw new IllegalStateException("a blob is referenced only after it was verified");
        }
    }

    private static void isNamed(int rows) {
        if (rows != 1) {
            throw new IllegalStateException("the blob is being removed; send it again");
        }
    }

    /// Keeps a piece that was verified, in the transaction that refers to it.
    static void keep(Session session, PutOutcome.Verified verified, Sha256 hash, long bytes) {
        var naming = Change.of(NAME, hash, bytes, 0, Kind.PIECE);
        isNamed(session.together(List.of(verified.keeping(), naming)).getLast());
    }

    /// An update that just arrived and the bytes of which are kept. The second of two changes, or
    /// the only one, changes nothing where the bytes were sent before.
    ///
    /// @param verified if they get here with the row; else the store has them
    static List<Change> keeping(
            BlobStore store, Optional<PutOutcome.Verified> verified, Sha256 hash, long bytes) {
        if (verified.isEmpty()) {
            require(store, hash);
            return List.of(update(hash, bytes));
        }
        return List.of(verified.get().keeping(), update(hash, bytes));
    }

    /// An update, of which nothing is written where its bytes are known already.
    static Change update(Sha256 hash, long bytes) {
        return Change.of(
                "INSERT INTO blob (hash, bytes, published, purpose) VALUES (?, ?, 0, 'UPDATE') ON"
                        + " CONFLICT (hash) DO NOTHING",
                hash,
                bytes);
    }

    /// An update that nobody will ask for. What is here for somebody else's sake stays.
    ///
    /// @param isStored whether the store has the bytes
    static Change refusing(Sha256 hash, long bytes, boolean isStored) {
        return isStored
                ? Change.of(
                        "INSERT INTO blob (hash, bytes, published, purpose, goes_at) VALUES (?, ?, 0,"
                                + " 'UPDATE', 1) ON CONFLICT (hash) DO UPDATE SET purpose = 'UPDATE',"
                                + " goes_at = 1 WHERE blob.purpose = 'GONE'",
                        hash,
                        bytes)
                : Change.of(
                        "INSERT INTO blob (hash, bytes, published, purpose) VALUES (?, ?, 0, 'GONE')"
                                + " ON CONFLICT (hash) DO NOTHING",
                        hash,
                        bytes);
    }

    /// What was removed, such as of an old round.
    static void gone(Session session, Sha256 hash) {
        session.update("UPDATE blob SET published = 0, purpose = 'GONE' WHERE hash = ?", hash);
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
