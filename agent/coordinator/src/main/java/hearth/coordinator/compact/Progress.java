package hearth.coordinator.compact;

import hearth.coordinator.Arrival;
import hearth.coordinator.Belief;
import hearth.coordinator.Objection;
import hearth.coordinator.Refusal;
import hearth.coordinator.RoundEnd;

import java.util.Optional;

/// What a device says about a lease: still working, this is the hash of my update, I give it back,
/// here are the bytes.
final class Progress {
    private static final Optional<Refusal> DONE = Optional.empty();
    private static final Optional<Refusal> ENDED = Optional.of(Refusal.LEASE_ENDED);
    private static final Optional<Refusal> NOT_COMMITTED = Optional.of(Refusal.NOT_COMMITTED);

    private final Tables book;

    Progress(Tables book) {
        this.book = book;
    }

    /// A lease that the book knows no more has ended.
    private Optional<Refusal> objection(int lease) {
        boolean isLive = lease != Slots.NONE && book.leases.isLive(lease, book.now);
        return Objection.to(true, true, isLive);
    }

    Optional<Refusal> beat(int lease) {
        var objection = objection(lease);
        if (objection.isPresent()) {
            return objection;
        }
        var granted = book.instant(book.leases.get(lease, LeaseTable.GRANTED_AT));
        var now = book.instant(book.now);
        int until = book.millis(book.policy.leaseUntil(granted, now));
        if (until > book.leases.get(lease, LeaseTable.EXPIRES_AT)) {
            book.leases.extend(lease, book.millis(book.policy.keptUntil(granted, now)));
        }
        return DONE;
    }

    Optional<Refusal> release(int lease) {
        var objection = objection(lease);
        if (objection.isEmpty()) {
            book.end(lease, LeaseTable.REVOKED);
        }
        return objection;
    }

    Optional<Refusal> commit(int lease, int steps) {
        var objection = objection(lease);
        if (objection.isPresent()) {
            return objection;
        }
        if (book.leases.get(lease, LeaseTable.STATE) == LeaseTable.COMMITTED) {
            boolean isSame = book.leases.get(lease, LeaseTable.STEPS) == steps;
            return isSame ? DONE : Optional.of(Refusal.OTHER_COMMIT);
        }
        boolean isAudit = book.leases.is(lease, LeaseTable.AUDIT);
        var wrong = Objection.toSteps(steps, book.extent.steps(), isAudit);
        if (wrong.isPresent()) {
            return wrong;
        }
        book.leases.slots.set(lease, LeaseTable.STATE, LeaseTable.COMMITTED);
        book.leases.slots.set(lease, LeaseTable.STEPS, steps);
        var until = book.instant(book.now).plus(book.policy.leaseTime());
        book.leases.extend(lease, book.millis(until));
        return DONE;
    }

    /// A legal update; the same one again changes nothing.
    Optional<Refusal> reveal(int lease) {
        if (lease != Slots.NONE
                && book.leases.get(lease, LeaseTable.STATE) == LeaseTable.REVEALED) {
            return DONE;
        }
        if (lease == Slots.NONE || !book.leases.isLive(lease, book.now)) {
            return ENDED;
        }
        if (book.leases.get(lease, LeaseTable.STATE) != LeaseTable.COMMITTED) {
            return NOT_COMMITTED;
        }
        settle(lease);
        return DONE;
    }

    private void settle(int lease) {
        var leases = book.leases;
        leases.end(lease, LeaseTable.REVEALED);
        int job = leases.get(lease, LeaseTable.JOB);
        int steps = leases.get(lease, LeaseTable.STEPS);
        var arrival =
                Arrival.of(
                        leases.is(lease, LeaseTable.AUDIT),
                        book.jobs.isOpen(job, leases.get(lease, LeaseTable.ROUND)),
                        Arrival.isCounted(steps, book.extent.steps()));
        if (arrival == Arrival.PART) {
            arrival = arrival.after(longestPart(job, leases.get(lease, LeaseTable.SHARD)), steps);
        }
        long pay = arrival.isPaid() ? book.pay(lease) : 0;
        boolean isUnpaid = arrival == Arrival.LATE || arrival == Arrival.AGAIN;
        int state = isUnpaid ? ResultLog.LATE : ResultLog.STATIC_OK;
        int device = leases.get(lease, LeaseTable.DEVICE);
        leases.slots.set(lease, LeaseTable.RECEIVED_AT, book.now);
        leases.slots.set(
                lease,
                LeaseTable.RESULT,
                book.log.append(device, job, arrival.isPaid() ? steps : 0, state, book.now));
        leases.slots.set(lease, LeaseTable.SEQUENCE, book.work.append());
        book.returnPay(job, book.wholePay() - pay);
        if (arrival.isOfRound()) {
            join(lease, job);
            drawLossCheck(lease, job, device);
        }
        int shard = leases.get(lease, LeaseTable.SHARD);
        int token = leases.get(lease, LeaseTable.TOKEN);
        switch (arrival.shard()) {
            case SUBMITTED -> {
                leases.flag(lease, LeaseTable.COUNTED);
                book.jobs.shards.submit(job, shard, token);
                book.jobs.waiting[job]++;
                if (RoundEnd.isFull(book.jobs.waiting[job], book.jobs.target[job])) {
                    book.jobs.close(job);
                }
            }
            case BACK -> {
                book.jobs.shards.giveBack(job, shard, token);
                book.freePlace(lease);
            }
            case NOWHERE -> {
                int audit = leases.get(lease, LeaseTable.AUDITS);
                book.audits.arrived.add(book.audits.key(audit));
            }
        }
        if (isUnpaid) {
            leases.slots.drop(lease);
        }
    }

    /// Steps of the longest part of a shard's data that waits in the job's round.
    private int longestPart(int job, int shard) {
        int longest = 0;
        for (int of = book.jobs.firstPart(job, book.leases);
                of != Slots.NONE;
                of = book.jobs.partAfter(of, book.leases)) {
            if (book.leases.get(of, LeaseTable.SHARD) == shard) {
                longest = Math.max(longest, book.leases.get(of, LeaseTable.STEPS));
            }
        }
        return longest;
    }

    private void join(int lease, int job) {
        int last = book.jobs.lastResult[job];
        if (last == Slots.NONE) {
            book.jobs.firstResult[job] = lease;
        } else {
            book.leases.slots.set(last, LeaseTable.NEXT, lease);
        }
        book.jobs.lastResult[job] = lease;
        book.jobs.unjudged[job]++;
    }

    private void drawLossCheck(int lease, int job, int device) {
        double share = book.policy.checking().scored(book.devices.sinceFailure[device]);
        if (Belief.isMeasured(book.random, share)) {
            if (!book.jobs.hasSecret[job]) {
                book.jobs.hasSecret[job] = true;
                book.random.nextLong();
            }
            book.leases.flag(lease, LeaseTable.MEASURED);
            book.jobs.unmeasured[job]++;
        }
    }
}
