package hearth.coordinator;

import hearth.protocol.JobId;
import hearth.protocol.Wei;
import hearth.storage.Row;
import hearth.storage.Session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What must hold in every committed state of the database, as queries that can run while it works.
/// Each returns the offenders; none is the normal answer.
public final class Invariants {
    private record Rule(String name, String offenders) {}

    private static final List<Rule> RULES =
            List.of(
                    new Rule(
                            "at most one live lease per shard and replica",
                            "SELECT job || '/' || shard AS offender FROM lease WHERE state IN"
                                    + " ('GRANTED', 'COMMITTED') AND role = 'TRAIN' GROUP BY job, shard, replica"
                                    + " HAVING count(*) > 1"),
                    new Rule(
                            "a live lease holds its shard with the newest token",
                            "SELECT lease.id AS offender FROM lease JOIN shard ON shard.job ="
                                    + " lease.job AND shard.number = lease.shard WHERE lease.state"
                                    + " IN ('GRANTED', 'COMMITTED') AND role = 'TRAIN' AND (shard.token <>"
                                    + " lease.token OR shard.state <> 'LEASED')"),
                    new Rule(
                            "a leased shard has its lease",
                            "SELECT job || '/' || number AS offender FROM shard WHERE state ="
                                    + " 'LEASED' AND NOT EXISTS (SELECT 1 FROM lease WHERE"
                                    + " lease.job = shard.job AND lease.shard = shard.number AND"
                                    + " lease.token = shard.token AND lease.state IN ('GRANTED',"
                                    + " 'COMMITTED'))"),
                    new Rule(
                            "a submitted shard waits for the verdict of one result",
                            "SELECT job || '/' || number AS offender FROM shard WHERE state ="
                                    + " 'SUBMITTED' AND 1 <> (SELECT count(*) FROM result WHERE"
                                    + " result.job = shard.job AND result.shard = shard.number AND"
                                    + " result.counted = 1 AND result.state IN ('STATIC_OK',"
                                    + " 'SCORED')) AND NOT EXISTS (SELECT 1 FROM question WHERE"
                                    + " question.job = shard.job)"),
                    new Rule(
                            "an input has one answer that stands",
                            "SELECT a.result AS offender FROM answer AS a JOIN answer AS b ON b.job"
                                    + " = a.job AND b.shard = a.shard AND b.result > a.result WHERE"
                                    + " a.stands = 1 AND b.stands = 1 AND a.start < b.start +"
                                    + " b.inputs AND b.start < a.start + a.inputs"),
                    new Rule(
                            "an answer stands unless its result was refused",
                            "SELECT sequence AS offender FROM answer JOIN result ON sequence ="
                                    + " answer.result WHERE (stands = 1) <> (state IN ('AUDIT_WAIT',"
                                    + " 'FINAL_OK'))"),
                    new Rule(
                            "a shard of questions is done when all of them have good answers",
                            "SELECT question.job || '/' || question.shard AS offender FROM question"
                                    + " JOIN shard ON shard.job = question.job AND shard.number ="
                                    + " question.shard WHERE (shard.state = 'ACCEPTED') <>"
                                    + " (question.inputs = (SELECT coalesce(sum(answer.inputs), 0)"
                                    + " FROM answer JOIN result ON sequence = answer.result WHERE"
                                    + " answer.job = question.job AND answer.shard ="
                                    + " question.shard AND stands = 1 AND result.state ="
                                    + " 'FINAL_OK'))"),
                    new Rule(
                            "a result belongs to a lease that was committed and revealed",
                            "SELECT result.lease AS offender FROM result JOIN lease ON lease.id ="
                                    + " result.lease WHERE lease.state <> 'REVEALED' OR"
                                    + " lease.committed <> result.update_hash"),
                    new Rule(
                            "a result is paid if and only if it is good",
                            "SELECT sequence AS offender FROM result WHERE (state = 'FINAL_OK') <>"
                                    + " (EXISTS (SELECT 1 FROM ledger WHERE ledger.result ="
                                    + " sequence))"),
                    new Rule(
                            "the ledger pays what the lease promised, to whom it was promised",
                            "SELECT ledger.result AS offender FROM ledger JOIN result ON"
                                    + " result.sequence = ledger.result JOIN lease ON lease.id ="
                                    + " result.lease WHERE (result.steps IS NULL AND ledger.amount"
                                    + " <> lease.pay) OR length(ledger.amount) >"
                                    + " length(lease.pay) OR (length(ledger.amount) ="
                                    + " length(lease.pay) AND ledger.amount > lease.pay) OR"
                                    + " result.steps <> lease.committed_steps OR"
                                    + " ledger.amount <> result.pay OR ledger.job <> lease.job OR"
                                    + " ledger.account <> lease.payout"),
                    new Rule(
                            "a fencing token is given once",
                            "SELECT job || '/' || shard AS offender FROM lease GROUP BY job,"
                                    + " shard, token HAVING count(*) > 1"),
                    new Rule(
                            "no lease has a newer token than its shard",
                            "SELECT lease.id AS offender FROM lease JOIN shard ON shard.job ="
                                    + " lease.job AND shard.number = lease.shard WHERE lease.token"
                                    + " > shard.token AND lease.role = 'TRAIN'"),
                    new Rule(
                            "a good result belongs to a published round, a waiting one to none",
                            "SELECT sequence AS offender FROM result JOIN round ON round.job ="
                                    + " result.job AND round.number = result.round WHERE"
                                    + " (result.state = 'FINAL_OK' AND round.state <> 'PUBLISHED'"
                                    + " AND NOT EXISTS (SELECT 1 FROM question WHERE question.job ="
                                    + " result.job)) OR (result.role = 'TRAIN' AND result.state IN ('STATIC_OK',"
                                    + " 'SCORED') AND round.state = 'PUBLISHED')"),
                    new Rule(
                            "an auditor is never the audited owner",
                            "SELECT audit.id AS offender FROM audit JOIN result ON result.sequence"
                                    + " = audit.result LEFT JOIN lease ON lease.id = audit.lease"
                                    + " WHERE audit.account <> result.account OR"
                                    + " audit.auditor_account = result.account OR lease.payout ="
                                    + " result.account OR lease.role = 'TRAIN'"),
                    new Rule(
                            "a result waits for a repetition if and only if one is on its way",
                            "SELECT sequence AS offender FROM result WHERE (state = 'AUDIT_WAIT')"
                                    + " <> (EXISTS (SELECT 1 FROM audit WHERE audit.result ="
                                    + " sequence AND kind = 'CHECK' AND audit.state IN ('WANTED',"
                                    + " 'DRAWN', 'LEASED', 'OWN')))"),
                    new Rule(
                            "a repetition is never late",
                            "SELECT sequence AS offender FROM audit JOIN result ON result.lease ="
                                    + " audit.lease WHERE result.state = 'LATE' AND audit.state IN"
                                    + " ('LEASED', 'DONE')"),
                    new Rule(
                            "pay is slashed on the evidence of a repetition only",
                            "SELECT ledger.result AS offender FROM ledger JOIN result ON"
                                    + " result.sequence = ledger.result WHERE ledger.state ="
                                    + " 'SLASHED' AND NOT EXISTS (SELECT 1 FROM result AS bad WHERE"
                                    + " bad.device = result.device AND bad.state = 'FINAL_BAD' AND"
                                    + " bad.reason = 'other-work') AND NOT EXISTS (SELECT 1 FROM"
                                    + " audit AS own JOIN audit AS run ON run.result = own.result"
                                    + " JOIN result AS sent ON sent.sequence = own.result WHERE"
                                    + " own.kind = 'CANARY' AND own.auditor IS NULL AND own.state ="
                                    + " 'DONE' AND (sent.device = result.device OR run.auditor ="
                                    + " result.device))"),
                    new Rule(
                            "a standing counts no more since a failure than in all",
                            "SELECT device || '/' || recipe AS offender FROM standing WHERE"
                                    + " since_failure > accepted OR since_failure < 0"),
                    new Rule(
                            "a published round has its record and its checkpoint",
                            "SELECT job || '/' || number AS offender FROM round WHERE state ="
                                    + " 'PUBLISHED' AND (record IS NULL OR NOT EXISTS (SELECT 1"
                                    + " FROM checkpoint WHERE checkpoint.job = round.job AND"
                                    + " checkpoint.number = round.number + 1))"),
                    new Rule(
                            "a round is published by one coordinator",
                            "SELECT job || '/' || round AS offender FROM publisher GROUP BY job,"
                                    + " round HAVING count(*) > 1"),
                    new Rule(
                            "bytes that somebody may ask for are not removed",
                            "SELECT sequence AS offender FROM result JOIN blob ON blob.hash ="
                                    + " update_hash WHERE (blob.purpose = 'GONE' OR blob.goes_at IS"
                                    + " NOT NULL) AND (aggregated = 1 OR result.state IN"
                                    + " ('STATIC_OK', 'SCORED', 'AUDIT_WAIT') OR (result.state ="
                                    + " 'FINAL_OK' AND role = 'TRAIN') OR EXISTS (SELECT 1 FROM"
                                    + " appeal WHERE appeal.result = sequence AND appeal.state ="
                                    + " 'WANTED'))"),
                    new Rule(
                            "a shard counts once per pass",
                            "SELECT job || '/' || shard AS offender FROM result WHERE state ="
                                    + " 'FINAL_OK' AND counted = 1 GROUP BY job, shard, pass HAVING count(*) > 1"),
                    new Rule(
                            "released pay names a frozen epoch",
                            "SELECT ledger.result AS offender FROM ledger LEFT JOIN epoch ON"
                                    + " epoch.number = ledger.epoch WHERE (ledger.state ="
                                    + " 'RELEASED') <> (epoch.root IS NOT NULL)"),
                    new Rule(
                            "a frozen epoch leaves through the outbox",
                            "SELECT number AS offender FROM epoch WHERE state = 'FROZEN' AND NOT"
                                    + " EXISTS (SELECT 1 FROM outbox WHERE outbox.epoch = number"
                                    + " AND done_at IS NULL)"),
                    new Rule(
                            "a posted root left through the outbox",
                            "SELECT number AS offender FROM epoch WHERE state IN ('POSTED',"
                                    + " 'FINAL') AND NOT EXISTS (SELECT 1 FROM outbox WHERE"
                                    + " outbox.epoch = number AND done_at IS NOT NULL)"),
                    new Rule(
                            "epochs follow one another without gaps, each closed one with a root",
                            "SELECT number AS offender FROM epoch WHERE (number > 1 AND NOT EXISTS"
                                    + " (SELECT 1 FROM epoch AS b WHERE b.number = epoch.number -"
                                    + " 1 AND b.state <> 'OPEN')) OR (state <> 'OPEN') <> (root IS"
                                    + " NOT NULL AND total IS NOT NULL AND leaves IS NOT NULL)"),
                    new Rule(
                            "a round counts its own results",
                            "SELECT job || '/' || number AS offender FROM round WHERE accepted <>"
                                    + " (SELECT count(*) FROM result WHERE result.job = round.job"
                                    + " AND result.round = round.number AND result.role = 'TRAIN'"
                                    + " AND result.state IN ('FINAL_OK', 'AUDIT_WAIT')) OR refused"
                                    + " <> (SELECT count(*) FROM result WHERE result.job ="
                                    + " round.job AND result.round = round.number AND result.role ="
                                    + " 'TRAIN' AND result.state = 'FINAL_BAD')"),
                    new Rule(
                            "rounds follow one another without gaps",
                            "SELECT job || '/' || number AS offender FROM round WHERE number > 0"
                                    + " AND NOT EXISTS (SELECT 1 FROM round AS b WHERE b.job ="
                                    + " round.job AND b.number = round.number - 1 AND b.state ="
                                    + " 'PUBLISHED')"),
                    new Rule(
                            "a round starts from the checkpoint of the one before",
                            "SELECT round.job || '/' || round.number AS offender FROM round LEFT"
                                    + " JOIN checkpoint ON checkpoint.job = round.job AND"
                                    + " checkpoint.number = round.number WHERE checkpoint.hash IS"
                                    + " NULL OR checkpoint.hash <> round.base"));

    /// What SQLite's own checks and references hold, and a server is not asked to look for at each
    /// write (`docs/decisions/0045-where-a-servers-time-goes.md`).
    private static final List<Rule> RULES_OF_SERVERS =
            List.of(
                    new Rule(
                            "a state is one of its machine",
                            "SELECT id AS offender FROM lease WHERE state NOT IN ('GRANTED',"
                                    + " 'COMMITTED', 'REVEALED', 'EXPIRED', 'REVOKED') OR role NOT IN"
                                    + " ('TRAIN', 'AUDIT') UNION ALL SELECT lease FROM result WHERE"
                                    + " state NOT IN ('RECEIVED', 'STATIC_OK', 'SCORED',"
                                    + " 'AUDIT_WAIT', 'FINAL_OK', 'FINAL_BAD', 'LATE') OR role NOT"
                                    + " IN ('TRAIN', 'AUDIT') UNION ALL SELECT job || '/' || number"
                                    + " FROM shard WHERE state NOT IN ('READY', 'LEASED',"
                                    + " 'SUBMITTED', 'ACCEPTED', 'REJECTED', 'POISON') UNION ALL"
                                    + " SELECT id FROM job WHERE state NOT IN ('DRAFT', 'FUNDED',"
                                    + " 'RUNNING', 'PAUSED', 'DRAINING', 'DONE', 'CANCELLED') OR"
                                    + " privacy NOT IN ('PROVEN', 'OWN')"),
                    new Rule(
                            "a lease is of a device, a round and a shard that are there",
                            "SELECT id AS offender FROM lease WHERE NOT EXISTS (SELECT 1 FROM"
                                    + " device WHERE device.id = lease.device) OR NOT EXISTS"
                                    + " (SELECT 1 FROM round WHERE round.job = lease.job AND"
                                    + " round.number = lease.round) OR NOT EXISTS (SELECT 1 FROM"
                                    + " shard WHERE shard.job = lease.job AND shard.number ="
                                    + " lease.shard)"),
                    new Rule(
                            "a result is of its lease's device, job, round and shard",
                            "SELECT result.lease AS offender FROM result JOIN lease ON lease.id ="
                                    + " result.lease WHERE result.device <> lease.device OR"
                                    + " result.job <> lease.job OR result.round <> lease.round OR"
                                    + " result.shard <> lease.shard"));

    private Invariants() {}

    /// @return one sentence for each violation
    public static List<String> violations(Session session) {
        var found = new ArrayList<String>();
        var rules = new ArrayList<>(RULES);
        rules.addAll(session.isShared() ? RULES_OF_SERVERS : List.of());
        for (var rule : rules) {
            for (var offender : session.all(rule.offenders(), row -> row.text("offender"))) {
                found.add(rule.name() + ": " + offender);
            }
        }
        found.addAll(Tallies.differences(session));
        session.all("SELECT * FROM job", Money::read).forEach(money -> money.check(session, found));
        return found;
    }

    private record Money(
            JobId job,
            Wei budget,
            Wei available,
            Wei reserved,
            Wei held,
            Wei released,
            Wei slashed,
            Wei refunded) {
        static Money read(Row row) {
            return new Money(
                    new JobId(row.text("id")),
                    row.wei("budget"),
                    row.wei("available"),
                    row.wei("reserved"),
                    row.wei("held"),
                    row.wei("released"),
                    row.wei("slashed"),
                    row.wei("refunded"));
        }

        void check(Session session, List<String> found) {
            var sum =
                    available.plus(reserved).plus(held).plus(released).plus(slashed).plus(refunded);
            require(found, "the books add up to the budget", sum, budget);
            Function<String, Wei> ledger =
                    state ->
                            sum(
                                    session,
                                    "SELECT amount FROM ledger WHERE job = ? AND state = ?",
                                    state);
            require(found, "the held book is the held entries", held, ledger.apply("HELD"));
            require(
                    found,
                    "the released book is the released entries",
                    released,
                    ledger.apply("RELEASED"));
            require(
                    found,
                    "the slashed book is the slashed entries",
                    slashed,
                    ledger.apply("SLASHED"));
            settled(session)
                    .filter(all -> all.compareTo(held.plus(released).plus(slashed)) > 0)
                    .map(all -> "only pay for accepted work is settled: " + job + " has " + all)
                    .ifPresent(found::add);
            var promised =
                    sum(
                                    session,
                                    "SELECT pay AS amount FROM lease WHERE job = ? AND state = ?",
                                    "GRANTED")
                            .plus(
                                    sum(
                                            session,
                                            "SELECT pay AS amount FROM lease WHERE job = ? AND state = ?",
                                            "COMMITTED"))
                            .plus(
                                    sum(
                                            session,
                                            "SELECT pay AS amount FROM result WHERE job = ? AND state = ?",
                                            "STATIC_OK"))
                            .plus(
                                    sum(
                                            session,
                                            "SELECT pay AS amount FROM result WHERE job = ? AND state = ?",
                                            "SCORED"))
                            .plus(
                                    sum(
                                            session,
                                            "SELECT pay AS amount FROM result WHERE job = ? AND state = ?",
                                            "AUDIT_WAIT"));
            promised = Appeals.reserved(session, job).stream().reduce(promised, Wei::plus);
            require(found, "the reserved book is what live work may earn", reserved, promised);
        }

        /// Of a budget in the escrow; an upheld appeal makes settled pay held again.
        private Optional<Wei> settled(Session session) {
            return session.first(
                    "SELECT settled FROM escrow WHERE job = ?", row -> row.wei("settled"), job);
        }

        private Wei sum(Session session, String query, String state) {
            return session.all(query, row -> row.wei("amount"), job, state).stream()
                    .reduce(Wei.ZERO, Wei::plus);
        }

        private void require(List<String> found, String rule, Wei is, Wei expected) {
            if (!is.equals(expected)) {
                found.add(rule + ": " + job + " has " + is + ", not " + expected);
            }
        }
    }
}
