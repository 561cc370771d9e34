package hearth.coordinator;

import hearth.protocol.JobId;
import hearth.protocol.Sha256;

import java.util.Optional;

/// Prepares the base of funded jobs, measures the losses that rounds wait for, and then
/// checkpoints, newest first. Then it repeats leases that nobody else can. Runs
/// beside the rounds. One thread at a time.
final class Evaluations {
    private record Wanted(JobId job, int number, Sha256 checkpoint) {}

    private final Premises premises;
    private final Manifests manifests;
    private final Jobs jobs;
    private final Evaluator evaluator;
    private final LossScoring scoring;
    private final Auditing auditing;

    Evaluations(
            Premises premises,
            Manifests manifests,
            Jobs jobs,
            Auditing auditing,
            Evaluator evaluator) {
        this.auditing = auditing;
        this.premises = premises;
        this.manifests = manifests;
        this.jobs = jobs;
        this.evaluator = evaluator;
        this.scoring = new LossScoring(premises, manifests, evaluator);
    }

    /// Does one piece of waiting work.
    ///
    /// @return false if none waits
    boolean workOnce() {
        for (var job : jobs.in("FUNDED")) {
            var manifest = premises.database().read(session -> manifests.of(session, job));
            jobs.start(job, evaluator.base(manifest, premises.blobs()));
            return true;
        }
        if (scoring.workOnce()) {
            return true;
        }
        var wanted = wanted();
        wanted.ifPresent(this::measure);
        return wanted.isPresent() || auditing.repeatOnce(evaluator);
    }

    /// The newest checkpoint of a job that has none newer measured; older ones are passed over, but
    /// the start is always measured.
    private Optional<Wanted> wanted() {
        return premises.database()
                .read(
                        session ->
                                session.first(
                                        "SELECT job, number, hash FROM checkpoint AS c"
                                                + " WHERE evaluated_at IS NULL AND (number = 0 OR"
                                                + " number = (SELECT max(number) FROM checkpoint WHERE"
                                                + " job = c.job)) ORDER BY number, job LIMIT 1",
                                        row ->
                                                new Wanted(
                                                        new JobId(row.text("job")),
                                                        row.integer("number"),
                                                        row.hash("hash"))));
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
