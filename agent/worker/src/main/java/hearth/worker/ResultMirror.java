package hearth.worker;

import hearth.protocol.Json;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages.Earnings;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Messages.Standings;
import hearth.protocol.Wei;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The coordinator's word on this device's results and earnings, kept so that it can be read while
/// the coordinator is away. A result that it does not list any more goes, unless there is a receipt
/// for it: then it stays, as what was said of work that somebody signed for, and counts for nothing
/// that is asked or looked for.
final class ResultMirror {
    private static final Earnings NOTHING =
            new Earnings(Wei.ZERO, Wei.ZERO, Wei.ZERO, Wei.ZERO, 0, 0);

    /// In the evidence of a result about which there is one that was not decided.
    private static final String APPEAL = "appeals-before ";

    /// At the usual 450 bytes the work of five years.
    static final long MOST_BYTES = 128L << 20;

    private static final int MOST_TEXT = 4096;

    // What is written in `open`; 2 is what the coordinator does not list any more.
    private static final int SETTLED = 0;
    private static final int OPEN = 1;

    private final JournalFile file;
    private final long mostBytes;
    private boolean mayHoldWithdrawn = true;

    ResultMirror(JournalFile file) {
        this(file, MOST_BYTES);
    }

    /// @param mostBytes that results take in the journal
    ResultMirror(JournalFile file, long mostBytes) {
        this.file = file;
        this.mostBytes = mostBytes;
    }

    /// Whether results are of a size that an honest coordinator's are, and there is room for them:
    /// one that lies would fill the disk and the screen.
    boolean fits(List<ResultView> results) {
        long length = 0;
        for (var result : results) {
            long one = Json.bytes(result).length;
            if (one > MOST_TEXT) {
                return false;
            }
            length += one;
        }
        var sequences = Json.text(results.stream().map(ResultView::sequence).toList());
        boolean areAllHere =
                number(
                                "SELECT COUNT(*) FROM result WHERE sequence IN"
                                        + " (SELECT value FROM json_each(?))",
                                s -> s.setString(1, sequences))
                        == results.size();
        return areAllHere
                || number("SELECT COALESCE(SUM(OCTET_LENGTH(result)), 0) FROM result", s -> {})
                                + length
                        <= mostBytes;
    }

    /// Withdraws what is here and the coordinator does not list any more.
    ///
    /// @param found all that it lists after that sequence number, or the first of them, in order
    /// @return whether it lists the first of those that are here
    boolean agree(long after, List<ResultView> found) {
        long upTo = found.isEmpty() ? Long.MAX_VALUE : found.getLast().sequence();
        var told = found.stream().map(r -> r.sequence() + ":" + r.lease()).toList();
        return file.transact(
                () -> {
                    var first =
                            file.rows(
                                    """
                                    SELECT sequence || ':' || json_extract(result, '$.lease')
                                        FROM result WHERE sequence > ? AND open <> 2
                                        ORDER BY sequence LIMIT 1""",
                                    s -> s.setLong(1, after),
                                    r -> r.getString(1));
                    int withdrawn =
                            file.change(
                                    """
                                    UPDATE result SET open = 2
                                        WHERE sequence > ? AND sequence <= ? AND open <> 2
                                        AND sequence || ':' || json_extract(result, '$.lease')
                                            NOT IN (SELECT value FROM json_each(?))""",
                                    s -> {
                                        s.setLong(1, after);
                                        s.setLong(2, upTo);
                                        s.setString(3, Json.text(told));
                                    });
                    if (withdrawn > 0) {
                        dropWithdrawn();
                    }
                    return first.isEmpty() || told.contains(first.getFirst());
                });
    }

    /// One lease has one result.
    private void dropWithdrawn() throws SQLException {
        file.change(
                """
                DELETE FROM result WHERE open = 2 AND (
                    json_extract(result, '$.lease') NOT IN (SELECT lease FROM receipt)
                    OR json_extract(result, '$.lease') IN
                        (SELECT json_extract(result, '$.lease') FROM result WHERE open <> 2))""",
                s -> {});
        mayHoldWithdrawn =
                !file.rows("SELECT 1 FROM result WHERE open = 2 LIMIT 1", s -> {}, r -> r.getInt(1))
                        .isEmpty();
    }

    void keep(List<ResultView> results) {
        file.transact(
                () -> {
                    for (var result : results) {
                        reopen(result);
                        file.change(
                                "INSERT OR REPLACE INTO result"
                                        + " (sequence, received_ms, open, result) VALUES (?, ?, ?, ?)",
                                s -> {
                                    s.setLong(1, result.sequence());
                                    s.setLong(2, result.receivedAt().toEpochMilli());
                                    s.setInt(3, mayChange(result) ? OPEN : SETTLED);
                                    s.setString(4, Json.text(result));
                                });
                    }
                    if (mayHoldWithdrawn) {
                        dropWithdrawn();
                    }
                    return true;
                });
    }

    /// With a refused result that turned out good, what was slashed for it comes back.
    private void reopen(ResultView result) throws SQLException {
        boolean wasRefused =
                result.state().equals("FINAL_OK")
                        && !file.rows(
                                        "SELECT 1 FROM result WHERE sequence = ? AND"
                                                + " json_extract(result, '$.state') = 'FINAL_BAD'",
                                        s -> s.setLong(1, result.sequence()),
                                        r -> r.getInt(1))
                                .isEmpty();
        if (wasRefused) {
            file.change(
                    "UPDATE result SET open = 1 WHERE json_extract(result, '$.ledger') = 'SLASHED'",
                    s -> {});
        }
    }

    /// A result is settled when its pay was released or slashed, or when it was refused, nothing
    /// is owed and no appeal waits.
    private static boolean mayChange(ResultView result) {
        return result.ledger()
                .map(l -> l.equals("HELD"))
                .orElse(
                        !isRefused(result)
                                || result.evidence().filter(e -> e.contains(APPEAL)).isPresent());
    }

    /// There is an appeal about the result of a lease: it may change.
    void open(LeaseId lease) {
        file.write(
                "UPDATE result SET open = 1 WHERE json_extract(result, '$.lease') = ?",
                s -> s.setString(1, lease.value()));
    }

    static boolean isRefused(ResultView result) {
        return result.state().equals("FINAL_BAD") || result.state().equals("LATE");
    }

    /// The sequence number after which results are to be read again: before the first that may
    /// change, else before the last that is here.
    long settledUpTo() {
        return number(
                """
                SELECT COALESCE(MIN(sequence), (SELECT MAX(sequence) FROM result WHERE open <> 2), 1)
                    - 1 FROM result WHERE open = 1""",
                s -> {});
    }

    /// The sequence number before that of an earlier result.
    ///
    /// @param back how many further back; before the first there is 0
    long before(long after, int back) {
        return number(
                """
                SELECT COALESCE(MIN(sequence), 1) - 1 FROM (SELECT sequence FROM result
                    WHERE sequence <= ? AND open <> 2 ORDER BY sequence DESC LIMIT ?)""",
                s -> {
                    s.setLong(1, after);
                    s.setInt(2, back);
                });
    }

    /// Sequence number of the newest result that the coordinator lists; 0 where there is none.
    long newest() {
        return number("SELECT COALESCE(MAX(sequence), 0) FROM result WHERE open <> 2", s -> {});
    }

    private long number(String sql, JournalFile.Binder binder) {
        return file.rows(sql, binder, r -> r.getLong(1)).getFirst();
    }

    /// Oldest first.
    List<ResultView> after(long sequence, int limit) {
        return file.rows(
                "SELECT result FROM result WHERE sequence > ? ORDER BY sequence LIMIT ?",
                s -> {
                    s.setLong(1, sequence);
                    s.setInt(2, limit);
                },
                r -> Json.read(r.getString(1), ResultView.class));
    }

    /// Newest first.
    List<ResultView> newest(int limit) {
        return file.rows(
                "SELECT result FROM result ORDER BY sequence DESC LIMIT ?",
                s -> s.setInt(1, limit),
                r -> Json.read(r.getString(1), ResultView.class));
    }

    List<ResultView> since(Instant from) {
        return file.rows(
                "SELECT result FROM result WHERE received_ms >= ?",
                s -> s.setLong(1, from.toEpochMilli()),
                r -> Json.read(r.getString(1), ResultView.class));
    }

    /// After which result those that are settled are looked at again next.
    long lookedAt() {
        return kept("results-looked-at", Long.class).orElse(0L);
    }

    void lookedAt(long sequence) {
        keep("results-looked-at", sequence);
    }

    Earnings earnings() {
        return kept("earnings", Earnings.class).orElse(NOTHING);
    }

    void keep(Earnings earnings) {
        keep("earnings", earnings);
    }

    /// Empty before the coordinator told.
    Optional<Standings> standings() {
        return kept("standings", Standings.class);
    }

    void keep(Standings standings) {
        keep("standings", standings);
    }

    private <T> Optional<T> kept(String name, Class<T> type) {
        return file
                .rows(
                        "SELECT value FROM setting WHERE name = ?",
                        s -> s.setString(1, name),
                        r -> Json.read(r.getString(1), type))
                .stream()
                .findFirst();
    }

    private void keep(String name, Object value) {
        file.write(
                "INSERT INTO setting (name, value) VALUES (?, ?)"
                        + " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                s -> {
                    s.setString(1, name);
                    s.setString(2, Json.text(value));
                });
    }
}
