package hearth.coordinator;

import hearth.protocol.JobId;
import hearth.protocol.Manifest;
import hearth.protocol.OwnerMessages.AnswerList;
import hearth.protocol.OwnerMessages.Books;
import hearth.protocol.OwnerMessages.Funding;
import hearth.protocol.OwnerMessages.Link;
import hearth.protocol.OwnerMessages.OwnedJob;
import hearth.protocol.OwnerMessages.Provenance;
import hearth.storage.Row;
import hearth.storage.Session;

import java.math.BigDecimal;
import java.util.Optional;

/// Jobs as their owners see them, and what owners may wish for.
final class OwnedJobs {
    private final Premises premises;
    private final Manifests manifests;
    private final Jobs jobs;

    OwnedJobs(Premises premises, Manifests manifests, Jobs jobs) {
        this.premises = premises;
        this.manifests = manifests;
        this.jobs = jobs;
    }

    Answer<OwnedJob> of(JobId job) {
        return premises.database()
                .read(
                        session ->
                                session.first(
                                                "SELECT * FROM job WHERE id = ?",
                                                row -> Answer.done(view(session, job, row)),
                                                job)
                                        .orElseGet(() -> Answer.refused(Refusal.NO_SUCH_JOB)));
    }

    private OwnedJob view(Session session, JobId job, Row row) {
        var manifest = manifests.of(row.hash("manifest"));
        return new OwnedJob(
                job,
                row.text("state"),
                manifest.title(),
                row.hash("manifest"),
                (int)
                        session.count(
                                "SELECT count(*) AS n FROM round WHERE job = ? AND state ="
                                        + " 'PUBLISHED'",
                                job),
                manifest.training().rounds(),
                results(session, job, "state IN ('FINAL_OK', 'AUDIT_WAIT')"),
                results(session, job, "state = 'FINAL_BAD'"),
                Publications.missing(session, job).size(),
                books(row),
                funding(session, job),
                measured(session, job, "number = 0", "held_out_loss").map(BigDecimal::new),
                newest(session, job, "held_out_loss").map(BigDecimal::new),
                newest(session, job, "accuracy").map(BigDecimal::new),
                newest(session, job, "sample"),
                session.first(
                        "SELECT hash FROM checkpoint WHERE job = ? ORDER BY number DESC LIMIT 1",
                        r -> r.hash("hash"),
                        job),
                row.optionalText("problem").or(() -> expired(row, manifest)),
                manifest.inference().map(asked -> Questions.asked(session, job, asked)));
    }

    /// A draft that nobody may pay for any more waits for its removal.
    private Optional<String> expired(Row row, Manifest manifest) {
        return Optional.of(Jobs.EXPIRED)
                .filter(_ -> row.text("state").equals("DRAFT"))
                .filter(_ -> manifest.isExpired(premises.clock().instant()));
    }

    /// What the model answered so far.
    Answer<AnswerList> answers(JobId job) {
        return premises.database()
                .read(
                        session ->
                                session.first(
                                                "SELECT manifest FROM job WHERE id = ?",
                                                row -> manifests.of(row.hash("manifest")),
                                                job)
                                        .flatMap(Manifest::inference)
                                        .map(
                                                asked ->
                                                        Answer.done(
                                                                Questions.list(
                                                                        session, job, asked)))
                                        .orElseGet(() -> Answer.refused(Refusal.NO_SUCH_JOB)));
    }

    /// The budget of a job, or else what its owner paid for its manifest and no job took: of one
    /// that was cancelled or expired before the money was seen, or too little.
    private static Optional<Funding> funding(Session session, JobId job) {
        return session.first(
                        "SELECT id, budget, settled, closes_at, closed FROM escrow WHERE job = ?",
                        OwnedJobs::funding,
                        job)
                .or(
                        () ->
                                session.first(
                                        "SELECT escrow.id, escrow.budget, settled, closes_at, closed"
                                                + " FROM job JOIN job_owner ON job_owner.key ="
                                                + " job.owner JOIN escrow ON escrow.manifest ="
                                                + " job.manifest AND escrow.account ="
                                                + " job_owner.account AND escrow.job IS NULL WHERE"
                                                + " job.id = ? ORDER BY closed, escrow.id DESC LIMIT"
                                                + " 1",
                                        OwnedJobs::funding,
                                        job));
    }

    private static Funding funding(Row row) {
        return new Funding(
                row.number("id"),
                row.wei("budget"),
                row.wei("settled"),
                row.instant("closes_at"),
                row.number("closed") == 1);
    }

    static Books books(Row row) {
        return new Books(
                row.wei("budget"),
                row.wei("available"),
                row.wei("reserved"),
                row.wei("held"),
                row.wei("released"),
                row.wei("slashed"),
                row.wei("refunded"));
    }

    private static long results(Session session, JobId job, String which) {
        return session.count(
                "SELECT count(*) AS n FROM result WHERE job = ? AND role = 'TRAIN' AND " + which,
                job);
    }

    private static Optional<String> newest(Session session, JobId job, String column) {
        return measured(session, job, "held_out_loss IS NOT NULL", column);
    }

    private static Optional<String> measured(
            Session session, JobId job, String which, String column) {
        return session.first(
                        "SELECT "
                                + column
                                + " AS value FROM checkpoint WHERE job = ? AND "
                                + which
                                + " ORDER BY number DESC LIMIT 1",
                        row -> row.optionalText("value"),
                        job)
                .flatMap(value -> value);
    }

    /// Ends a job before its time.
    Answer<OwnedJob> cancel(JobId job) {
        boolean _ = jobs.cancel(job);
        return of(job);
    }

    Answer<OwnedJob> pause(JobId job) {
        boolean _ = jobs.pause(job);
        return of(job);
    }

    Answer<OwnedJob> resume(JobId job) {
        boolean _ = jobs.resume(job);
        return of(job);
    }

    /// The chain of records from the first round to the newest.
    Answer<Provenance> provenance(JobId job) {
        return premises.database()
                .read(
                        session ->
                                session.first(
                                                "SELECT manifest FROM job WHERE id = ?",
                                                row -> Answer.done(chain(session, job, row)),
                                                job)
                                        .orElseGet(() -> Answer.refused(Refusal.NO_SUCH_JOB)));
    }

    private static Provenance chain(Session session, JobId job, Row of) {
        return new Provenance(
                job,
                of.hash("manifest"),
                session.first(
                        "SELECT hash FROM checkpoint WHERE job = ? AND number = 0",
                        row -> row.hash("hash"),
                        job),
                session.all(
                        "SELECT round.number, round.record, checkpoint.hash,"
                                + " checkpoint.held_out_loss, round_log.tx FROM round JOIN"
                                + " checkpoint ON checkpoint.job = round.job AND checkpoint.number"
                                + " = round.number + 1 LEFT JOIN round_log ON round_log.job ="
                                + " round.job AND round_log.round = round.number WHERE round.job = ?"
                                + " AND round.state = 'PUBLISHED' ORDER BY round.number",
                        row ->
                                new Link(
                                        row.integer("number"),
                                        row.hash("record"),
                                        row.hash("hash"),
                                        row.optionalDecimal("held_out_loss"),
                                        row.optionalText("tx")),
                        job));
    }
}
