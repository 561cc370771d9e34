package hearth.coordinator;

import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.Session;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/// Postings that have to leave, written in the transaction that decided them. The oldest goes
/// first, because the contract takes epochs in order; a failure waits twice as long each time.
final class Outbox {
    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final int MAX_DOUBLINGS = 10;

    /// @param root 32 bytes
    @SuppressWarnings("ArrayRecordComponent") // on its way to the chain
    record Posting(
            long id,
            long epoch,
            String epochState,
            byte[] root,
            Wei total,
            Sha256 leaves,
            int attempts) {}

    private Outbox() {}

    static void add(Session session, long epoch, Instant now) {
        session.update(
                "INSERT INTO outbox (epoch, created_at, due_at, attempts) VALUES (?, ?, ?, 0)",
                epoch,
                now,
                now);
    }

    /// The oldest posting, if its time has come.
    static Optional<Posting> next(Session session, Instant now) {
        return session.first(
                        "SELECT outbox.id, outbox.due_at, outbox.attempts, epoch.number,"
                                + " epoch.state, epoch.root, epoch.total, epoch.leaves"
                                + " FROM outbox JOIN epoch ON epoch.number = outbox.epoch"
                                + " WHERE done_at IS NULL ORDER BY epoch.number LIMIT 1",
                        row ->
                                row.instant("due_at").isAfter(now)
                                        ? Optional.<Posting>empty()
                                        : Optional.of(
                                                new Posting(
                                                        row.number("id"),
                                                        row.number("number"),
                                                        row.text("state"),
                                                        HexFormat.of().parseHex(row.text("root")),
                                                        row.wei("total"),
                                                        row.hash("leaves"),
                                                        row.integer("attempts"))))
                .flatMap(posting -> posting);
    }

    /// Written before the first byte leaves: from now on the chain may have it.
    static void sending(Session session, Posting posting, Instant now) {
        session.update(
                "UPDATE outbox SET sent_at = ? WHERE id = ? AND sent_at IS NULL",
                now,
                posting.id());
    }

    /// Whether a root of an epoch, or of one after it, was ever on its way.
    static boolean mayBeOut(Session session, long epoch) {
        return session.count(
                        "SELECT count(*) AS n FROM outbox WHERE epoch >= ? AND (sent_at IS NOT NULL"
                                + " OR done_at IS NOT NULL)",
                        epoch)
                > 0;
    }

    /// Epochs whose root was never on the chain, as far as is known: what they released may be held
    /// again, so nobody is told that it is released. Once one was there it is posted again, with
    /// the same bytes, whatever the chain does.
    static Set<Long> neverPosted(Session session) {
        return new HashSet<>(
                session.all(
                        "SELECT epoch FROM outbox WHERE done_at IS NULL AND NOT EXISTS (SELECT 1"
                                + " FROM outbox AS was WHERE was.epoch = outbox.epoch AND"
                                + " was.done_at IS NOT NULL)",
                        row -> row.number("epoch")));
    }

    static void forget(Session session, long epoch) {
        session.update("DELETE FROM outbox WHERE epoch >= ?", epoch);
    }

    static void done(Session session, Posting posting, Instant now) {
        session.update(
                "UPDATE outbox SET done_at = ? WHERE id = ? AND done_at IS NULL",
                now,
                posting.id());
    }

    static void failed(Session session, Posting posting, String answer, Instant now) {
        var wait = FIRST_WAIT.multipliedBy(1L << Math.min(posting.attempts(), MAX_DOUBLINGS));
        session.update(
                "UPDATE outbox SET attempts = attempts + 1, due_at = ?, answer = ?"
                        + " WHERE id = ? AND done_at IS NULL",
                now.plus(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT),
                answer,
                posting.id());
    }
}
