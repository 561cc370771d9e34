package hearth.coordinator.compact;

import hearth.coordinator.Eligibility;

import java.util.Arrays;

/// Gives out work: a lease that a device lost, what it was drawn to repeat, or a shard of the job
/// that has waited longest.
final class Granting {
    private static final int ID_WORDS = 2;

    /// Beyond the tokens of all shards.
    private static final long TOKENS_OF_AUDITS = 1L << 40;

    private final Tables book;
    private int[] aside = new int[16];
    private long granted;

    Granting(Tables book) {
        this.book = book;
    }

    long granted() {
        return granted;
    }

    /// @param holding the lease that the device names, or [Slots#NONE]
    /// @return the name of its lease, or the seconds to wait, negative
    long ask(int device, long holding) {
        expire();
        int now = book.now;
        book.devices.saw(device, now);
        int open = 0;
        int live = 0;
        int lost = Slots.NONE;
        int lease = book.leases.firstOf(device);
        while (lease != Slots.NONE) {
            live++;
            if (book.leases.get(lease, LeaseTable.STATE) == LeaseTable.GRANTED) {
                open++;
                if (lost == Slots.NONE && book.leases.name(lease) != holding) {
                    lost = lease;
                }
            }
            lease = book.leases.get(lease, LeaseTable.NEXT);
        }
        if (lost != Slots.NONE) {
            return again(lost);
        }
        int limit = Eligibility.leases(book.devices.accepted[device], book.policy);
        if (Eligibility.isAtLimit(open, live, limit)) {
            return -Eligibility.LATER;
        }
        int audit = book.audits.drawnFor(device);
        return audit == Slots.NONE ? fromJobs(device) : repeat(device, audit);
    }

    void expire() {
        int lease = book.leases.overdue(book.now);
        while (lease != Slots.NONE) {
            book.end(lease, LeaseTable.EXPIRED);
            lease = book.leases.overdue(book.now);
        }
    }

    private long again(int lease) {
        var granted = book.instant(book.leases.get(lease, LeaseTable.GRANTED_AT));
        var until = book.policy.leaseUntil(granted, book.instant(book.now));
        book.leases.extend(lease, book.millis(until));
        return book.leases.name(lease);
    }

    private long fromJobs(int device) {
        int owner = book.devices.owners[device];
        int put = 0;
        long name = 0;
        boolean isGiven = false;
        int job = book.jobs.next();
        while (job != Slots.NONE && !isGiven) {
            boolean hasNone =
                    Eligibility.hasNoPlace(
                            book.jobs.taken[job],
                            book.jobs.owners[job].of(owner),
                            book.jobs.target[job],
                            book.policy);
            int shard = hasNone ? Slots.NONE : take(job, owner);
            if (shard == Slots.NONE) {
                aside = put == aside.length ? Arrays.copyOf(aside, 2 * put) : aside;
                aside[put++] = job;
                job = book.jobs.next();
            } else {
                name = grant(device, owner, job, shard);
                isGiven = true;
            }
        }
        for (int i = 0; i < put; i++) {
            book.jobs.putBack(aside[i]);
        }
        // Every job has more data than places, so it is for places that a device waits.
        return isGiven ? name : -Eligibility.retryAfter(true, book.policy);
    }

    private int take(int job, int owner) {
        Tables.require(book.reserve(job, book.wholePay()));
        int shard = book.jobs.shards.lease(job, number -> hasPart(job, number, owner));
        if (shard == Slots.NONE) {
            book.returnPay(job, book.wholePay());
        }
        return shard;
    }

    /// Whether an owner would earn nothing for another part of this data.
    private boolean hasPart(int job, int shard, int owner) {
        for (int of = book.jobs.firstPart(job, book.leases);
                of != Slots.NONE;
                of = book.jobs.partAfter(of, book.leases)) {
            boolean isOfOwner =
                    book.devices.owners[book.leases.get(of, LeaseTable.DEVICE)] == owner;
            if (isOfOwner && book.leases.get(of, LeaseTable.SHARD) == shard) {
                return true;
            }
        }
        return false;
    }

    private long grant(int device, int owner, int job, int shard) {
        drawId();
        int lease = insert(device, 0);
        int round = book.jobs.round[job];
        var slots = book.leases.slots;
        slots.set(lease, LeaseTable.JOB, job);
        slots.set(lease, LeaseTable.ROUND, round);
        slots.set(lease, LeaseTable.SHARD, shard);
        slots.set(lease, LeaseTable.PASS, book.jobs.shards.pass(job, shard));
        slots.set(lease, LeaseTable.TOKEN, book.jobs.shards.token(job, shard));
        book.jobs.take(job, owner, 1);
        book.jobs.granted(job, book.now);
        return book.leases.name(lease);
    }

    /// The names of leases come from the same source as decisions; this book has its own.
    private void drawId() {
        for (int i = 0; i < ID_WORDS; i++) {
            book.random.nextLong();
        }
    }

    private int insert(int device, int flags) {
        granted++;
        var until = book.instant(book.now).plus(book.policy.leaseTime());
        return book.leases.grant(device, book.now, book.millis(until), flags);
    }

    /// The work of another lease once more.
    private long repeat(int device, int audit) {
        drawId();
        int of = book.audits.get(audit, AuditTable.OF);
        int job = book.leases.get(of, LeaseTable.JOB);
        Tables.require(book.reserve(job, book.wholePay()));
        book.random.nextLong(TOKENS_OF_AUDITS);
        int lease = insert(device, LeaseTable.AUDIT);
        var slots = book.leases.slots;
        for (int field = LeaseTable.JOB; field <= LeaseTable.PASS; field++) {
            slots.set(lease, field, slots.get(of, field));
        }
        book.audits.lease(audit, lease);
        return book.leases.name(lease);
    }
}
