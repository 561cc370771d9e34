package hearth.coordinator;

import hearth.protocol.JobId;
import hearth.protocol.Sha256;
import hearth.storage.Session;
import hearth.storage.Session.Change;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// `READY → LEASED → SUBMITTED → ACCEPTED | REJECTED (→ READY, attempt+1); after 5 attempts
/// POISON`. A lease that ends without a result puts its shard back to READY. When no shard is
/// ready, the accepted ones begin their next pass over the data.
final class Shards {
    /// @param token newest fencing token
    record Shard(JobId job, int number, Sha256 hash, int pass, int attempt, long token) {}

    private Shards() {}

    static void create(Session session, JobId job, List<Sha256> hashes) {
        for (int number = 0; number < hashes.size(); number++) {
            session.update(
                    "INSERT INTO shard (job, number, hash, state, pass, attempt, token)"
                            + " VALUES (?, ?, ?, 'READY', 0, 0, 0)",
                    job,
                    number,
                    hashes.get(number));
        }
    }

    /// Takes the ready shard that was used least and gives it a new token.
    static Optional<Shard> lease(Session session, JobId job) {
        return leaseReady(session, job, "");
    }

    /// The same of data that is gone through more than once.
    ///
    /// @param last numbers of shards that are taken only where there is no other
    static Optional<Shard> lease(Session session, JobId job, Set<Integer> last) {
        var others = last.stream().sorted().map(Object::toString).collect(Collectors.joining(", "));
        var leased =
                last.isEmpty()
                        ? Optional.<Shard>empty()
                        : leaseReady(session, job, "AND number NOT IN (" + others + ") ");
        leased = leased.or(() -> leaseReady(session, job, ""));
        if (leased.isEmpty()) {
            session.update(
                    "UPDATE shard SET state = 'READY', pass = pass + 1, attempt = 0"
                            + " WHERE job = ? AND state = 'ACCEPTED'",
                    job);
            leased = leaseReady(session, job, "");
        }
        return leased;
    }

    private static Optional<Shard> leaseReady(Session session, JobId job, String which) {
        return session.first(
                "UPDATE shard SET state = 'LEASED', token = token + 1 WHERE job = ? AND number ="
                        + " (SELECT number FROM shard WHERE job = ? AND state = 'READY' "
                        + which
                        + "ORDER BY"
                        + " pass, attempt, number LIMIT 1) AND state = ? RETURNING number, hash,"
                        + " pass, attempt, token",
                row ->
                        new Shard(
                                job,
                                row.integer("number"),
                                row.hash("hash"),
                                row.integer("pass"),
                                row.integer("attempt"),
                                row.number("token")),
                job,
                job,
                "READY");
    }

    /// Number of shards that were not given up.
    static int usable(Session session, JobId job) {
        return (int)
                session.count(
                        "SELECT count(*) AS n FROM shard WHERE job = ? AND state <> 'POISON'", job);
    }

    static boolean giveBack(Session session, JobId job, int number, long token) {
        return session.together(List.of(givingBack(job, number, token))).getFirst() == 1;
    }

    /// `giveBack` as one of several changes.
    static Change givingBack(JobId job, int number, long token) {
        return Change.of(
                "UPDATE shard SET state = 'READY'"
                        + " WHERE job = ? AND number = ? AND token = ? AND state ="
                        + " 'LEASED'",
                job,
                number,
                token);
    }

    static boolean submit(Session session, JobId job, int number, long token) {
        return session.together(List.of(submission(job, number, token))).getFirst() == 1;
    }

    /// `submit` as one of several changes.
    static Change submission(JobId job, int number, long token) {
        return Change.of(
                "UPDATE shard SET state = 'SUBMITTED'"
                        + " WHERE job = ? AND number = ? AND token = ? AND state ="
                        + " 'LEASED'",
                job,
                number,
                token);
    }

    /// The shards of all results that a round's checkpoint is made of.
    ///
    /// @param state of those results
    /// @param count how many there are
    static void accept(Session session, Rounds.Round round, String state, int count) {
        int changed =
                session.update(
                        "UPDATE shard SET state = 'ACCEPTED' WHERE job = ? AND state = 'SUBMITTED'"
                                + " AND number IN (SELECT shard FROM result WHERE job = ? AND round"
                                + " = ? AND state = ? AND counted = 1)",
                        round.job(),
                        round.job(),
                        round.number(),
                        state);
        if (changed != count) {
            throw new IllegalStateException("a result's shard waits for its round");
        }
    }

    /// A refused result sends the data back for another try, until it is given up.
    static void reject(Session session, JobId job, int number) {
        move(session, job, number, "SUBMITTED", "REJECTED");
        int attempts =
                (int)
                        session.count(
                                "SELECT attempt AS n FROM shard WHERE job = ? AND number = ?",
                                job,
                                number);
        session.update(
                "UPDATE shard SET attempt = attempt + 1, state = ?"
                        + " WHERE job = ? AND number = ? AND state = 'REJECTED'",
                RoundEnd.isGivenUp(attempts) ? "POISON" : "READY",
                job,
                number);
    }

    private static void move(Session session, JobId job, int number, String from, String to) {
        int changed =
                session.update(
                        "UPDATE shard SET state = ? WHERE job = ? AND number = ? AND state = ?",
                        to,
                        job,
                        number,
                        from);
        if (changed != 1) {
            throw new IllegalStateException("shard " + number + " is not " + from);
        }
    }
}
