package hearth.coordinator;

import hearth.coordinator.aggregation.LossScore;
import hearth.protocol.JobId;
import hearth.protocol.LeaseId;
import hearth.storage.Row;
import hearth.storage.Session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// `WANTED → MEASURED | UNMEASURED`: whose results' losses are measured (layer L2), drawn when the
/// result arrives, and what was measured. All results of a round are measured on the same secret
/// examples.
final class LossChecks {
    /// After which a result goes without.
    private static final int MOST_ATTEMPTS = 3;

    /// @param secret draws the examples
    record Wanted(LeaseId lease, long secret) {}

    private LossChecks() {}

    /// Draws whether the result of a lease is to be measured.
    ///
    /// @param share of the device's results that are
    static void draw(Session session, Leases.Held held, double share, RandomGenerator random) {
        if (!Belief.isMeasured(random, share)) {
            return;
        }
        var lease = held.lease();
        long secret =
                session.first(
                                "SELECT secret FROM loss_check WHERE job = ? AND round = ? LIMIT 1",
                                row -> row.number("secret"),
                                lease.job(),
                                lease.round())
                        .orElseGet(random::nextLong);
        session.update(
                "INSERT INTO loss_check (lease, job, round, state, secret, attempts)"
                        + " VALUES (?, ?, ?, 'WANTED', ?, 0)",
                lease.id(),
                lease.job(),
                lease.round(),
                secret);
        Tallies.add(session, Tallies.Kind.LOSS_CHECK, "WANTED", 1);
    }

    /// The oldest one that a round may be waiting for. In an open round a result waits for others
    /// to be compared with. Asked of each wanted one by itself: nearly always there is none, and a
    /// server that joins may begin with all results.
    static Optional<Wanted> oldest(Session session) {
        return session.first(
                "SELECT lease, secret FROM (SELECT lease, secret, (SELECT sequence FROM result WHERE"
                        + " result.lease = loss_check.lease AND result.state = 'STATIC_OK') AS"
                        + " sequence FROM loss_check WHERE state = 'WANTED' AND ((SELECT"
                        + " round.state FROM round WHERE round.job = loss_check.job AND"
                        + " round.number = loss_check.round) <> 'OPEN' OR (SELECT count(*) FROM"
                        + " result AS other WHERE other.job = loss_check.job AND other.round ="
                        + " loss_check.round AND other.state = 'STATIC_OK') > ?)) AS wanted WHERE"
                        + " sequence IS NOT NULL ORDER BY sequence LIMIT 1",
                row -> new Wanted(new LeaseId(row.text("lease")), row.number("secret")),
                LossScoring.FEWEST_OTHERS);
    }

    static boolean isMissing(Session session, JobId job, int round) {
        return session.count(
                        "SELECT count(*) AS n FROM loss_check JOIN result ON result.lease ="
                                + " loss_check.lease WHERE loss_check.job = ? AND loss_check.round"
                                + " = ? AND loss_check.state = 'WANTED' AND result.state ="
                                + " 'STATIC_OK'",
                        job,
                        round)
                > 0;
    }

    static void measured(Session session, LeaseId lease, LossScore.Summary score) {
        int changed =
                session.update(
                        "UPDATE loss_check SET state = 'MEASURED', fall = ?, gap = ?, sequences = ?"
                                + " WHERE lease = ? AND state = 'WANTED'",
                        score.fall(),
                        score.gap(),
                        score.sequences(),
                        lease);
        ended(session, "MEASURED", changed);
    }

    private static void ended(Session session, String state, int checks) {
        if (checks == 1) {
            var _ =
                    session.together(
                            List.of(
                                    Tallies.adding(Tallies.Kind.LOSS_CHECK, "WANTED", -1),
                                    Tallies.adding(Tallies.Kind.LOSS_CHECK, state, 1)));
        }
    }

    /// Counts an attempt that failed.
    ///
    /// @return whether it was the last one
    static boolean failed(Session session, LeaseId lease) {
        session.update(
                "UPDATE loss_check SET attempts = attempts + 1 WHERE lease = ? AND state ="
                        + " 'WANTED'",
                lease);
        int changed =
                session.update(
                        "UPDATE loss_check SET state = 'UNMEASURED' WHERE lease = ? AND state ="
                                + " 'WANTED' AND attempts >= ?",
                        lease,
                        MOST_ATTEMPTS);
        ended(session, "UNMEASURED", changed);
        return changed == 1;
    }

    static Optional<LossScore.Summary> of(Session session, LeaseId lease) {
        return session.first(
                "SELECT fall, gap, sequences FROM loss_check WHERE lease = ? AND state ="
                        + " 'MEASURED'",
                LossChecks::read,
                lease);
    }

    private static LossScore.Summary read(Row row) {
        return new LossScore.Summary(
                row.real("fall"),
                row.optionalReal("gap").orElse(Double.NaN),
                row.integer("sequences"));
    }

    static Map<LeaseId, LossScore.Summary> of(Session session, JobId job, int round) {
        var scores = new HashMap<LeaseId, LossScore.Summary>();
        session.all(
                        "SELECT lease, fall, gap, sequences FROM loss_check WHERE job = ? AND round"
                                + " = ? AND state = 'MEASURED'",
                        row -> Map.entry(new LeaseId(row.text("lease")), read(row)),
                        job,
                        round)
                .forEach(e -> scores.put(e.getKey(), e.getValue()));
        return scores;
    }
}
