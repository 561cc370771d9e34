package hearth.coordinator;

import hearth.storage.Session;

import java.util.List;

/// Which budgets in the escrow are looked at, by their numbers.
final class OpenBudgets {
    /// Of nobody's at once: anybody may pay in a wei for a manifest that never was.
    static final int MOST_OF_NOBODY = 32;

    private OpenBudgets() {}

    static List<Long> ofJobs(Session session) {
        return session.all(
                "SELECT id FROM escrow WHERE closed = 0 AND job IS NOT NULL ORDER BY id",
                row -> row.number("id"));
    }

    /// Some of those that found no job.
    ///
    /// @param after number of the last one that is not wanted
    static List<Long> ofNobody(Session session, long after) {
        return session.all(
                "SELECT id FROM escrow WHERE closed = 0 AND job IS NULL AND id > ? ORDER BY id"
                        + " LIMIT "
                        + MOST_OF_NOBODY,
                row -> row.number("id"),
                after);
    }
}
