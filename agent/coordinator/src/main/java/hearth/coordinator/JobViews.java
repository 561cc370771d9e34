package hearth.coordinator;

import hearth.protocol.JobId;
import hearth.protocol.Messages;
import hearth.protocol.Messages.JobView;
import hearth.protocol.Messages.RoundView;
import hearth.protocol.Sha256;
import hearth.storage.Row;
import hearth.storage.Session;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// Jobs, rounds and epochs as everybody sees them.
final class JobViews {
    /// Rounds in one answer: a chart of a job has room for no more, and whoever wants all asks
    /// again.
    private static final int MOST_ROUNDS = 1000;

    /// Jobs in one answer.
    private static final int MOST_JOBS = 200;

    /// Names in one answer of a log, 67 bytes each.
    private static final int MOST_RECORDS = 10_000;

    /// Epochs in one answer, some 250 bytes each.
    private static final int MOST_EPOCHS = 1000;

    /// Of those that ended, where the others are asked for.
    private static final int MOST_ENDED = 100;

    private final Premises premises;
    private final Manifests manifests;

    JobViews(Premises premises, Manifests manifests) {
        this.premises = premises;
        this.manifests = manifests;
    }

    /// All jobs that go on and the newest of those that ended, in the order in which they came.
    Messages.Jobs jobs() {
        return premises.database()
                .read(
                        session ->
                                new Messages.Jobs(
                                        paid(session, MOST_ENDED, row -> view(session, row))));
    }

    /// Jobs whether or not they ended, in the order in which they came, so many as one answer has.
    ///
    /// @param after the job that they come after; absent for the first ones
    /// @return nothing if there is no such job
    Messages.Jobs jobsAfter(Optional<JobId> after) {
        return premises.database().read(session -> jobsAfter(session, after));
    }

    private Messages.Jobs jobsAfter(Session session, Optional<JobId> after) {
        var beginning = new Place(Instant.EPOCH, "");
        var from =
                after.map(
                                job ->
                                        session.first(
                                                "SELECT created_at, id FROM job WHERE id = ? AND"
                                                        + " budget <> '0'",
                                                Place::read,
                                                job))
                        .orElseGet(() -> Optional.of(beginning));
        return new Messages.Jobs(
                from.map(
                                place ->
                                        session.all(
                                                "SELECT id, state, manifest FROM job WHERE budget <> '0'"
                                                        + " AND (created_at, id) > (?, ?) ORDER BY"
                                                        + " created_at, id LIMIT ?",
                                                row -> view(session, row),
                                                place.at(),
                                                place.job(),
                                                MOST_JOBS))
                        .orElseGet(List::of));
    }

    private record Place(Instant at, String job) implements Comparable<Place> {
        private static final Comparator<Place> ORDER =
                Comparator.comparing(Place::at).thenComparing(Place::job);

        static Place read(Row row) {
            return new Place(row.instant("created_at"), row.text("id"));
        }

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    /// Paid jobs that go on, and the newest that ended, in the order in which they came.
    static <T> List<T> paid(Session session, int ended, Function<Row, T> reading) {
        var jobs = new TreeMap<Place, T>();
        Function<Row, Boolean> taking =
                row -> {
                    jobs.put(Place.read(row), reading.apply(row));
                    return true;
                };
        session.all(
                "SELECT * FROM job WHERE budget <> '0' AND state IN ('FUNDED', 'RUNNING', 'PAUSED',"
                        + " 'DRAINING')",
                taking);
        // `|| ''` has SQLite go along the order and stop, instead of sorting all that ever ended.
        session.all(
                "SELECT * FROM job WHERE budget <> '0' AND state || '' IN ('DONE', 'CANCELLED') ORDER BY"
                        + " created_at DESC, id DESC LIMIT ?",
                taking,
                ended);
        return List.copyOf(jobs.values());
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

    /// The newest published rounds of a job, oldest first.
    Answer<Messages.Rounds> rounds(JobId job) {
        return rounds(
                job,
                session ->
                        session.all(
                                        ROUNDS + "ORDER BY round.number DESC LIMIT ?",
                                        JobViews::round,
                                        job,
                                        MOST_ROUNDS)
                                .reversed());
    }

    /// Published rounds of a job from a number on, so many as one answer has.
    Answer<Messages.Rounds> roundsFrom(JobId job, long from) {
        return rounds(
                job,
                session ->
                        session.all(
                                ROUNDS + "AND round.number >= ? ORDER BY round.number LIMIT ?",
                                JobViews::round,
                                job,
                                from,
                                MOST_ROUNDS));
    }

    private Answer<Messages.Rounds> rounds(JobId job, Function<Session, List<RoundView>> which) {
        return premises.database()
                .read(
                        session ->
                                Jobs.isKnown(session, job)
                                        ? Answer.done(new Messages.Rounds(which.apply(session)))
                                        : Answer.refused(Refusal.NO_SUCH_JOB));
    }

    /// What anybody needs to compute the job's checkpoints again, so much as one answer has.
    ///
    /// @param from round whose record is the first of the answer
    Answer<Messages.JobLog> log(JobId job, long from) {
        return premises.database().read(session -> log(session, job, from));
    }

    private static Answer<Messages.JobLog> log(Session session, JobId job, long from) {
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
                        "SELECT record FROM round WHERE job = ? AND number >= ? AND state ="
                                + " 'PUBLISHED' AND record IS NOT NULL ORDER BY number LIMIT ?",
                        row -> row.hash("record"),
                        job,
                        from,
                        MOST_RECORDS);
        return manifest.map(id -> Answer.done(new Messages.JobLog(id, first, records)))
                .orElseGet(() -> Answer.refused(Refusal.NO_SUCH_JOB));
    }

    /// What was settled, from a number on, in its order, so many as one answer has.
    Messages.Epochs epochs(long from) {
        return premises.database()
                .read(
                        session ->
                                new Messages.Epochs(
                                        session.all(
                                                "SELECT number, root, total, leaves, entries, head"
                                                        + " FROM epoch WHERE number >= ? AND state <> 'OPEN' ORDER BY"
                                                        + " number LIMIT ?",
                                                JobViews::epoch,
                                                from,
                                                MOST_EPOCHS)));
    }

    private static Messages.EpochView epoch(Row row) {
        return new Messages.EpochView(
                row.number("number"),
                row.text("root"),
                row.wei("total"),
                row.hash("leaves"),
                row.optionalText("head")
                        .map(
                                head ->
                                        new Messages.LedgerHead(
                                                row.hash("entries"), new Sha256(head))));
    }

    private static final String ROUNDS =
            "SELECT round.number, round.published_at, round.accepted, round.refused,"
                    + " checkpoint.hash, checkpoint.held_out_loss FROM round JOIN checkpoint ON"
                    + " checkpoint.job = round.job AND checkpoint.number = round.number + 1"
                    + " WHERE round.job = ? AND round.state = 'PUBLISHED' ";

    private static RoundView round(Row row) {
        return new RoundView(
                row.integer("number"),
                row.hash("hash"),
                row.integer("accepted"),
                row.integer("refused"),
                row.optionalDecimal("held_out_loss"),
                row.instant("published_at"));
    }
}
