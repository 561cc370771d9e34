package hearth.coordinator;

import hearth.protocol.JobId;
import hearth.protocol.Messages;
import hearth.protocol.Messages.JobView;
import hearth.protocol.Messages.RoundView;
import hearth.protocol.Sha256;
import hearth.storage.Row;
import hearth.storage.Session;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// Jobs, rounds and epochs as everybody sees them.
final class JobViews {
    private final Premises premises;
    private final Manifests manifests;
    private volatile @Nullable Listed listed;

    JobViews(Premises premises, Manifests manifests) {
        this.premises = premises;
        this.manifests = manifests;
    }

    Messages.Jobs jobs() {
        return premises.database()
                .read(
                        session ->
                                new Messages.Jobs(
                                        session.all(
                                                "SELECT id, state, manifest FROM job WHERE state <>"
                                                        + " 'DRAFT' AND budget <> '0'"
                                                        + " ORDER BY created_at, id",
                                                row -> view(session, row))));
    }

    private record Measured(
            Optional<BigDecimal> loss, Optional<BigDecimal> accuracy, Optional<String> sample) {
        static final Measured NOTHING =
                new Measured(Optional.empty(), Optional.empty(), Optional.empty());

        static Measured of(Row row) {
            return new Measured(
                    row.optionalDecimal("held_out_loss"),
                    row.optionalDecimal("accuracy"),
                    row.optionalText("sample"));
        }
    }

    private JobView view(Session session, Row row) {
        var job = new JobId(row.text("id"));
        var manifest = manifests.of(row.hash("manifest"));
        var start = measured(session, job, "number = 0");
        var newest = measured(session, job, "held_out_loss IS NOT NULL");
        var checkpoint =
                session.first(
                        "SELECT hash FROM checkpoint WHERE job = ? ORDER BY number DESC LIMIT 1",
                        r -> r.hash("hash"),
                        job);
        int published = Rounds.published(session, job);
        return new JobView(
                job,
                manifest.title(),
                manifest.owner(),
                manifest.recipe().recipe(),
                row.text("state"),
                manifest.id(),
                published,
                manifest.training().rounds(),
                manifest.parameterCount(),
                start.loss(),
                newest.loss(),
                newest.accuracy(),
                newest.sample(),
                checkpoint,
                manifest.inference().map(asked -> Questions.asked(session, job, asked)));
    }

    private static Measured measured(Session session, JobId job, String which) {
        return session.first(
                        "SELECT held_out_loss, accuracy, sample FROM checkpoint WHERE job = ? AND "
                                + which
                                + " ORDER BY number DESC LIMIT 1",
                        Measured::of,
                        job)
                .orElse(Measured.NOTHING);
    }

    Answer<Messages.Rounds> rounds(JobId job) {
        return premises.database()
                .read(
                        session -> {
                            if (session.count("SELECT count(*) AS n FROM job WHERE id = ?", job)
                                    == 0) {
                                return Answer.refused(Refusal.NO_SUCH_JOB);
                            }
                            return Answer.done(
                                    new Messages.Rounds(
                                            session.all(
                                                    ROUNDS, row -> round(session, job, row), job)));
                        });
    }

    /// What anybody needs to compute the job's checkpoints again.
    Answer<Messages.JobLog> log(JobId job) {
        return premises.database().read(session -> log(session, job));
    }

    private static Answer<Messages.JobLog> log(Session session, JobId job) {
        var manifest =
                session.first(
                        "SELECT manifest FROM job WHERE id = ? AND state <> 'DRAFT'",
                        row -> row.hash("manifest"),
                        job);
        var first =
                session.first(
                        "SELECT hash FROM checkpoint WHERE job = ? AND number = 0",
                        row -> row.hash("hash"),
                        job);
        var records =
                session.all(
                        "SELECT record FROM round WHERE job = ? AND state = 'PUBLISHED' AND record"
                                + " IS NOT NULL ORDER BY number",
                        row -> row.hash("record"),
                        job);
        return manifest.map(id -> Answer.done(new Messages.JobLog(id, first, records)))
                .orElseGet(() -> Answer.refused(Refusal.NO_SUCH_JOB));
    }

    private record Listed(Sha256 newest, Messages.Epochs epochs) {}

    /// Anybody may ask, and no line of it changes while the newest one stays.
    Messages.Epochs epochs() {
        return premises.database().read(this::epochs);
    }

    private Messages.Epochs epochs(Session session) {
        var newest =
                session.first(
                        "SELECT leaves FROM epoch WHERE leaves IS NOT NULL ORDER BY number DESC"
                                + " LIMIT 1",
                        row -> row.hash("leaves"));
        if (newest.isEmpty()) {
            return new Messages.Epochs(List.of());
        }
        var known = listed;
        if (known != null && known.newest().equals(newest.get())) {
            return known.epochs();
        }
        var epochs =
                new Messages.Epochs(
                        session.all(
                                "SELECT number, root, total, leaves FROM epoch WHERE state <>"
                                        + " 'OPEN' ORDER BY number",
                                JobViews::epoch));
        listed = new Listed(newest.get(), epochs);
        return epochs;
    }

    private static Messages.EpochView epoch(Row row) {
        return new Messages.EpochView(
                row.number("number"), row.text("root"), row.wei("total"), row.hash("leaves"));
    }

    private static final String ROUNDS =
            "SELECT round.number, round.published_at, checkpoint.hash, checkpoint.held_out_loss"
                    + " FROM round JOIN checkpoint ON checkpoint.job = round.job"
                    + " AND checkpoint.number = round.number + 1"
                    + " WHERE round.job = ? AND round.state = 'PUBLISHED' ORDER BY round.number";

    private static RoundView round(Session session, JobId job, Row row) {
        int number = row.integer("number");
        return new RoundView(
                number,
                row.hash("hash"),
                results(session, job, number, "FINAL_OK")
                        + results(session, job, number, "AUDIT_WAIT"),
                results(session, job, number, "FINAL_BAD"),
                row.optionalDecimal("held_out_loss"),
                row.instant("published_at"));
    }

    private static int results(Session session, JobId job, int round, String state) {
        return (int)
                session.count(
                        "SELECT count(*) AS n FROM result WHERE job = ? AND round = ? AND state ="
                                + " ? AND role = 'TRAIN'",
                        job,
                        round,
                        state);
    }
}
