package hearth.coordinator.compact;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// What must hold in every state of a compact book, computed anew from its records: the
/// counterparts of [hearth.coordinator.Invariants], as far as this book has what they are about.
final class CompactInvariants {
    private final Tables book;
    private final LeaseTable leases;
    private final JobTable jobs;
    private final List<String> found = new ArrayList<>();
    private final int[] live;
    private final int[] training;
    private final long[] promised;
    private final long[] held;
    private final BitSet known = new BitSet();

    CompactInvariants(Tables book) {
        this.book = book;
        leases = book.leases;
        jobs = book.jobs;
        int count = book.extent.jobs();
        live = new int[count];
        training = new int[count];
        promised = new long[count];
        held = new long[count];
    }

    List<String> violations() {
        checkLiveLeases();
        for (int job = 0; job < live.length; job++) {
            checkRound(job);
            checkShards(job);
        }
        int waits = checkAudits();
        checkResults(waits);
        for (int job = 0; job < live.length; job++) {
            checkMoney(job);
        }
        checkStandings();
        return found;
    }

    private void require(boolean holds, String rule, long offender) {
        if (!holds) {
            found.add(rule + ": " + offender);
        }
    }

    private long shard(int job, int number) {
        return (long) job * book.extent.shards() + number;
    }

    private void checkLiveLeases() {
        var worked = new BitSet();
        for (int device = 0; device < book.devices.owners.length; device++) {
            for (int of = leases.firstOf(device);
                    of != Slots.NONE;
                    of = leases.get(of, LeaseTable.NEXT)) {
                int job = leases.get(of, LeaseTable.JOB);
                promised[job] += book.wholePay();
                know(of);
                require(leases.isOpen(of), "a live lease is open", of);
                require(leases.get(of, LeaseTable.DEVICE) == device, "a lease is its device's", of);
                if (!leases.is(of, LeaseTable.AUDIT)) {
                    checkTraining(of, job, worked);
                }
            }
        }
    }

    private void checkTraining(int lease, int job, BitSet worked) {
        int number = leases.get(lease, LeaseTable.SHARD);
        int at = Math.toIntExact(shard(job, number));
        live[job] += leases.get(lease, LeaseTable.ROUND) == jobs.round[job] ? 1 : 0;
        require(!worked.get(at), "at most one live lease per shard and replica", at);
        worked.set(at);
        require(
                jobs.shards.state(job, number) == ShardTable.LEASED
                        && jobs.shards.token(job, number) == leases.get(lease, LeaseTable.TOKEN),
                "a live lease holds its shard with the newest token",
                lease);
        training[job]++;
    }

    private void know(int lease) {
        require(!known.get(lease), "a lease is in one place", lease);
        known.set(lease);
    }

    private void checkRound(int job) {
        int waiting = 0;
        int unjudged = 0;
        for (int of = jobs.firstResult[job];
                of != Slots.NONE;
                of = leases.get(of, LeaseTable.NEXT)) {
            know(of);
            unjudged++;
            waiting += leases.is(of, LeaseTable.COUNTED) ? 1 : 0;
            promised[job] += book.pay(of);
            require(
                    leases.get(of, LeaseTable.STATE) == LeaseTable.REVEALED,
                    "a result belongs to a lease that was committed and revealed",
                    of);
            require(
                    book.resultState(of) == ResultLog.STATIC_OK
                            && leases.get(of, LeaseTable.ROUND) == jobs.round[job],
                    "a waiting result belongs to a round that is not published",
                    of);
            if (leases.is(of, LeaseTable.COUNTED)) {
                require(
                        jobs.shards.state(job, leases.get(of, LeaseTable.SHARD))
                                == ShardTable.SUBMITTED,
                        "a waiting result's shard is submitted",
                        of);
            }
        }
        require(waiting == jobs.waiting[job], "a round knows who waits in it", job);
        require(unjudged == jobs.unjudged[job], "a round knows what waits in it", job);
        require(
                jobs.taken[job] == live[job] + waiting && jobs.owners[job].sum() == jobs.taken[job],
                "a place is taken by a lease or a result",
                job);
        require(jobs.taken[job] <= jobs.target[job], "a round takes as many as its target", job);
    }

    private void checkShards(int job) {
        int leased = 0;
        int submitted = 0;
        int ready = 0;
        for (int number = 0; number < book.extent.shards(); number++) {
            switch (jobs.shards.state(job, number)) {
                case ShardTable.LEASED -> leased++;
                case ShardTable.SUBMITTED -> submitted++;
                case ShardTable.READY -> ready++;
                default -> {}
            }
        }
        require(leased == training[job], "a leased shard has its lease", job);
        require(
                submitted == jobs.waiting[job],
                "a submitted shard waits for the verdict of one result",
                job);
        require(ready == jobs.shards.ready(job), "a ready shard can be given", job);
    }

    /// @return results that wait for a repetition
    private int checkAudits() {
        var waiting = new BitSet();
        for (int audit = 0; audit < book.audits.slots.highest(); audit++) {
            int state = book.audits.get(audit, AuditTable.STATE);
            if (state == AuditTable.DROPPED) {
                continue;
            }
            int of = book.audits.get(audit, AuditTable.OF);
            checkAuditor(audit, of);
            boolean isOnItsWay = state < AuditTable.DONE;
            int lease = book.audits.get(audit, AuditTable.LEASE);
            if (lease != Slots.NONE && !leases.isOpen(lease)) {
                know(lease);
                if (book.resultState(lease) == ResultLog.STATIC_OK) {
                    promised[leases.get(lease, LeaseTable.JOB)] += book.pay(lease);
                }
            }
            if (isOnItsWay) {
                require(!waiting.get(of), "a result is repeated once at a time", of);
                waiting.set(of);
                boolean isCanary = book.audits.get(audit, AuditTable.IS_CANARY) == 1;
                int result = book.resultState(of);
                require(
                        isCanary
                                ? result == ResultLog.FINAL_OK || result == ResultLog.FORGOTTEN
                                : result == ResultLog.AUDIT_WAIT,
                        "a result waits for a repetition if and only if one is on its way",
                        of);
                know(of);
                if (!isCanary) {
                    promised[leases.get(of, LeaseTable.JOB)] += book.pay(of);
                }
            }
        }
        return waiting.cardinality();
    }

    private void checkAuditor(int audit, int of) {
        int auditor = book.audits.get(audit, AuditTable.AUDITOR);
        if (auditor != Slots.NONE) {
            int owner = book.devices.owners[leases.get(of, LeaseTable.DEVICE)];
            require(
                    book.devices.owners[auditor] != owner,
                    "an auditor is never the audited owner",
                    audit);
            int lease = book.audits.get(audit, AuditTable.LEASE);
            require(
                    lease == Slots.NONE
                            || (leases.get(lease, LeaseTable.DEVICE) == auditor
                                    && leases.is(lease, LeaseTable.AUDIT)),
                    "a repetition is its auditor's",
                    audit);
        }
    }

    private void checkResults(int repeated) {
        int[] waits = {0};
        book.log.visit(
                (device, job, state, booked, pay) -> {
                    require(
                            state == ResultLog.FINAL_OK == (booked != ResultLog.NONE),
                            "a result is paid if and only if it is good",
                            device);
                    require(
                            booked != ResultLog.SLASHED || book.isCondemned[device],
                            "pay is slashed on the evidence of a repetition only",
                            device);
                    held[job] += booked == ResultLog.HELD ? pay : 0;
                    waits[0] += state == ResultLog.AUDIT_WAIT ? 1 : 0;
                });
        require(
                waits[0] <= repeated,
                "a result waits for a repetition if and only if one is on its way",
                waits[0]);
    }

    private void checkMoney(int job) {
        long sum =
                jobs.available[job]
                        + jobs.reserved[job]
                        + jobs.held[job]
                        + jobs.released[job]
                        + jobs.slashed[job];
        require(sum == book.extent.budget(), "the books add up to the budget", job);
        require(held[job] == jobs.held[job], "the held book is the held entries", job);
        require(
                promised[job] == jobs.reserved[job],
                "the reserved book is what live work may earn",
                job);
    }

    private void checkStandings() {
        var devices = book.devices;
        for (int device = 0; device < devices.owners.length; device++) {
            require(
                    devices.sinceFailure[device] >= 0
                            && devices.sinceFailure[device] <= devices.accepted[device],
                    "a standing counts no more since a failure than in all",
                    device);
        }
    }
}
