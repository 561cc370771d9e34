package hearth.coordinator.load;

import hearth.coordinator.Stores;
import hearth.storage.Session;

import java.nio.file.Path;

/// What lies on the disk of a coordinator with files of its own, once what may go has gone.
///
/// @param accepted leases that were paid
/// @param books bytes of the database's pages that are in use, without the blobs in them
/// @param updates bytes of updates, in the books and in files
/// @param others bytes of all other blobs: what rounds were made of them, and the jobs' own
record DiskUse(long accepted, long books, long updates, long others) {
    private static final String PAGES =
            "SELECT ((SELECT page_count FROM pragma_page_count) - (SELECT freelist_count FROM"
                    + " pragma_freelist_count)) * (SELECT page_size FROM pragma_page_size) AS n";

    /// @param folder of a coordinator, which may be open
    static DiskUse of(Path folder) {
        try (var database = new Stores.Embedded().database(folder)) {
            return database.read(DiskUse::of);
        }
    }

    private static DiskUse of(Session session) {
        long small = session.count("SELECT coalesce(sum(length(bytes)), 0) AS n FROM small_blob");
        return new DiskUse(
                session.count("SELECT count(*) AS n FROM ledger"),
                session.count(PAGES) - small,
                bytes(session, "purpose = 'UPDATE'"),
                bytes(session, "purpose IS NULL OR purpose NOT IN ('UPDATE', 'GONE')"));
    }

    private static long bytes(Session session, String which) {
        return session.count("SELECT coalesce(sum(bytes), 0) AS n FROM blob WHERE " + which);
    }

    /// What each of the leases since then has left; nothing is told of each where there was none.
    LoadReport.Disk since(DiskUse before) {
        long leases = accepted - before.accepted;
        if (leases == 0) {
            return new LoadReport.Disk(0, 0, 0, 0);
        }
        return new LoadReport.Disk(
                leases,
                (books - before.books) / leases,
                (updates - before.updates) / leases,
                (others - before.others) / leases);
    }
}
