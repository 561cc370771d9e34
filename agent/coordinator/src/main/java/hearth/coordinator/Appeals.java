package hearth.coordinator;

import hearth.coordinator.JobBooks.Book;
import hearth.coordinator.aggregation.RepeatCheck;
import hearth.coordinator.aggregation.RepeatCheck.Likeness;
import hearth.protocol.AppealGrounds;
import hearth.protocol.DeviceId;
import hearth.protocol.JobId;
import hearth.protocol.LeaseId;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.Row;
import hearth.storage.Session;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `WANTED → UPHELD | DISMISSED`: a device says that a refused result was honest work, and the
/// coordinator repeats the lease itself. If that gives the same, the result is paid, what the
/// refusal took goes back, and the standing is as if it had not been. One that the coordinator
/// cannot repeat is DISMISSED without a distance: the result stays unpaid, but what was taken for
/// it goes back (`docs/decisions/0008-appeals.md`). Filing belongs to the request, `workOnce` to
/// the evaluator's thread.
final class Appeals {
    /// What an account may have waiting at once, and what it may lose in [#MEMORY] before it has to
    /// wait.
    private static final int MOST_WAITING = 1;

    private static final int MOST_DISMISSED = 3;
    private static final Duration MEMORY = Duration.ofDays(30);

    /// That are decided before one that is filed, because accounts cost nothing.
    private static final int MOST_BEFORE = 256;

    private static final int MOST_OF_A_JOB = 64;

    /// So long those about the open round of a paused job wait that it goes on.
    private static final Duration LONGEST_PAUSE = Duration.ofDays(30);

    private static final String WAITING =
            "FROM appeal JOIN result ON result.sequence = appeal.result JOIN round ON round.job ="
                    + " result.job AND round.number = result.round WHERE appeal.state = 'WANTED' ";
    private static final String DECIDABLE = "AND round.state = 'PUBLISHED' ";
    private static final String UNDECIDABLE = "AND round.state <> 'PUBLISHED' AND result.job = ? ";
    private static final String ACCEPTED =
            "(SELECT coalesce(sum(accepted), 0) FROM standing WHERE standing.device ="
                    + " appeal.device)";
    private static final String BEFORE = ACCEPTED + " >= ?";

    private final Premises premises;
    private final Manifests manifests;

    Appeals(Premises premises, Manifests manifests) {
        this.premises = premises;
        this.manifests = manifests;
    }

    private record Appeal(long result, LeaseId lease) {
        static Appeal read(Row row) {
            return new Appeal(row.number("result"), new LeaseId(row.text("lease")));
        }
    }

    /// Takes an appeal; once more finds it.
    Answer<LeaseId> file(DeviceId device, LeaseId lease) {
        var now = premises.clock().instant();
        return premises.database().transaction(session -> file(session, device, lease, now));
    }

    private Answer<LeaseId> file(Session session, DeviceId device, LeaseId lease, Instant now) {
        var held = Leases.find(session, lease).filter(h -> h.device().equals(device));
        var result = Results.find(session, lease);
        if (held.isEmpty() || result.isEmpty()) {
            return Answer.refused(Refusal.NO_SUCH_LEASE);
        }
        if (isKnown(session, result.get().sequence())) {
            return Answer.done(lease);
        }
        var reason =
                session.first(
                                "SELECT reason FROM result WHERE sequence = ? AND state ="
                                        + " 'FINAL_BAD'",
                                row -> row.optionalText("reason"),
                                result.get().sequence())
                        .flatMap(found -> found);
        var manifest = manifests.of(held.get().lease().manifest());
        if (reason.filter(AppealGrounds::isDoubtful).isEmpty()
                || manifest.inference().isPresent()
                || !Manifests.isRepeatable(manifest)
                || wasRepeatedHere(session, result.get())) {
            return Answer.refused(Refusal.NOT_APPEALABLE);
        }
        if (!premises.blobs().contains(held.get().lease().base())) {
            return Answer.refused(Refusal.APPEAL_TOO_LATE);
        }
        var job = held.get().lease().job();
        var account = result.get().account();
        if (hasLostTooMany(session, account, now) || isTooMany(session, held.get(), account)) {
            return Answer.refused(Refusal.TOO_MANY_APPEALS);
        }
        if (!JobBooks.move(session, job, Book.AVAILABLE, Book.RESERVED, result.get().pay())) {
            return Answer.refused(Refusal.NO_BUDGET);
        }
        if (!Removal.keep(session, result.get().update())) {
            Leases.returnPay(session, job, result.get().pay());
            return Answer.refused(Refusal.APPEAL_TOO_LATE);
        }
        session.update(
                "INSERT INTO appeal (result, device, account, state, filed_at, attempts) VALUES"
                        + " (?, ?, ?, 'WANTED', ?, 0)",
                result.get().sequence(),
                device,
                result.get().account(),
                now);
        return Answer.done(lease);
    }

    private static boolean isKnown(Session session, long result) {
        return session.count("SELECT count(*) AS n FROM appeal WHERE result = ?", result) > 0;
    }

    /// Whether the verdict is already the coordinator's own.
    private static boolean wasRepeatedHere(Session session, Results.Waiting result) {
        return session.count(
                        "SELECT count(*) AS n FROM audit AS own WHERE own.auditor IS NULL AND"
                                + " own.state = 'DONE' AND (own.result = ? OR own.result IN (SELECT"
                                + " audit.result FROM audit WHERE audit.lease = ?))",
                        result.sequence(),
                        result.lease())
                > 0;
    }

    private static boolean hasLostTooMany(Session session, String account, Instant now) {
        return session.count(
                        "SELECT count(*) AS n FROM appeal WHERE account = ? AND state ="
                                + " 'DISMISSED' AND distance IS NOT NULL AND filed_at > ?",
                        account,
                        now.minus(MEMORY))
                >= MOST_DISMISSED;
    }

    /// Who has done accepted work is decided first, so only those who have done as much are in the
    /// way. And what waits for a round that is not published is nobody's work yet and may never be:
    /// it is in the way within its own job only.
    private static boolean isTooMany(Session session, Leases.Held held, String account) {
        var job = held.lease().job();
        long accepted =
                session.count(
                        "SELECT coalesce(sum(accepted), 0) AS n FROM standing WHERE device = ?",
                        held.device());
        boolean isDecidable =
                session.count(
                                "SELECT count(*) AS n FROM round WHERE job = ? AND number = ? AND"
                                        + " state = 'PUBLISHED'",
                                job,
                                held.lease().round())
                        > 0;
        long own =
                isDecidable
                        ? waiting(session, DECIDABLE + "AND appeal.account = ?", account)
                        : waiting(session, UNDECIDABLE + "AND appeal.account = ?", job, account);
        return own >= MOST_WAITING
                || waiting(session, "AND result.job = ? AND " + BEFORE, job, accepted)
                        >= MOST_OF_A_JOB
                || (isDecidable
                        && waiting(session, DECIDABLE + "AND " + BEFORE, accepted) >= MOST_BEFORE);
    }

    private static long waiting(Session session, String which, Object... values) {
        return session.count("SELECT count(*) AS n " + WAITING + which, values);
    }

    /// Decides one appeal, first those of devices with the most accepted results. A good result
    /// belongs to a published round, so an appeal waits for that.
    ///
    /// @return false if none waits
    boolean workOnce(Evaluator evaluator) {
        var now = premises.clock().instant();
        var over = premises.database().ask(session -> ofPausedJobs(session, now));
        if (!over.isEmpty()) {
            premises.database().change(session -> retire(session, over));
        }
        var next =
                premises.database()
                        .ask(
                                session ->
                                        session.first(
                                                "SELECT appeal.result, result.lease "
                                                        + WAITING
                                                        + DECIDABLE
                                                        + "AND retry_at <= ? ORDER BY "
                                                        + ACCEPTED
                                                        + " DESC, filed_at, appeal.result LIMIT 1",
                                                Appeal::read,
                                                now));
        next.ifPresent(appeal -> decide(appeal, evaluator));
        return next.isPresent();
    }

    private static List<Appeal> ofPausedJobs(Session session, Instant now) {
        return session.all(
                "SELECT appeal.result, result.lease "
                        + WAITING
                        + "AND round.state <> 'PUBLISHED' AND filed_at <= ? AND EXISTS (SELECT 1"
                        + " FROM job WHERE job.id = result.job AND job.state = 'PAUSED')",
                Appeal::read,
                now.minus(LONGEST_PAUSE));
    }

    private void decide(Appeal appeal, Evaluator evaluator) {
        var held = premises.database().read(s -> Leases.find(s, appeal.lease())).orElseThrow();
        var manifest = manifests.of(held.lease().manifest());
        double distance;
        try {
            int steps = Part.of(held, manifest).steps();
            byte[] file = evaluator.repeat(manifest, held.lease(), steps, premises.blobs());
            var sent = premises.blobs().view(held.committed().orElseThrow()).orElseThrow();
            distance =
                    RepeatCheck.distance(
                            UpdateInspection.values(manifest, held.lease(), sent),
                            UpdateInspection.values(manifest, held.lease(), ByteBuffer.wrap(file)),
                            manifest.parameters());
        } catch (RuntimeException e) {
            // Whatever else it was, it counts as an attempt, so that no appeal is tried for ever.
            if (!Evaluator.isClosed(e)) {
                premises.database().change(session -> failed(session, appeal));
            }
            throw e;
        }
        var check = new RepeatCheck(manifest.verification().repeat().orElseThrow());
        boolean isRight = check.of(distance) != Likeness.OTHER;
        premises.database()
                .change(
                        session -> {
                            close(session, appeal, isRight ? "UPHELD" : "DISMISSED", distance);
                            if (isRight) {
                                uphold(session, appeal);
                            } else {
                                giveBack(session, appeal);
                            }
                        });
    }

    private void failed(Session session, Appeal appeal) {
        session.update(
                "UPDATE appeal SET attempts = attempts + 1 WHERE result = ? AND state = 'WANTED'",
                appeal.result());
        long attempts =
                session.count("SELECT attempts AS n FROM appeal WHERE result = ?", appeal.result());
        var again = OwnAttempts.next((int) attempts, premises.clock().instant());
        if (again.isPresent()) {
            session.update(
                    "UPDATE appeal SET retry_at = ? WHERE result = ?",
                    again.get(),
                    appeal.result());
            return;
        }
        close(session, appeal, "DISMISSED", Double.NaN);
        giveBack(session, appeal);
        // What was taken rests on the word of others, and nobody can say any more who was right.
        // The result itself stays refused: paid for what nobody confirmed, somebody would send
        // rubbish wherever nothing can be repeated.
        Finals.unslash(session, appeal.result());
    }

    private void close(Session session, Appeal appeal, String state, double distance) {
        int closed =
                session.update(
                        "UPDATE appeal SET state = ?, distance = ?, decided_at = ? WHERE result = ?"
                                + " AND state = 'WANTED'",
                        state,
                        Double.isNaN(distance) ? Optional.empty() : Optional.of(distance),
                        premises.clock().instant(),
                        appeal.result());
        if (closed != 1) {
            throw new IllegalStateException("an appeal is decided once");
        }
    }

    private static void giveBack(Session session, Appeal appeal) {
        Removal.unwanted(session, appeal.result());
        var result = Results.find(session, appeal.result()).orElseThrow();
        var lease = Leases.find(session, result.lease()).orElseThrow().lease();
        Leases.returnPay(session, lease.job(), result.pay());
    }

    /// It counts in its round only where it was aggregated before it was refused: otherwise its
    /// data was given to somebody else.
    private void uphold(Session session, Appeal appeal) {
        var result = Results.find(session, appeal.result()).orElseThrow();
        Results.restore(session, appeal.result());
        var entry = Finals.Entry.of(session, manifests, result);
        Standings.upheld(session, entry.of());
        Finals.accept(session, entry, "SCORED", premises.clock().instant());
        Auditing.publish(session, appeal.result());
        Finals.unslash(session, appeal.result());
    }

    /// Appeals about a round that will not be published are over: nobody is paid for it.
    static void retire(Session session, JobId job, int round) {
        retire(
                session,
                session.all(
                        "SELECT appeal.result, result.lease FROM appeal JOIN result ON"
                                + " result.sequence = appeal.result WHERE result.job = ? AND"
                                + " result.round = ? AND appeal.state = 'WANTED'",
                        Appeal::read,
                        job,
                        round));
    }

    private static void retire(Session session, List<Appeal> over) {
        for (var appeal : over) {
            int retired =
                    session.update(
                            "UPDATE appeal SET state = 'DISMISSED', decided_at = filed_at WHERE"
                                    + " result = ? AND state = 'WANTED'",
                            appeal.result());
            if (retired == 1) {
                giveBack(session, appeal);
            }
        }
    }

    /// Pay that waits for a verdict.
    static List<Wei> reserved(Session session, JobId job) {
        return session.all(
                "SELECT pay FROM result JOIN appeal ON appeal.result = result.sequence WHERE"
                        + " result.job = ? AND appeal.state = 'WANTED'",
                row -> row.wei("pay"),
                job);
    }

    /// With what the leases in question began.
    static List<Sha256> bases(Session session) {
        return session.all(
                "SELECT DISTINCT round.base FROM appeal JOIN result ON result.sequence ="
                        + " appeal.result JOIN round ON round.job = result.job AND round.number ="
                        + " result.round WHERE appeal.state = 'WANTED'",
                row -> row.hash("base"));
    }

    /// What became of it, in the form in which evidence is kept.
    static Optional<String> evidence(Session session, long result) {
        return session.first(
                        "SELECT state, distance, filed_at FROM appeal WHERE result = ?",
                        row -> new Filed(row.text("state"), row.real("distance")),
                        result)
                .map(filed -> evidence(session, filed, result));
    }

    private record Filed(String state, double distance) {}

    private static String evidence(Session session, Filed filed, long result) {
        if (filed.state().equals("WANTED")) {
            long before =
                    session.count(
                            "SELECT count(*) AS n FROM appeal WHERE state = 'WANTED' AND filed_at <"
                                    + " (SELECT filed_at FROM appeal WHERE result = ?)",
                            result);
            return "appeals-before " + before;
        }
        return filed.distance() == 0 && filed.state().equals("DISMISSED")
                ? "appeal not repeated"
                : String.format(Locale.ROOT, "appeal-distance %.4f", filed.distance());
    }
}
