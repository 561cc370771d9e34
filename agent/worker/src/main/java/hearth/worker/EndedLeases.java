package hearth.worker;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/// What the journal forgets of leases that are over: their rows, which nobody asks for after some
/// weeks. Receipts stay, which prove unpaid work, and so does which part of this computer did what
/// somebody signed for; results have their own bound ([ResultMirror]).
final class EndedLeases {
    /// The times of trainings are asked for by the day and the week.
    static final Duration KEPT_FOR = Duration.ofDays(31);

    /// The newest, however long ago they were: a lease that was given back last year and comes
    /// again is known.
    static final int KEPT = 1000;

    /// So many are looked at with each lease that ends.
    static final int TURN = 1000;

    private static final String OLD =
            """
            SELECT id FROM (SELECT id, ended_ms FROM lease
                    WHERE rowid <= (SELECT MAX(rowid) FROM lease) - ? ORDER BY rowid LIMIT ?)
                WHERE ended_ms < ?""";

    private EndedLeases() {}

    /// In the transaction of the caller.
    static void forgetOld(JournalFile file, Instant now) throws SQLException {
        forget(
                file,
                "DELETE FROM lease_part WHERE lease IN ("
                        + OLD
                        + ")"
                        + " AND lease NOT IN (SELECT lease FROM receipt)",
                now);
        forget(file, "DELETE FROM lease WHERE id IN (" + OLD + ")", now);
        file.change(
                "DELETE FROM strike WHERE struck_ms < ?",
                s -> s.setLong(1, now.minus(KEPT_FOR).toEpochMilli()));
    }

    private static void forget(JournalFile file, String sql, Instant now) throws SQLException {
        file.change(
                sql,
                s -> {
                    s.setInt(1, KEPT);
                    s.setInt(2, TURN);
                    s.setLong(3, now.minus(KEPT_FOR).toEpochMilli());
                });
    }
}
