package hearth.coordinator;

import hearth.coordinator.aggregation.Aggregation.Rule;
import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.LossLimits;
import hearth.protocol.Manifest;
import hearth.protocol.Sha256;
import hearth.storage.Row;
import hearth.storage.Session;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/// `WANTED → MEASURED | UNMEASURED`: steps that a round may take, whose held-out loss is measured
/// before they are.
final class Candidates {
    /// After which a step is taken unmeasured.
    private static final int MOST_ATTEMPTS = 3;

    private static final String SELECT =
            "SELECT candidate.*, round.base FROM candidate JOIN round ON round.job = candidate.job"
                    + " AND round.number = candidate.round ";

    /// What is known of a step.
    enum Verdict {
        WAITING,
        GOOD,
        RISES
    }

    /// @param record of the round if this step is taken, as JSON
    /// @param before,after held-out loss, once measured
    record Candidate(
            JobId job,
            int round,
            Rule rule,
            Sha256 checkpoint,
            Sha256 base,
            String record,
            String state,
            Optional<BigDecimal> before,
            Optional<BigDecimal> after) {
        Verdict verdict(Manifest manifest) {
            var limit = manifest.verification().loss().flatMap(LossLimits::maxRise);
            if (state.equals("WANTED")) {
                return Verdict.WAITING;
            }
            boolean rises =
                    limit.isPresent()
                            && before.isPresent()
                            && after.isPresent()
                            && after.get().subtract(before.get()).compareTo(limit.get()) > 0;
            return rises ? Verdict.RISES : Verdict.GOOD;
        }

        private static Candidate read(Row row) {
            return new Candidate(
                    new JobId(row.text("job")),
                    row.integer("round"),
                    Rule.of(row.text("rule")),
                    row.hash("checkpoint"),
                    row.hash("base"),
                    row.text("record"),
                    row.text("state"),
                    row.optionalText("loss_before").map(BigDecimal::new),
                    row.optionalText("loss_after").map(BigDecimal::new));
        }
    }

    private Candidates() {}

    static void propose(
            Session session, Rounds.Round round, Rule rule, Sha256 checkpoint, RoundRecord record) {
        session.update(
                "INSERT INTO candidate (job, round, rule, checkpoint, record, state, attempts)"
                        + " VALUES (?, ?, ?, ?, ?, 'WANTED', 0)",
                round.job(),
                round.number(),
                rule.id(),
                checkpoint,
                Json.text(record));
    }

    /// Of a round that is tried anew nothing is left from the time before.
    static Optional<Candidate> newest(Session session, Rounds.Round round) {
        return session.first(
                SELECT
                        + "WHERE candidate.job = ? AND candidate.round = ? ORDER BY CASE rule WHEN"
                        + " 'halved' THEN 1 ELSE 0 END DESC LIMIT 1",
                Candidate::read,
                round.job(),
                round.number());
    }

    static Optional<Candidate> waiting(Session session) {
        return session.first(
                SELECT + "WHERE candidate.state = 'WANTED' ORDER BY candidate.job LIMIT 1",
                Candidate::read);
    }

    static void measured(
            Session session, Candidate candidate, BigDecimal before, Evaluator.Measured after) {
        session.update(
                "UPDATE candidate SET state = 'MEASURED', loss_before = ?, loss_after = ?, accuracy"
                        + " = ?, sample = ? WHERE job = ? AND round = ? AND rule = ? AND state ="
                        + " 'WANTED'",
                before.toPlainString(),
                after.heldOutLoss().toPlainString(),
                after.accuracy().map(Object::toString),
                after.sample(),
                candidate.job(),
                candidate.round(),
                candidate.rule().id());
    }

    /// Counts an attempt that failed; after some the round does not wait any longer.
    static void failed(Session session, Candidate candidate) {
        session.update(
                "UPDATE candidate SET attempts = attempts + 1, state = CASE WHEN attempts + 1 >= ?"
                        + " THEN 'UNMEASURED' ELSE state END WHERE job = ? AND round = ? AND rule ="
                        + " ? AND state = 'WANTED'",
                MOST_ATTEMPTS,
                candidate.job(),
                candidate.round(),
                candidate.rule().id());
    }

    /// What was measured of a step is known of its checkpoint.
    static void adopt(Session session, Candidate candidate, int checkpoint, Instant now) {
        session.update(
                "UPDATE checkpoint SET held_out_loss = c.loss_after, accuracy = c.accuracy, sample"
                        + " = c.sample, evaluated_at = ? FROM candidate AS c WHERE c.job = ? AND"
                        + " c.round = ? AND c.rule = ? AND c.state = 'MEASURED' AND checkpoint.job ="
                        + " c.job AND checkpoint.number = ?",
                now,
                candidate.job(),
                candidate.round(),
                candidate.rule().id(),
                checkpoint);
    }
}
