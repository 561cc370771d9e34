package hearth.coordinator;

import hearth.coordinator.Duties.Tenure;
import hearth.protocol.JobId;
import hearth.protocol.Sha256;
import hearth.storage.Row;
import hearth.storage.Session;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Removes the bytes that nobody can ask for any more: updates that were refused or came late,
/// repetitions that were compared, and drafts that nobody pays for. Whoever decides that says in
/// the same transaction from when on they may go; what a public log names is never said to
/// (`docs/decisions/0034-what-goes.md`). One thread at a time.
final class Removal {
    private static final System.Logger LOG = System.getLogger(Removal.class.getName());

    /// For which a refused update is kept at most, so that its sender may appeal; it goes before
    /// with what it began with.
    static final Duration APPEALABLE = Duration.ofDays(30);

    /// For which an owner may leave a job unpaid.
    static final Duration UNPAID = Duration.ofDays(7);

    private static final int MOST_BLOBS = 200;
    private static final int MOST_DRAFTS = 2;

    private static final String DRAFTS =
            "SELECT id FROM job WHERE budget = '0' AND created_at <= ? AND owner IS NOT NULL AND"
                    + " state IN ('DRAFT', 'CANCELLED') AND NOT EXISTS (SELECT 1 FROM escrow WHERE"
                    + " escrow.job = job.id) AND NOT EXISTS (SELECT 1 FROM escrow WHERE escrow.job"
                    + " IS NULL AND escrow.manifest = job.manifest AND escrow.closed = 0) ";

    private final Premises premises;

    private Removal(Premises premises) {
        this.premises = premises;
    }

    /// The update of a result that was refused just now, unless its bytes are part of a checkpoint.
    static void refused(Session session, Finals.Entry entry, boolean isAppealable, Instant now) {
        session.update(
                "UPDATE blob SET goes_at = ? WHERE hash = ? AND purpose = 'UPDATE' AND goes_at IS NULL"
                        + " AND NOT EXISTS (SELECT 1 FROM result WHERE sequence = ? AND aggregated ="
                        + " 1)",
                isAppealable ? now.plus(APPEALABLE) : Instant.ofEpochMilli(1),
                entry.update(),
                entry.sequence());
    }

    /// The update of a result that is refused or late for good.
    static void unwanted(Session session, long result) {
        session.update(
                "UPDATE blob SET goes_at = 1 WHERE purpose = 'UPDATE' AND +goes_at IS NULL AND hash ="
                        + " (SELECT update_hash FROM result WHERE sequence = ? AND aggregated = 0)",
                result);
    }

    /// The repetitions of a result about which nothing is left to find out, but for those that are
    /// themselves refused. What the coordinator made itself may be the very same bytes.
    static void compared(Session session, long result) {
        session.update(
                "UPDATE blob SET goes_at = 1 WHERE purpose = 'UPDATE' AND +goes_at IS NULL AND hash IN"
                        + " (SELECT repeated FROM audit WHERE result = ? AND state = 'DONE' UNION"
                        + " SELECT arrived.update_hash FROM audit JOIN result AS arrived ON"
                        + " arrived.lease = audit.lease WHERE audit.result = ? AND audit.state IN"
                        + " ('DONE', 'DROPPED')) AND hash <> (SELECT update_hash FROM result WHERE"
                        + " sequence = ?)",
                result,
                result,
                result);
    }

    /// What was refused of a round whose base is gone can be repeated by nobody.
    static void ofLostBase(Session session, JobId job, int round) {
        session.update(
                "UPDATE blob SET goes_at = 1 WHERE +goes_at > 1 AND hash IN (SELECT update_hash"
                        + " FROM result WHERE job = ? AND round = ? AND state = 'FINAL_BAD')",
                job,
                round);
    }

    /// Keeps the update of a refused result that somebody looks at once more.
    ///
    /// @return false if it is gone
    static boolean keep(Session session, Sha256 update) {
        return session.update(
                        "UPDATE blob SET goes_at = NULL, purpose = CASE purpose WHEN 'PIECE' THEN NULL"
                                + " ELSE purpose END WHERE hash = ? AND (purpose IS NULL OR purpose <>"
                                + " 'GONE') AND (goes_at IS NULL OR goes_at > 0)",
                        update)
                == 1;
    }

    private record Due(Sha256 hash, long at) {
        static Due read(Row row) {
            return new Due(row.hash("hash"), row.number("goes_at"));
        }
    }

    /// Removes some of what may go, unless another coordinator does.
    ///
    /// @return whether there may be more
    static boolean turn(Premises premises) {
        var removal = new Removal(premises);
        return premises.duties().take(Duties.TIDYING).filter(removal::advance).isPresent();
    }

    /// Removes some of what may go. The row says so first: a process that ends between the two does
    /// it again, and meanwhile nobody can name the bytes.
    ///
    /// @return whether there may be more
    private boolean advance(Tenure tenure) {
        var now = premises.clock().instant();
        var database = premises.database();
        var drafts =
                database.ask(
                        s ->
                                s.all(
                                        DRAFTS + "ORDER BY created_at LIMIT ?",
                                        row -> new JobId(row.text("id")),
                                        now.minus(UNPAID),
                                        MOST_DRAFTS));
        for (var draft : drafts) {
            database.change(
                    session -> {
                        tenure.confirm(session);
                        forget(session, draft, now);
                    });
        }
        var due =
                database.ask(
                        s ->
                                s.all(
                                        "SELECT hash, goes_at FROM blob WHERE goes_at <= ? ORDER BY"
                                                + " goes_at LIMIT ?",
                                        Due::read,
                                        now,
                                        MOST_BLOBS));
        if (!due.isEmpty()) {
            remove(database.transaction(session -> begin(session, tenure, due)));
        }
        return due.size() == MOST_BLOBS || drafts.size() == MOST_DRAFTS;
    }

    private static List<Sha256> begin(Session session, Tenure tenure, List<Due> due) {
        tenure.confirm(session);
        var begun = new ArrayList<Sha256>();
        for (var blob : due) {
            int changed =
                    session.update(
                            "UPDATE blob SET goes_at = 0, published = 0 WHERE hash = ? AND goes_at"
                                    + " = ?",
                            blob.hash(),
                            blob.at());
            if (changed == 1) {
                begun.add(blob.hash());
            }
        }
        return begun;
    }

    private void remove(List<Sha256> begun) {
        var gone = new ArrayList<List<Object>>();
        for (var hash : begun) {
            try {
                premises.blobs().remove(hash);
                gone.add(List.of(hash));
            } catch (RuntimeException e) {
                // The next turn tries again from what the row says.
                LOG.log(Level.WARNING, "a blob cannot be removed now", e);
            }
        }
        premises.database()
                .change(
                        session ->
                                session.each(
                                        "UPDATE blob SET goes_at = NULL, purpose = 'GONE' WHERE hash ="
                                                + " ? AND goes_at = 0",
                                        gone));
    }

    /// As if it had never been published: published again it is a new one. Data that others have
    /// brought, too, stays theirs.
    private static void forget(Session session, JobId draft, Instant now) {
        var unpaid =
                session.first(
                        DRAFTS + "AND id = ?", row -> row.text("id"), now.minus(UNPAID), draft);
        if (unpaid.isEmpty()) {
            return;
        }
        session.update(
                "UPDATE blob SET goes_at = 1 WHERE purpose = 'PIECE' AND hash IN (SELECT hash FROM"
                        + " job_piece AS own WHERE job = ? AND arrived = 1 AND NOT EXISTS (SELECT 1"
                        + " FROM job_piece AS other WHERE other.hash = own.hash AND other.job <>"
                        + " own.job AND other.arrived = 1))",
                draft);
        session.update(
                "UPDATE blob SET goes_at = 1 WHERE purpose = 'MANIFEST' AND hash = (SELECT manifest"
                        + " FROM job WHERE id = ?)",
                draft);
        session.update("DELETE FROM question WHERE job = ?", draft);
        session.update("DELETE FROM shard WHERE job = ?", draft);
        session.update("DELETE FROM job_piece WHERE job = ?", draft);
        session.first(
                        "DELETE FROM job WHERE id = ? RETURNING state",
                        row -> row.text("state"),
                        draft)
                .filter(state -> state.equals("CANCELLED"))
                .ifPresent(state -> Tallies.add(session, Tallies.Kind.JOB, state, -1));
    }
}
