package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.LeaseId;
import hearth.protocol.Sha256;
import hearth.storage.Row;
import hearth.storage.Session;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// `WANTED → DRAWN(auditor, until) → LEASED(lease) → DONE(distance)`; a device that does not come
/// or whose lease ends puts it back to WANTED; where nobody else can, `WANTED → OWN → DONE` is the
/// coordinator's; `DROPPED` is one that nobody does. Each repeats one result.
final class Audits {
    /// Beyond the tokens of all shards.
    static final long FIRST_TOKEN = 1L << 40;

    private static final String AGAIN =
            "UPDATE audit SET state = 'WANTED', missed = missed || ' ' || auditor_account, auditor ="
                    + " NULL, auditor_account = NULL, lease = NULL, until = NULL ";

    /// @param run 1 for the first repetition of a result
    /// @param account whose result is repeated, and who therefore never repeats it
    /// @param repeated update of the repetition
    /// @param distance of the result to it
    /// @param draws how often somebody was drawn for it
    /// @param missed accounts that were and did not send it, each with a blank before
    record Audit(
            long id,
            long result,
            int run,
            boolean isCanary,
            String state,
            String account,
            Optional<DeviceId> auditor,
            Optional<LeaseId> lease,
            Optional<Sha256> repeated,
            double distance,
            Instant wantedAt,
            int draws,
            String missed) {
        boolean isOwn() {
            return auditor.isEmpty();
        }

        boolean isDone() {
            return state.equals("DONE");
        }

        /// The same once it is compared.
        Audit done(Sha256 update, double apart) {
            return new Audit(
                    id,
                    result,
                    run,
                    isCanary,
                    "DONE",
                    account,
                    auditor,
                    lease,
                    Optional.of(update),
                    apart,
                    wantedAt,
                    draws,
                    missed);
        }
    }

    private Audits() {}

    static void want(
            Session session, long result, int run, boolean canary, String account, Instant now) {
        session.update(
                "INSERT INTO audit (result, run, kind, state, account, wanted_at)"
                        + " VALUES (?, ?, ?, 'WANTED', ?, ?)",
                result,
                run,
                canary ? "CANARY" : "CHECK",
                account,
                now);
    }

    /// A repetition that is the coordinator's own from the start.
    static void wantOwn(
            Session session, long result, int run, boolean canary, String account, Instant now) {
        session.update(
                "INSERT INTO audit (result, run, kind, state, account, wanted_at)"
                        + " VALUES (?, ?, ?, 'OWN', ?, ?)",
                result,
                run,
                canary ? "CANARY" : "CHECK",
                account,
                now);
    }

    /// Those that wait for an auditor, in the order in which they were wanted. That none of them
    /// has one is said for the index, which then has them in this order.
    ///
    /// @param after number of the last one that is not asked for
    static List<Audit> wanted(Session session, long after, int most) {
        return session.all(
                "SELECT * FROM audit WHERE state = 'WANTED' AND auditor IS NULL AND id > ? ORDER BY"
                        + " auditor, id LIMIT ?",
                Audits::read,
                after,
                most);
    }

    /// The coordinator's own that waits longest, but for those that failed a while ago only.
    static Optional<Audit> own(Session session, Instant now) {
        return session.first(
                "SELECT * FROM audit WHERE state = 'OWN' AND auditor IS NULL AND retry_at <= ?"
                        + " ORDER BY auditor, id LIMIT 1",
                Audits::read,
                now);
    }

    /// How many of the coordinator's own wait.
    static long own(Session session) {
        return session.count(
                "SELECT count(*) AS n FROM audit WHERE state = 'OWN' AND auditor IS NULL");
    }

    /// Counts an attempt of the coordinator to repeat or to compare that failed.
    ///
    /// @return whether it was the last one
    static boolean failed(Session session, Audit audit, Instant now) {
        session.update("UPDATE audit SET attempts = attempts + 1 WHERE id = ?", audit.id());
        long failed = session.count("SELECT attempts AS n FROM audit WHERE id = ?", audit.id());
        var again = OwnAttempts.next((int) failed, now);
        session.update(
                "UPDATE audit SET retry_at = ? WHERE id = ?",
                again.orElse(now.plus(OwnAttempts.LONGEST_PAUSE)),
                audit.id());
        return again.isEmpty();
    }

    static List<Audit> of(Session session, long result) {
        return session.all(
                "SELECT * FROM audit WHERE result = ? ORDER BY kind, run", Audits::read, result);
    }

    /// What a device was drawn for.
    static Optional<Audit> drawn(Session session, DeviceId device, String account) {
        return session.first(
                "SELECT * FROM audit WHERE state = 'DRAWN' AND auditor = ? AND auditor_account = ?"
                        + " ORDER BY id LIMIT 1",
                Audits::read,
                device,
                account);
    }

    /// Those whose repetition has arrived, but for those that could not be compared a while ago.
    static List<Audit> arrived(Session session, Instant now) {
        return session.all(
                "SELECT audit.* FROM audit JOIN result ON result.lease = audit.lease WHERE"
                        + " audit.state = 'LEASED' AND result.state IN ('STATIC_OK', 'FINAL_BAD')"
                        + " AND retry_at <= ? ORDER BY +id",
                Audits::read,
                now);
    }

    /// Whether what was sent is an update.
    static boolean hasArrived(Session session, Audit audit) {
        var arrived = Results.find(session, audit.lease().orElseThrow()).orElseThrow();
        return arrived.state().equals("STATIC_OK");
    }

    /// Those whose lease ended without a result.
    static List<Audit> ended(Session session) {
        return session.all(
                "SELECT * FROM audit WHERE state = 'LEASED' AND EXISTS (SELECT 1 FROM lease WHERE"
                        + " lease.id = audit.lease AND lease.state IN ('EXPIRED', 'REVOKED'))",
                Audits::read);
    }

    private static Audit read(Row row) {
        return new Audit(
                row.number("id"),
                row.number("result"),
                row.integer("run"),
                row.text("kind").equals("CANARY"),
                row.text("state"),
                row.text("account"),
                row.optionalText("auditor").map(DeviceId::new),
                row.optionalText("lease").map(LeaseId::new),
                row.optionalHash("repeated"),
                row.real("distance"),
                row.instant("wanted_at"),
                row.integer("draws"),
                row.text("missed"));
    }

    /// Gives up on devices that did not come in time and on leases that ended without a result.
    static void recall(Session session, Instant now) {
        session.update(
                AGAIN
                        + "WHERE state IN ('DRAWN', 'LEASED') AND ((state = 'DRAWN' AND until <= ?)"
                        + " OR (state = 'LEASED' AND EXISTS (SELECT 1 FROM lease WHERE lease.id ="
                        + " audit.lease AND lease.state IN ('EXPIRED', 'REVOKED'))))",
                now);
    }

    static void again(Session session, Audit audit) {
        session.update(AGAIN + "WHERE id = ? AND state = 'LEASED'", audit.id());
    }

    /// Owners that do not repeat a result: whose it is, who did before, and who was to and did not.
    static Set<String> excluded(Session session, Audit audit) {
        var excluded =
                new HashSet<>(
                        session.all(
                                "SELECT auditor_account FROM audit WHERE result = ? AND"
                                        + " auditor_account IS NOT NULL",
                                row -> row.text("auditor_account"),
                                audit.result()));
        excluded.add(audit.account());
        excluded.addAll(List.of(audit.missed().strip().split(" ")));
        return excluded;
    }

    /// @return false if it is paid to somebody else by now
    static boolean draw(Session session, Audit audit, Auditors.Candidate auditor, Instant until) {
        return session.update(
                        "UPDATE audit SET state = 'DRAWN', draws = draws + 1, auditor = ?, auditor_account = ?, until"
                                + " = ? WHERE id = ? AND state = 'WANTED' AND EXISTS (SELECT 1 FROM"
                                + " device WHERE id = ? AND payout = ?)",
                        auditor.device(),
                        auditor.account(),
                        until,
                        audit.id(),
                        auditor.device(),
                        auditor.account())
                == 1;
    }

    static void lease(Session session, Audit audit, LeaseId lease) {
        session.update(
                "UPDATE audit SET state = 'LEASED', lease = ? WHERE id = ? AND state = 'DRAWN'",
                lease,
                audit.id());
    }

    /// @param to `OWN` or `DROPPED`
    static void withdraw(Session session, Audit audit, String to) {
        int changed =
                session.update(
                        "UPDATE audit SET state = ?, auditor = NULL, auditor_account = NULL WHERE id"
                                + " = ? AND state IN ('WANTED', 'DRAWN', 'OWN')",
                        to,
                        audit.id());
        if (changed == 1 && to.equals("DROPPED")) {
            Tallies.add(session, Tallies.Kind.AUDIT, to, 1);
        }
    }

    /// Nobody can say any more what it found.
    ///
    /// @return false if it is over already
    static boolean drop(Session session, Audit audit) {
        int changed =
                session.update(
                        "UPDATE audit SET state = 'DROPPED' WHERE id = ? AND state IN ('LEASED',"
                                + " 'OWN')",
                        audit.id());
        if (changed == 1) {
            Tallies.add(session, Tallies.Kind.AUDIT, "DROPPED", 1);
        }
        return changed == 1;
    }

    /// @return false if it is over already
    static boolean done(Session session, Audit audit) {
        int changed =
                session.update(
                        "UPDATE audit SET state = 'DONE', repeated = ?, distance = ? WHERE id = ?"
                                + " AND state IN ('LEASED', 'OWN')",
                        audit.repeated(),
                        audit.distance(),
                        audit.id());
        if (changed != 1) {
            return false;
        }
        Tallies.add(session, Tallies.Kind.AUDIT, "DONE", 1);
        boolean isFirst =
                session.count(
                                "SELECT count(*) AS n FROM audit WHERE result = ? AND kind ="
                                        + " 'CHECK' AND state = 'DONE'",
                                audit.result())
                        == 1;
        if (isFirst && !audit.isCanary()) {
            Tallies.add(session, Tallies.Kind.REPEATED, Tallies.CHECK, 1);
        }
        return true;
    }

    /// What a result was found to be, in the form in which evidence is kept.
    static Optional<String> evidence(Session session, long result) {
        return session.first(
                "SELECT distance, state, attempts FROM audit WHERE result = ? AND kind = 'CHECK' AND"
                        + " state IN ('DONE', 'DROPPED') ORDER BY run DESC LIMIT 1",
                row ->
                        row.text("state").equals("DONE")
                                ? String.format(Locale.ROOT, "distance %.4f", row.real("distance"))
                                : whyNot(row.integer("attempts")),
                result);
    }

    private static String whyNot(int attempts) {
        return attempts == 0
                ? "not repeated: nobody else was there"
                : "not repeated: the coordinator failed " + attempts + " times";
    }
}
