package hearth.coordinator;

import hearth.protocol.Inference;
import hearth.protocol.JobId;
import hearth.protocol.Lease.Span;
import hearth.protocol.LeaseId;
import hearth.protocol.Manifest;
import hearth.protocol.OwnerMessages.AnswerList;
import hearth.protocol.OwnerMessages.Asked;
import hearth.protocol.OwnerMessages.Batch;
import hearth.storage.Session;

import java.util.List;
import java.util.Optional;

/// The inputs of jobs that ask a finished model, and which result answers which of them
/// (`docs/decisions/0010-inference.md`). A shard is READY while inputs of it have no answer that
/// stands, SUBMITTED while an answer still waits for its verdict, and ACCEPTED with the last one.
/// Does nothing for jobs that train.
final class Questions {
    private record Piece(int start, int inputs) {}

    private Questions() {}

    static void create(Session session, JobId job, Manifest manifest) {
        if (manifest.inference().isEmpty()) {
            return;
        }
        var asked = manifest.inference().get();
        int shards = manifest.data().shards().size();
        for (int shard = 0; shard < shards; shard++) {
            session.update(
                    "INSERT INTO question (job, shard, inputs, number) VALUES (?, ?, ?, ?)",
                    job,
                    shard,
                    asked.inputsOf(shard, shards),
                    asked.firstOf(shard, shards));
        }
    }

    /// The first inputs of a shard that nobody has answered.
    static Optional<Span> open(Session session, JobId job, int shard) {
        var whole =
                session.first(
                        "SELECT inputs, number FROM question WHERE job = ? AND shard = ?",
                        row -> new Span(0, row.integer("inputs"), row.integer("number")),
                        job,
                        shard);
        return whole.flatMap(all -> gap(all, standing(session, job, shard)));
    }

    private static Optional<Span> gap(Span all, List<Piece> answered) {
        int from = 0;
        int until = all.count();
        for (var piece : answered) {
            if (piece.start() > from) {
                until = piece.start();
                break;
            }
            from = piece.start() + piece.inputs();
        }
        return from < until
                ? Optional.of(new Span(from, until - from, all.number() + from))
                : Optional.empty();
    }

    private static List<Piece> standing(Session session, JobId job, int shard) {
        return session.all(
                "SELECT start, inputs FROM answer WHERE job = ? AND shard = ? AND stands = 1"
                        + " ORDER BY start",
                row -> new Piece(row.integer("start"), row.integer("inputs")),
                job,
                shard);
    }

    /// A result has come for the lease that holds its shard; what it left goes to somebody else.
    ///
    /// @param inputs that it answers, from the first of the lease on
    static void answered(Session session, Leases.Held held, long result, int inputs) {
        var lease = held.lease();
        session.update(
                "INSERT INTO answer (result, job, shard, start, inputs, stands) VALUES (?, ?, ?, ?,"
                        + " ?, 1)",
                result,
                lease.job(),
                held.shard(),
                lease.span().orElseThrow().from(),
                inputs);
        if (open(session, lease.job(), held.shard()).isPresent()) {
            Shards.giveBack(session, lease.job(), held.shard(), lease.token());
        } else {
            Shards.submit(session, lease.job(), held.shard(), lease.token());
        }
    }

    private record Place(JobId job, int shard) {}

    /// What a result answers: nothing in a job that trains, of which most results are.
    private static Optional<Place> place(Session session, long result) {
        return session.first(
                "SELECT job, shard FROM answer WHERE result = ?",
                row -> new Place(new JobId(row.text("job")), row.integer("shard")),
                result);
    }

    /// A result is good. With the last one its shard is done.
    static void confirmed(Session session, long result) {
        place(session, result)
                .ifPresent(
                        place ->
                                session.update(
                                        "UPDATE shard SET state = 'ACCEPTED' WHERE job = ? AND"
                                                + " number = ? AND state = 'SUBMITTED' AND NOT"
                                                + " EXISTS (SELECT 1 FROM answer JOIN result ON"
                                                + " result.sequence = answer.result WHERE"
                                                + " answer.job = shard.job AND answer.shard ="
                                                + " shard.number AND stands = 1 AND result.state"
                                                + " <> 'FINAL_OK')",
                                        place.job(),
                                        place.shard()));
    }

    /// A result was refused: its inputs wait for an answer again, until they are given up.
    static void withdrawn(Session session, long result) {
        place(session, result).ifPresent(place -> withdrawn(session, result, place));
    }

    private static void withdrawn(Session session, long result, Place place) {
        session.update("UPDATE answer SET stands = 0 WHERE result = ?", result);
        session.update(
                "UPDATE shard SET attempt = attempt + 1, state = CASE WHEN state = 'LEASED' OR"
                        + " state = 'POISON' THEN state WHEN attempt + 1 >= ? THEN 'POISON' ELSE"
                        + " 'READY' END WHERE job = ? AND number = ?",
                Policy.MAX_ATTEMPTS,
                place.job(),
                place.shard());
    }

    /// Whether every input has its answer or was given up.
    static boolean isDone(Session session, JobId job) {
        return session.count(
                        "SELECT count(*) AS n FROM shard WHERE job = ? AND state NOT IN"
                                + " ('ACCEPTED', 'POISON')",
                        job)
                == 0;
    }

    /// How far a job is.
    static Asked asked(Session session, JobId job, Inference inference) {
        long good =
                session.count(
                        "SELECT coalesce(sum(inputs), 0) AS n FROM answer JOIN result ON"
                                + " result.sequence = answer.result WHERE answer.job = ? AND"
                                + " stands = 1 AND result.state = 'FINAL_OK'",
                        job);
        long poison =
                session.count(
                        "SELECT coalesce(sum(question.inputs), 0) - coalesce(sum((SELECT"
                                + " coalesce(sum(answer.inputs), 0) FROM answer WHERE answer.job ="
                                + " question.job AND answer.shard = question.shard AND"
                                + " answer.stands = 1)), 0) AS n FROM question JOIN shard ON"
                                + " shard.job = question.job AND shard.number = question.shard"
                                + " WHERE question.job = ? AND shard.state = 'POISON'",
                        job);
        return new Asked(inference.inputs(), (int) good, (int) poison);
    }

    /// The good answers, in the order of the inputs.
    static AnswerList list(Session session, JobId job, Inference inference) {
        var batches =
                session.all(
                        "SELECT question.number + answer.start AS number, answer.inputs,"
                                + " result.lease, result.update_hash FROM answer JOIN question ON"
                                + " question.job = answer.job AND question.shard = answer.shard"
                                + " JOIN result ON result.sequence = answer.result WHERE"
                                + " answer.job = ? AND stands = 1 AND result.state = 'FINAL_OK'"
                                + " ORDER BY question.number + answer.start",
                        row ->
                                new Batch(
                                        row.integer("number"),
                                        row.integer("inputs"),
                                        new LeaseId(row.text("lease")),
                                        row.hash("update_hash")),
                        job);
        return new AnswerList(job, asked(session, job, inference), batches);
    }
}
