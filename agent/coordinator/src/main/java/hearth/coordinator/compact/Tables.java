package hearth.coordinator.compact;

import hearth.coordinator.Policy;

import java.time.Instant;
import java.util.random.RandomGenerator;

/// All that a compact book knows, and the last step of a result with what follows from it.
final class Tables {
    final Extent extent;
    final Policy policy;
    final RandomGenerator random;
    final Evidence evidence;
    final Outcomes outcomes;
    final JobTable jobs;
    final LeaseTable leases;
    final AuditTable audits;
    final DeviceTable devices;
    final ResultLog log;
    final RecentWork work = new RecentWork();
    final boolean[] isCondemned;
    int now;

    Tables(Extent extent, RandomGenerator random, Evidence evidence, Outcomes outcomes) {
        this.extent = extent;
        this.policy = extent.policy();
        this.random = random;
        this.evidence = evidence;
        this.outcomes = outcomes;
        int count = extent.owners().length;
        jobs = new JobTable(extent);
        leases = new LeaseTable(count, extent.end());
        audits = new AuditTable(leases, count);
        devices = new DeviceTable(extent.owners());
        log = new ResultLog(extent);
        isCondemned = new boolean[count];
    }

    Instant instant(int millis) {
        return extent.beginning().plusMillis(millis);
    }

    int millis(Instant instant) {
        return Math.toIntExact(instant.toEpochMilli() - extent.beginning().toEpochMilli());
    }

    long wholePay() {
        return extent.pay().getLast();
    }

    /// What a result that waits for a verdict may earn.
    long pay(int lease) {
        return extent.pay().get(leases.get(lease, LeaseTable.STEPS));
    }

    boolean reserve(int job, long pay) {
        if (jobs.available[job] < pay) {
            return false;
        }
        jobs.available[job] -= pay;
        jobs.reserved[job] += pay;
        return true;
    }

    void returnPay(int job, long pay) {
        require(jobs.reserved[job] >= pay);
        jobs.reserved[job] -= pay;
        jobs.available[job] += pay;
    }

    /// Ends a live lease without a result.
    void end(int lease, int state) {
        int job = leases.get(lease, LeaseTable.JOB);
        leases.end(lease, state);
        returnPay(job, wholePay());
        if (leases.is(lease, LeaseTable.AUDIT)) {
            audits.ended(leases.get(lease, LeaseTable.AUDITS));
        } else {
            jobs.shards.giveBack(
                    job, leases.get(lease, LeaseTable.SHARD), leases.get(lease, LeaseTable.TOKEN));
            freePlace(lease);
        }
        leases.slots.drop(lease);
    }

    /// A lease or a result takes no place in its round any more, if that is not over.
    void freePlace(int lease) {
        int job = leases.get(lease, LeaseTable.JOB);
        if (jobs.round[job] == leases.get(lease, LeaseTable.ROUND)) {
            jobs.take(job, devices.owners[leases.get(lease, LeaseTable.DEVICE)], -1);
        }
    }

    /// A result moves on.
    void move(int lease, int from, int to) {
        log.move(
                leases.get(lease, LeaseTable.DEVICE),
                leases.get(lease, LeaseTable.RESULT),
                from,
                to);
    }

    int resultState(int lease) {
        return log.state(
                leases.get(lease, LeaseTable.DEVICE), leases.get(lease, LeaseTable.RESULT));
    }

    void accept(int lease, int from) {
        int job = leases.get(lease, LeaseTable.JOB);
        int device = leases.get(lease, LeaseTable.DEVICE);
        long pay = pay(lease);
        move(lease, from, ResultLog.FINAL_OK);
        devices.accept(device, pay);
        require(jobs.reserved[job] >= pay);
        jobs.reserved[job] -= pay;
        jobs.held[job] += pay;
        log.hold(device, leases.get(lease, LeaseTable.RESULT), now);
        count(lease);
        boolean isCounted = leases.is(lease, LeaseTable.COUNTED);
        require(
                !isCounted
                        || jobs.shards.count(
                                job,
                                leases.get(lease, LeaseTable.SHARD),
                                leases.get(lease, LeaseTable.PASS)));
    }

    /// As work by which it is drawn who repeats others.
    void count(int lease) {
        boolean isWhole = leases.get(lease, LeaseTable.STEPS) == extent.steps();
        if (isWhole && !leases.is(lease, LeaseTable.AUDIT)) {
            int device = leases.get(lease, LeaseTable.DEVICE);
            work.count(leases.get(lease, LeaseTable.SEQUENCE), device);
        }
    }

    void refuse(int lease, int from, int reason) {
        int device = leases.get(lease, LeaseTable.DEVICE);
        work.count(leases.get(lease, LeaseTable.SEQUENCE), Slots.NONE);
        move(lease, from, ResultLog.FINAL_BAD);
        devices.refuse(device, reason != Outcomes.OTHER_WORK);
        returnPay(leases.get(lease, LeaseTable.JOB), pay(lease));
        isCondemned[device] |= reason == Outcomes.OTHER_WORK;
        outcomes.refused(device, reason);
    }

    /// Of whoever has an accepted lease that was other work after all.
    void condemn(int lease) {
        int device = leases.get(lease, LeaseTable.DEVICE);
        devices.refuse(device, false);
        isCondemned[device] = true;
        slash(lease, true);
    }

    /// Takes what is held back of the pay of whoever has a refused lease: that of its job, or all.
    void slash(int lease, boolean isSettled) {
        int device = leases.get(lease, LeaseTable.DEVICE);
        log.slash(
                device,
                isSettled ? ResultLog.ALL_JOBS : leases.get(lease, LeaseTable.JOB),
                (job, pay) -> {
                    require(jobs.held[job] >= pay);
                    jobs.held[job] -= pay;
                    jobs.slashed[job] += pay;
                    devices.paid[device] -= pay;
                    outcomes.slashed(device);
                });
    }

    static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("the state machines guarantee it");
        }
    }
}
