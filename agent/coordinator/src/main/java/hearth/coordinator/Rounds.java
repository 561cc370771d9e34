package hearth.coordinator;

import hearth.protocol.JobId;
import hearth.protocol.Sha256;
import hearth.storage.Row;
import hearth.storage.Session;
import hearth.storage.Session.Change;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// `OPEN → CLOSING → AGGREGATING → PUBLISHED | ABANDONED (→ OPEN, same data)`. A round is full when
/// as many results wait as its target; it needs its quorum to be published. An open one gives work
/// until its first result has waited long enough.
final class Rounds {
    /// @param target results that close the round
    record Round(JobId job, int number, int target, Sha256 base) {}

    private Rounds() {}

    static void open(Session session, JobId job, int number, int target, Sha256 base, Instant now) {
        session.update(
                "INSERT INTO round (job, number, state, target, base, opened_at)"
                        + " VALUES (?, ?, 'OPEN', ?, ?, ?)",
                job,
                number,
                target,
                base,
                now);
    }

    static List<Round> in(Session session, String state) {
        return session.all(
                "SELECT job, number, target, base FROM round WHERE state = ? ORDER BY job, number",
                Rounds::read,
                state);
    }

    /// Whether it is still what it was when it was read.
    static boolean isIn(Session session, Round round, String state) {
        return session.first(
                        "SELECT job, number, target, base FROM round WHERE job = ? AND number = ?"
                                + " AND state = ?",
                        Rounds::read,
                        round.job(),
                        round.number(),
                        state)
                .filter(round::equals)
                .isPresent();
    }

    /// How many rounds of a job are published: they follow one another without gaps, so the newest
    /// says it.
    static int published(Session session, JobId job) {
        return (int)
                session.count(
                        "SELECT coalesce((SELECT number + 1 FROM round WHERE job = ? AND state ="
                                + " 'PUBLISHED' ORDER BY number DESC LIMIT 1), 0) AS n",
                        job);
    }

    static boolean areClosing(Session session) {
        return session.count(
                        "SELECT count(*) AS n FROM round WHERE state IN ('CLOSING', 'AGGREGATING')")
                > 0;
    }

    private static Round read(Row row) {
        return new Round(
                new JobId(row.text("job")),
                row.integer("number"),
                row.integer("target"),
                row.hash("base"));
    }

    static boolean move(Session session, Round round, String from, String to) {
        var moving = moving(round.job(), round.number(), from, to);
        return session.together(List.of(moving)).getFirst() == 1;
    }

    /// `move` as one of several changes.
    static Change moving(JobId job, int number, String from, String to) {
        return Change.of(
                "UPDATE round SET state = ? WHERE job = ? AND number = ? AND state = ?",
                to,
                job,
                number,
                from);
    }

    /// @param since when the first result came that waits in it
    record Waited(Round round, Instant since) {}

    /// Rounds whose first result has waited long enough; none of those that opened later than that,
    /// which are nearly all.
    static List<Waited> patient(Session session, Policy policy, Instant now) {
        var since = now.minus(policy.roundPatience());
        return session.all(
                "SELECT * FROM (SELECT round.job, number, target, base, (SELECT received_at"
                        + " FROM result WHERE result.job = round.job AND result.round ="
                        + " round.number AND result.counted = 1 AND result.state ="
                        + " 'STATIC_OK' ORDER BY +sequence LIMIT 1) AS since FROM round"
                        + " WHERE state = 'OPEN' AND opened_at <= ?) AS waited WHERE since"
                        + " <= ?",
                row -> new Waited(read(row), row.instant("since")),
                since,
                since);
    }

    /// Ends the giving of work in such a round if it has its quorum, and closes it once nobody
    /// works on it.
    static void closePatiently(Session session, Waited waited, Policy policy, Instant now) {
        var round = waited.round();
        var next =
                RoundEnd.next(
                        Results.waiting(session, round.job(), round.number()),
                        round.target(),
                        Leases.liveInRound(session, round.job(), round.number()),
                        Duration.between(waited.since(), now),
                        policy);
        switch (next) {
            case GIVES_WORK -> {}
            case WAITS ->
                    session.update(
                            "UPDATE round SET gives = 0 WHERE job = ? AND number = ? AND state ="
                                    + " 'OPEN' AND gives = 1",
                            round.job(),
                            round.number());
            case CLOSES -> move(session, round, "OPEN", "CLOSING");
        }
    }

    /// Too few of its results were good: it takes others, on the same data.
    static void reopen(Session session, Round round) {
        move(session, round, "CLOSING", "ABANDONED");
        session.update(
                "UPDATE round SET state = 'OPEN', gives = 1 WHERE job = ? AND number = ? AND state"
                        + " = 'ABANDONED'",
                round.job(),
                round.number());
    }

    private static List<Round> openOf(Session session, JobId job) {
        return session.all(
                "SELECT job, number, target, base FROM round WHERE state = 'OPEN' AND job = ? ORDER"
                        + " BY number",
                Rounds::read,
                job);
    }

    /// For a job that can pay no further lease: once nobody works on the open round any more, it
    /// closes with the results it has, so that nobody waits for ever.
    static void closeWithWhatThereIs(Session session, JobId job) {
        for (var round : openOf(session, job)) {
            if (Leases.liveInRound(session, job, round.number()) > 0) {
                continue;
            }
            int waiting = Results.waiting(session, job, round.number());
            if (waiting == 0) {
                Results.retire(session, job, round.number());
                Appeals.retire(session, job, round.number());
            } else {
                session.update(
                        "UPDATE round SET state = 'CLOSING', target = ? WHERE job = ? AND number ="
                                + " ? AND state = 'OPEN'",
                        waiting,
                        job,
                        round.number());
            }
        }
    }
}
