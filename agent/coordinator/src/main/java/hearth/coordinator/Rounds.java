package hearth.coordinator;

import hearth.protocol.JobId;
import hearth.protocol.Sha256;
import hearth.storage.Row;
import hearth.storage.Session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// `OPEN → CLOSING → AGGREGATING → PUBLISHED | ABANDONED (→ OPEN, same data)`. A round is full when
/// as many results wait as its target; it needs its quorum to be published.
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

    /// A round, as long as it takes results.
    static Optional<Round> open(Session session, JobId job, int number) {
        return session.first(
                "SELECT job, number, target, base FROM round WHERE job = ? AND number = ?"
                        + " AND state = 'OPEN'",
                Rounds::read,
                job,
                number);
    }

    static List<Round> in(Session session, String state) {
        return session.all(
                "SELECT job, number, target, base FROM round WHERE state = ? ORDER BY job, number",
                Rounds::read,
                state);
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
        return session.update(
                        "UPDATE round SET state = ? WHERE job = ? AND number = ? AND state = ?",
                        to,
                        round.job(),
                        round.number(),
                        from)
                == 1;
    }

    /// @param round that has just taken another result
    static void closeIfFull(Session session, Round round) {
        if (RoundEnd.isFull(
                Results.waiting(session, round.job(), round.number()), round.target())) {
            move(session, round, "OPEN", "CLOSING");
        }
    }

    /// Closes rounds whose first result has waited long enough and that have their quorum. Of each
    /// round one result is looked at, however many wait.
    static void closePatiently(Session session, Instant waitingSince) {
        var waitedFor =
                session.all(
                        "SELECT round.job, number, target, base FROM round WHERE state = 'OPEN' AND"
                                + " (SELECT received_at FROM result WHERE result.job = round.job"
                                + " AND result.round = round.number AND result.counted = 1 AND"
                                + " result.state = 'STATIC_OK' ORDER BY sequence LIMIT 1) <= ?",
                        Rounds::read,
                        waitingSince);
        for (var round : waitedFor) {
            int waiting = Results.waiting(session, round.job(), round.number());
            if (RoundEnd.isPatientEnough(waiting, round.target())) {
                move(session, round, "OPEN", "CLOSING");
            }
        }
    }

    /// For a job that can pay no further lease: once nobody works on the open round any more, it
    /// closes with the results it has, so that nobody waits for ever.
    static void closeWithWhatThereIs(Session session, JobId job) {
        for (var round : in(session, "OPEN")) {
            if (!round.job().equals(job) || Leases.liveInRound(session, job, round.number()) > 0) {
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
