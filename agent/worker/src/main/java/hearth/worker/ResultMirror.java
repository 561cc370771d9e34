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
/// the coordinator is away.
final class ResultMirror {
    private static final Earnings NOTHING =
            new Earnings(Wei.ZERO, Wei.ZERO, Wei.ZERO, Wei.ZERO, 0, 0);

    /// In the evidence of a result about which there is one that was not decided.
    private static final String APPEAL = "appeals-before ";

    private static final long MOST_RESULTS = 500_000;
    private static final int MOST_TEXT = 4096;

    private final JournalFile file;

    ResultMirror(JournalFile file) {
        this.file = file;
    }

    /// Whether results are of a size that an honest coordinator's are, and there is room for them:
    /// one that lies would fill the disk and the screen.
    boolean fits(List<ResultView> results) {
        long kept = file.rows("SELECT count(*) FROM result", _ -> {}, r -> r.getLong(1)).getFirst();
        return kept + results.size() <= MOST_RESULTS
                && results.stream().allMatch(r -> Json.text(r).length() <= MOST_TEXT);
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
                                    s.setInt(3, mayChange(result) ? 1 : 0);
                                    s.setString(4, Json.text(result));
                                });
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

    /// The sequence number after which results may be new or changed.
    long settledUpTo() {
        return file.rows(
                        """
                        SELECT COALESCE((SELECT MIN(sequence) - 1 FROM result WHERE open = 1),
                            (SELECT MAX(sequence) FROM result), 0)""",
                        s -> {},
                        r -> r.getLong(1))
                .getFirst();
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
