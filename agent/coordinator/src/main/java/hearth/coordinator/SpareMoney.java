package hearth.coordinator;

import hearth.coordinator.JobBooks.Book;
import hearth.protocol.JobId;
import hearth.protocol.Manifest;
import hearth.protocol.Wei;
import hearth.storage.Session;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/// What jobs can pay for repetitions, within one transaction. A job that trains pays for them as
/// long as it has budget; one that asks keeps back what its open inputs cost, so that checking
/// leaves no input without an answer, and what was promised to auditors who have not come yet.
final class SpareMoney {
    private final Session session;
    private final Map<JobId, BigInteger> left = new HashMap<>();

    SpareMoney(Session session) {
        this.session = session;
    }

    /// Whether the job can pay that much besides what it paid here before; then it has.
    boolean pays(JobId job, Manifest manifest, Wei pay) {
        var after = left.computeIfAbsent(job, id -> spare(id, manifest)).subtract(pay.value());
        if (after.signum() < 0) {
            return false;
        }
        left.put(job, after);
        return true;
    }

    private BigInteger spare(JobId job, Manifest manifest) {
        var available = JobBooks.balance(session, job, Book.AVAILABLE).value();
        if (manifest.inference().isEmpty()) {
            return available;
        }
        long open =
                session.count(
                        "SELECT count(*) AS n FROM shard WHERE job = ? AND state = 'READY'", job);
        long promised =
                session.count(
                        "SELECT count(*) AS n FROM audit JOIN result ON result.sequence ="
                                + " audit.result WHERE audit.state = 'DRAWN' AND result.job = ?",
                        job);
        return available.subtract(
                manifest.payPerLease().value().multiply(BigInteger.valueOf(open + promised)));
    }
}
