package hearth.coordinator;

import hearth.protocol.JobId;
import hearth.protocol.Sha256;
import hearth.storage.Session;

import java.math.BigDecimal;
import java.util.Optional;

/// Prepares the base of funded jobs, measures the losses and the steps that rounds wait for, and
/// then checkpoints, newest first. Then it repeats leases that nobody else can, and last those
/// about which there is an appeal. What fails keeps nothing waiting: it rests or has its attempts
/// counted. Runs beside the rounds. One thread at a time.
final class Evaluations {
    private record Wanted(JobId job, int number, Sha256 checkpoint) {}

    private final Premises premises;
    private final Manifests manifests;
    private final Jobs jobs;
    private final Evaluator evaluator;
    private final LossScoring scoring;
    private final Auditing auditing;
    private final Appeals appeals;
    private final Pauses<JobId> bases;
    private final Pauses<Wanted> checkpoints;

    Evaluations(
            Premises premises,
            Manifests manifests,
            Jobs jobs,
            Auditing auditing,
            Appeals appeals,
            Evaluator evaluator) {
        this.auditing = auditing;
        this.appeals = appeals;
        this.premises = premises;
        this.manifests = manifests;
        this.jobs = jobs;
        this.evaluator = evaluator;
        this.scoring = new LossScoring(premises, manifests, evaluator);
        this.bases = new Pauses<>(premises.clock());
        this.checkpoints = new Pauses<>(premises.clock());
    }

    /// Does one piece of waiting work.
    ///
    /// @return false if none waits
    boolean workOnce() {
        var funded = jobs.in("FUNDED").stream().filter(job -> !bases.has(job)).findFirst();
        if (funded.isPresent()) {
            bases.attempt(funded.get(), () -> start(funded.get()));
            return true;
        }
        if (scoring.workOnce()) {
            return true;
        }
        var candidate = premises.database().ask(Candidates::waiting);
        if (candidate.isPresent()) {
            weigh(candidate.get());
            return true;
        }
        var wanted = wanted();
        wanted.ifPresent(w -> checkpoints.attempt(w, () -> measure(w)));
        return wanted.isPresent() || auditing.repeatOnce(evaluator) || appeals.workOnce(evaluator);
    }

    private void start(JobId job) {
        var manifest = premises.database().read(session -> manifests.of(session, job));
        jobs.start(job, evaluator.base(manifest, premises.blobs()));
    }

    /// A round waits for it.
    private void weigh(Candidates.Candidate candidate) {
        try {
            var manifest =
                    premises.database().read(session -> manifests.of(session, candidate.job()));
            var before =
                    premises.database()
                            .read(session -> lossOf(session, candidate))
                            .orElseGet(
                                    () ->
                                            evaluator
                                                    .evaluate(
                                                            manifest,
                                                            candidate.base(),
                                                            premises.blobs())
                                                    .heldOutLoss());
            var after = evaluator.evaluate(manifest, candidate.checkpoint(), premises.blobs());
            premises.database().change(s -> Candidates.measured(s, candidate, before, after));
        } catch (RuntimeException e) {
            // Whatever else it was, it counts as an attempt, so that no round waits for ever.
            if (!Evaluator.isClosed(e)) {
                premises.database().change(s -> Candidates.failed(s, candidate));
            }
            throw e;
        }
    }

    private static Optional<BigDecimal> lossOf(Session session, Candidates.Candidate candidate) {
        return session.first(
                        "SELECT held_out_loss FROM checkpoint WHERE job = ? AND number = ?",
                        row -> row.optionalText("held_out_loss").map(BigDecimal::new),
                        candidate.job(),
                        candidate.round())
                .flatMap(loss -> loss);
    }

    /// The newest checkpoint of a job that has none newer measured; older ones are passed over, but
    /// the start is always measured. Asked after nearly each update, so without a look at all
    /// checkpoints that there ever were: a CROSS JOIN keeps SQLite from it.
    private Optional<Wanted> wanted() {
        return premises
                .database()
                .ask(
                        session ->
                                session.all(
                                        "SELECT job, number, hash FROM checkpoint WHERE number = 0"
                                                + " AND evaluated_at IS NULL UNION ALL SELECT c.job,"
                                                + " c.number, c.hash FROM job CROSS JOIN checkpoint"
                                                + " AS c WHERE c.job = job.id AND c.number = (SELECT"
                                                + " max(newest.number) FROM checkpoint AS newest"
                                                + " WHERE newest.job = job.id) AND c.number > 0 AND"
                                                + " c.evaluated_at IS NULL ORDER BY number, job LIMIT "
                                                + (checkpoints.size() + 1),
                                        row ->
                                                new Wanted(
                                                        new JobId(row.text("job")),
                                                        row.integer("number"),
                                                        row.hash("hash"))))
                .stream()
                .filter(checkpoint -> !checkpoints.has(checkpoint))
                .findFirst();
    }

    private void measure(Wanted wanted) {
        var manifest = premises.database().read(session -> manifests.of(session, wanted.job()));
        var measured = evaluator.evaluate(manifest, wanted.checkpoint(), premises.blobs());
        premises.database()
                .change(
                        session ->
                                session.update(
                                        "UPDATE checkpoint SET held_out_loss = ?, accuracy = ?,"
                                                + " sample = ?, evaluated_at = ?"
                                                + " WHERE job = ? AND number = ?",
                                        measured.heldOutLoss().toPlainString(),
                                        measured.accuracy().map(Object::toString),
                                        measured.sample(),
                                        premises.clock().instant(),
                                        wanted.job(),
                                        wanted.number()));
    }
}
