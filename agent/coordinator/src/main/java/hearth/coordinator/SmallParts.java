package hearth.coordinator;

import hearth.protocol.JobId;
import hearth.storage.Row;
import hearth.storage.Session;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Parts of leases that take no place in their round and are paid, while it is open.
final class SmallParts {
    private final List<Sent> all;

    private SmallParts(List<Sent> all) {
        this.all = all;
    }

    /// @param waits whether it is to be judged, and not one that came again
    private record Sent(int shard, Instant at, boolean waits) {
        static Sent read(Row row) {
            return new Sent(
                    row.integer("shard"),
                    row.instant("received_at"),
                    row.text("state").equals("STATIC_OK"));
        }
    }

    /// Those of one account.
    static SmallParts of(Session session, JobId job, int round, String account) {
        return new SmallParts(
                session.all(
                        "SELECT shard, received_at, state FROM result WHERE job = ? AND round = ?"
                                + " AND state IN ('STATIC_OK', 'LATE') AND counted = 0 AND account ="
                                + " ? AND role = 'TRAIN'",
                        Sent::read,
                        job,
                        round,
                        account));
    }

    /// Whether they are as many as one may send for a while.
    boolean areTooMany(int target, Policy policy, Instant now) {
        var since = now.minus(policy.leaseTime());
        long lately = all.stream().filter(part -> part.at().isAfter(since)).count();
        return Eligibility.hasTooManyParts(lately, target, policy);
    }

    /// Of which the account would earn nothing for another one of the same length.
    Set<Integer> shards() {
        return all.stream().filter(Sent::waits).map(Sent::shard).collect(Collectors.toSet());
    }

    /// Steps of the longest one of a lease's data, whoever sent it.
    static int longest(Session session, Leases.Held held) {
        return (int)
                session.count(
                        "SELECT coalesce(max(steps), 0) AS n FROM result WHERE job = ? AND round = ?"
                                + " AND state = 'STATIC_OK' AND counted = 0 AND shard = ? AND role ="
                                + " 'TRAIN'",
                        held.lease().job(),
                        held.lease().round(),
                        held.shard());
    }
}
