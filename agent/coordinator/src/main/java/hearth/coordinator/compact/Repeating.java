package hearth.coordinator.compact;

import hearth.coordinator.Belief;
import hearth.coordinator.Belief.Next;
import hearth.coordinator.WorkSample;
import hearth.coordinator.WorkSample.Drawn;
import hearth.coordinator.WorkSample.Work;
import hearth.coordinator.aggregation.RepeatCheck.Likeness;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/// Layers L3 and L4: draws auditors, takes back what nobody came for, and decides what can be
/// decided.
final class Repeating {
    /// All leases here are as much work.
    private static final long FLOP = 1;

    private final Tables book;

    Repeating(Tables book) {
        this.book = book;
    }

    void advance() {
        book.audits.recall(book.now);
        drawAll();
        while (!book.audits.arrived.isEmpty()) {
            arrive((int) book.audits.arrived.remove());
        }
    }

    private void drawAll() {
        if (!book.audits.wanted.hasAny()) {
            return;
        }
        var auditors = sample();
        while (drawPage(auditors)) {
            auditors = auditors.isSpent() ? sample() : auditors;
        }
    }

    private WorkSample<Integer> sample() {
        var checking = book.policy.checking();
        var since = book.instant(book.now).minus(checking.seenWithin());
        long from = since.toEpochMilli() - book.extent.beginning().toEpochMilli();
        var numbers = WorkSample.numbers(book.random, book.work.newest());
        var work =
                Arrays.stream(numbers)
                        .mapToInt(book.work::of)
                        .filter(device -> device != Slots.NONE)
                        .mapToObj(device -> work(device, from))
                        .toList();
        return new WorkSample<>(book.random, checking, work);
    }

    private Work<Integer> work(int device, long seenSince) {
        return new Work<>(
                device,
                FLOP,
                book.devices.known(device),
                book.devices.wasSeen(device, seenSince),
                book.audits.open(device));
    }

    /// @return false if the next step goes on behind it, or begins anew
    private boolean drawPage(WorkSample<Integer> auditors) {
        var wanted = book.audits.wanted;
        int page = book.policy.checking().page();
        int seen = 0;
        int drawn = 0;
        while (seen < page && wanted.isAhead()) {
            long key = wanted.next();
            seen++;
            if (draw((int) key, auditors)) {
                drawn++;
            } else {
                wanted.add(key);
            }
        }
        boolean isFull = seen == page;
        if (!isFull) {
            wanted.beginAnew();
        }
        return isFull && drawn > 0;
    }

    /// @return false if it has to wait
    private boolean draw(int audit, WorkSample<Integer> auditors) {
        int of = book.audits.get(audit, AuditTable.OF);
        boolean isCanary = book.audits.get(audit, AuditTable.IS_CANARY) == 1;
        if (Belief.isDrawnInVain(book.audits.get(audit, AuditTable.DRAWS))) {
            leaveToCoordinator(audit, of, isCanary);
            return true;
        }
        boolean isWhole = book.leases.get(of, LeaseTable.STEPS) == book.extent.steps();
        var drawn =
                isWhole
                        ? auditors.draw(FLOP, one -> mayRepeat(audit, of, one))
                        : Drawn.<Integer>nobody();
        var now = book.instant(book.now);
        var checking = book.policy.checking();
        if (drawn.device().isPresent()) {
            int until = book.millis(now.plus(drawn.within(checking)));
            book.audits.draw(audit, drawn.device().get(), until);
            return true;
        }
        var wantedAt = book.instant(book.audits.get(audit, AuditTable.WANTED_AT));
        if (!isWhole || Belief.isOver(checking, wantedAt, drawn.isBusy(), now)) {
            alone(audit, of);
            return true;
        }
        boolean isAtOnce =
                !drawn.isBusy() && !isCanary && Belief.isOwnAtOnce(book.audits.own.size());
        if (isAtOnce) {
            book.audits.move(audit, AuditTable.OWN);
        }
        return isAtOnce;
    }

    private void leaveToCoordinator(int audit, int of, boolean isCanary) {
        book.audits.move(audit, isCanary ? AuditTable.DROPPED : AuditTable.OWN);
        if (isCanary) {
            book.audits.drop(of);
        }
    }

    /// Not whose result it is, nor who repeated it before or was to and did not.
    private boolean mayRepeat(int audit, int of, int device) {
        int owner = book.devices.owners[device];
        boolean may =
                !isOf(owner, book.leases.get(of, LeaseTable.DEVICE))
                        && !isOf(owner, book.audits.get(audit, AuditTable.MISSED))
                        && !isOf(owner, book.audits.get(audit, AuditTable.MISSED_BEFORE));
        int other = book.leases.get(of, LeaseTable.AUDITS);
        while (may && other != Slots.NONE) {
            may = !isOf(owner, book.audits.get(other, AuditTable.AUDITOR));
            other = book.audits.get(other, AuditTable.NEXT);
        }
        return may;
    }

    /// @param device or [Slots#NONE]
    private boolean isOf(int owner, int device) {
        return device != Slots.NONE && book.devices.owners[device] == owner;
    }

    /// Nobody else is there.
    private void alone(int audit, int of) {
        boolean isCanary = book.audits.get(audit, AuditTable.IS_CANARY) == 1;
        boolean isOwn =
                Belief.isOwn(
                        book.random,
                        book.policy.checking(),
                        isCanary,
                        book.audits.get(audit, AuditTable.RUN));
        book.audits.move(audit, isOwn ? AuditTable.OWN : AuditTable.DROPPED);
        if (isOwn) {
            return;
        }
        if (!isCanary) {
            book.accept(of, ResultLog.AUDIT_WAIT);
        }
        book.audits.drop(of);
    }

    private void arrive(int audit) {
        book.audits.arrive(audit);
        decide(book.audits.get(audit, AuditTable.OF), audit);
    }

    /// Repeats here what nobody else can.
    void repeatOwn() {
        while (!book.audits.own.isEmpty()) {
            int audit = (int) book.audits.own.remove();
            book.audits.move(audit, AuditTable.DONE);
            decide(book.audits.get(audit, AuditTable.OF), audit);
        }
    }

    /// @param last the newest repetition
    private void decide(int result, int last) {
        boolean isOwn = book.audits.get(last, AuditTable.AUDITOR) == Slots.NONE;
        boolean isCanary = book.audits.get(last, AuditTable.IS_CANARY) == 1;
        var likeness = book.extent.repeats().of(distance(result, last));
        int run = book.audits.get(last, AuditTable.RUN);
        var next =
                isCanary
                        ? nextOfCanary(result, last, isOwn, likeness)
                        : next(result, last, isOwn, likeness);
        switch (next) {
            case ANOTHER -> book.audits.want(result, run + 1, false, AuditTable.WANTED, book.now);
            case OWN -> book.audits.want(result, run + 1, isCanary, AuditTable.OWN, book.now);
            case ACCEPT, REFUSE -> {
                boolean isSettled = judgeAuditors(result, last, isOwn, likeness);
                if (isCanary) {
                    judgeConfirmed(result, last, next == Next.REFUSE && isSettled);
                    book.audits.drop(result);
                } else if (next == Next.REFUSE) {
                    book.refuse(result, ResultLog.AUDIT_WAIT, Outcomes.OTHER_WORK);
                    book.slash(result, isSettled);
                    book.audits.drop(result);
                } else {
                    book.accept(result, ResultLog.AUDIT_WAIT);
                    if (!drawCanary(result, isOwn, run)) {
                        book.audits.drop(result);
                    }
                }
            }
        }
    }

    private Next nextOfCanary(int result, int last, boolean isOwn, Likeness likeness) {
        if (isOwn) {
            return Belief.nextOfCanary(likeness, true);
        }
        double apart = distanceToResult(book.audits.get(last, AuditTable.LEASE), result);
        return Belief.nextOfCanary(book.extent.repeats().of(apart), false);
    }

    private Next next(int result, int last, boolean isOwn, Likeness likeness) {
        boolean isGood = Belief.isGood(likeness, isOwn);
        boolean isDoubted = !isGood && !isOwn;
        int run = book.audits.get(last, AuditTable.RUN);
        boolean isAccusing =
                isGood
                        && !isOwn
                        && distances(result, last, false).values().stream()
                                .anyMatch(distance -> !isPaid(distance));
        return Belief.next(isGood, isOwn, isDoubted && agree(result, last, run), isAccusing);
    }

    /// A canary and the coordinator both found other work than what was accepted.
    private void judgeConfirmed(int result, int last, boolean isRefuted) {
        if (!isRefuted) {
            return;
        }
        book.condemn(result);
        distances(result, last, true)
                .forEach(
                        (audit, distance) -> {
                            if (!isCanary(audit) && !isPaid(distance)) {
                                book.condemn(book.audits.get(audit, AuditTable.LEASE));
                            }
                        });
    }

    private boolean isCanary(int audit) {
        return book.audits.get(audit, AuditTable.IS_CANARY) == 1;
    }

    private boolean isPaid(double distance) {
        return Belief.isPaid(book.extent.repeats().of(distance));
    }

    private boolean drawCanary(int result, boolean isOwn, int run) {
        long known = book.devices.sinceFailure[book.leases.get(result, LeaseTable.DEVICE)];
        boolean canary = Belief.isCanary(book.random, book.policy.checking(), isOwn, run, known);
        if (canary) {
            book.audits.want(result, 1, true, AuditTable.WANTED, book.now);
        }
        return canary;
    }

    private boolean agree(int result, int last, int run) {
        if (run < 2) {
            return false;
        }
        int first = book.leases.get(result, LeaseTable.AUDITS);
        return book.extent.repeats().of(between(first, last)) == Likeness.SAME;
    }

    private double distance(int result, int audit) {
        return distanceOf(result, book.audits.get(audit, AuditTable.LEASE), audit);
    }

    private double between(int one, int other) {
        int lease = book.audits.get(one, AuditTable.LEASE);
        return distanceOf(lease, book.audits.get(other, AuditTable.LEASE), other);
    }

    /// @param lease of the other, or none where the coordinator made it itself
    private double distanceOf(int update, int lease, int audit) {
        int auditor = book.audits.get(audit, AuditTable.AUDITOR);
        return book.evidence.distance(
                book.leases.name(update),
                book.leases.get(update, LeaseTable.DEVICE),
                auditor == Slots.NONE ? book.leases.name(ofAudit(audit)) : book.leases.name(lease),
                auditor == Slots.NONE ? Evidence.OWN : auditor);
    }

    private int ofAudit(int audit) {
        return book.audits.get(audit, AuditTable.OF);
    }

    /// Judges who repeated it.
    ///
    /// @param likeness of the result to the newest repetition
    /// @return whether more than the coordinator says so
    private boolean judgeAuditors(int result, int last, boolean isOwn, Likeness likeness) {
        var distances = distances(result, last, isOwn);
        var found =
                Stream.concat(
                                Stream.of(likeness),
                                distances.values().stream().map(book.extent.repeats()::of))
                        .toList();
        boolean isSettled = Belief.isSettled(isOwn, found);
        distances.forEach(
                (of, distance) -> {
                    if (isCanary(of) == isCanary(last)) {
                        judgeAuditor(of, distance, isSettled);
                    }
                });
        return isSettled;
    }

    /// Of each of the others' repetitions to the truth, which is what the coordinator computed
    /// itself, or else a good result. Who confirmed a result is judged by a canary only once the
    /// coordinator is.
    private Map<Integer, Double> distances(int result, int last, boolean isOwn) {
        var distances = new LinkedHashMap<Integer, Double>();
        int audit = book.leases.get(result, LeaseTable.AUDITS);
        while (audit != Slots.NONE) {
            boolean isAsked = isOwn || isCanary(audit) == isCanary(last);
            if (isAsked && book.audits.get(audit, AuditTable.AUDITOR) != Slots.NONE) {
                int lease = book.audits.get(audit, AuditTable.LEASE);
                distances.put(
                        audit,
                        isOwn
                                ? distanceOf(lease, Slots.NONE, last)
                                : distanceToResult(lease, result));
            }
            audit = book.audits.get(audit, AuditTable.NEXT);
        }
        return distances;
    }

    private double distanceToResult(int lease, int result) {
        return book.evidence.distance(
                book.leases.name(lease),
                book.leases.get(lease, LeaseTable.DEVICE),
                book.leases.name(result),
                book.leases.get(result, LeaseTable.DEVICE));
    }

    /// An auditor is paid for its repetition, unless it did other work itself.
    private void judgeAuditor(int audit, double distance, boolean isSettled) {
        int lease = book.audits.get(audit, AuditTable.LEASE);
        if (isPaid(distance)) {
            book.accept(lease, ResultLog.STATIC_OK);
        } else {
            book.refuse(lease, ResultLog.STATIC_OK, Outcomes.OTHER_WORK);
            book.slash(lease, isSettled);
        }
    }
}
