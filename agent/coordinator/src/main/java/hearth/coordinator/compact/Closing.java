package hearth.coordinator.compact;

import hearth.coordinator.Belief;
import hearth.coordinator.RoundEnd;

import java.time.Duration;

/// Judges rounds that are full or have waited long enough, and publishes them.
final class Closing {
    /// Others of its round that a result waits for, to be compared with.
    private static final int FEWEST_OTHERS = 2;

    private final Tables book;

    Closing(Tables book) {
        this.book = book;
    }

    /// Ends the giving of work in rounds whose first result has waited long enough, and closes them
    /// once nobody works on them.
    void closePatiently() {
        var waitingSince = book.instant(book.now).minus(book.policy.roundPatience());
        for (int job = 0; job < book.extent.jobs(); job++) {
            var since = book.instant(firstReceived(job));
            if (!book.jobs.isOpen(job) || since.isAfter(waitingSince)) {
                continue;
            }
            var next =
                    RoundEnd.next(
                            book.jobs.waiting[job],
                            book.jobs.target[job],
                            book.jobs.taken[job] - book.jobs.waiting[job],
                            Duration.between(since, book.instant(book.now)),
                            book.policy);
            switch (next) {
                case GIVES_WORK -> {}
                case WAITS -> book.jobs.giveNoMore(job);
                case CLOSES -> book.jobs.close(job);
            }
        }
    }

    private int firstReceived(int job) {
        int result = book.jobs.firstResult[job];
        while (result != Slots.NONE && !book.leases.is(result, LeaseTable.COUNTED)) {
            result = book.leases.get(result, LeaseTable.NEXT);
        }
        return result == Slots.NONE
                ? Integer.MAX_VALUE
                : book.leases.get(result, LeaseTable.RECEIVED_AT);
    }

    /// Judges and publishes what is closed and has all its losses measured.
    void advance() {
        for (int job = 0; job < book.extent.jobs(); job++) {
            if (!book.jobs.isOpen(job) && book.jobs.unmeasured[job] == 0) {
                judge(job);
            }
        }
        for (int job = 0; job < book.extent.jobs(); job++) {
            if (book.jobs.isJudged(job)) {
                publish(job);
            }
        }
    }

    /// Measures the losses that a round may be waiting for.
    void measure() {
        for (int job = 0; job < book.extent.jobs(); job++) {
            if (!book.jobs.isOpen(job) || book.jobs.unjudged[job] > FEWEST_OTHERS) {
                book.jobs.unmeasured[job] = 0;
            }
        }
    }

    private void judge(int job) {
        var jobs = book.jobs;
        int good = 0;
        int result = jobs.firstResult[job];
        jobs.firstResult[job] = Slots.NONE;
        jobs.lastResult[job] = Slots.NONE;
        while (result != Slots.NONE) {
            int next = book.leases.get(result, LeaseTable.NEXT);
            book.leases.slots.set(result, LeaseTable.NEXT, Slots.NONE);
            boolean isCounted = book.leases.is(result, LeaseTable.COUNTED);
            int reason =
                    book.evidence.judge(
                            book.leases.name(result),
                            book.leases.get(result, LeaseTable.DEVICE),
                            book.leases.get(result, LeaseTable.STEPS),
                            book.leases.is(result, LeaseTable.MEASURED));
            if (reason == Evidence.GOOD) {
                good += isCounted ? 1 : 0;
                keep(job, result);
            } else {
                refuse(job, result, isCounted, reason);
            }
            result = next;
        }
        if (RoundEnd.isEnough(good, jobs.target[job])) {
            jobs.judged(job);
        } else {
            jobs.reopen(job);
        }
    }

    private void keep(int job, int result) {
        int last = book.jobs.lastResult[job];
        if (last == Slots.NONE) {
            book.jobs.firstResult[job] = result;
        } else {
            book.leases.slots.set(last, LeaseTable.NEXT, result);
        }
        book.jobs.lastResult[job] = result;
    }

    private void refuse(int job, int result, boolean isCounted, int reason) {
        book.refuse(result, ResultLog.STATIC_OK, reason);
        book.jobs.unjudged[job]--;
        if (isCounted) {
            book.jobs.shards.reject(job, book.leases.get(result, LeaseTable.SHARD));
            book.jobs.waiting[job]--;
            book.freePlace(result);
        }
        book.leases.slots.drop(result);
    }

    private void publish(int job) {
        for (int of = book.jobs.firstResult[job];
                of != Slots.NONE;
                of = book.leases.get(of, LeaseTable.NEXT)) {
            book.move(of, ResultLog.STATIC_OK, ResultLog.SCORED);
        }
        int result = book.jobs.firstResult[job];
        while (result != Slots.NONE) {
            int next = book.leases.get(result, LeaseTable.NEXT);
            if (book.leases.is(result, LeaseTable.COUNTED)) {
                book.jobs.shards.accept(job, book.leases.get(result, LeaseTable.SHARD));
            }
            settle(result);
            result = next;
        }
        book.jobs.publish(job);
    }

    /// A result that nothing speaks against is good, unless it is drawn to be repeated first.
    private void settle(int result) {
        int device = book.leases.get(result, LeaseTable.DEVICE);
        long known = book.devices.sinceFailure[device];
        if (Belief.isDrawn(book.random, book.policy.checking(), known)) {
            book.move(result, ResultLog.SCORED, ResultLog.AUDIT_WAIT);
            book.count(result);
            book.audits.want(result, 1, false, AuditTable.WANTED, book.now);
        } else {
            book.accept(result, ResultLog.SCORED);
            book.leases.slots.drop(result);
        }
    }
}
