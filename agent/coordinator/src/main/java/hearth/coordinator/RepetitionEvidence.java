package hearth.coordinator;

import hearth.coordinator.Belief.Next;
import hearth.coordinator.Comparison.Sent;
import hearth.coordinator.aggregation.RepeatCheck;
import hearth.coordinator.aggregation.RepeatCheck.Likeness;
import hearth.protocol.Manifest.RepeatLimits;
import hearth.protocol.Sha256;
import hearth.storage.Session;
import hearth.storage.StorageException;

import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the repetitions of a result say about it and about each other. Whole updates are read and
/// compared for it, so nobody waits for the database meanwhile; what is found counts only if
/// nothing happened to those repetitions since.
final class RepetitionEvidence {
    private static final System.Logger LOG = System.getLogger(RepetitionEvidence.class.getName());

    private final Premises premises;
    private final Manifests manifests;
    private final Comparison comparison;
    private final Slashing slashing;

    RepetitionEvidence(Premises premises, Manifests manifests, Slashing slashing) {
        this.premises = premises;
        this.manifests = manifests;
        this.comparison = new Comparison(premises, manifests);
        this.slashing = slashing;
    }

    /// @param of lease that was repeated
    /// @param last newest repetition, as it is once it is written
    /// @param before all repetitions of the result when they were read
    /// @param next what follows; of a canary, about which the result is accepted already, `REFUSE`
    /// says that it should not have been
    /// @param toTruth distance of each of the others' repetitions to what is believed, if it is
    /// decided
    /// @param isSettled whether the coordinator computed the truth, and somebody else, too
    record Found(
            Leases.Held of,
            RepeatLimits limits,
            Audits.Audit last,
            List<Audits.Audit> before,
            Next next,
            Map<Audits.Audit, Double> toTruth,
            boolean isSettled) {
        boolean isCurrent(Session session) {
            return Audits.of(session, last.result()).equals(before);
        }
    }

    private record Asked(Leases.Held of, List<Audits.Audit> all) {}

    /// @param repetition lease of the audit, whose update is here
    Found of(Audits.Audit audit, Leases.Held repetition) {
        return of(audit, repetition.committed().orElseThrow(), comparison.sent(repetition));
    }

    /// @param update hash of what was sent
    Found of(Audits.Audit audit, Sha256 update, Sent repetition) {
        long result = audit.result();
        var asked =
                premises.database()
                        .read(s -> new Asked(Auditing.audited(s, result), Audits.of(s, result)));
        var of = asked.of();
        var limits = manifests.of(of.lease().manifest()).verification().repeat().orElseThrow();
        double distance = comparison.distance(of, comparison.sent(of), repetition);
        var last = audit.done(update, distance);
        var runs =
                asked.all().stream()
                        .map(a -> a.id() == last.id() ? last : a)
                        .filter(Audits.Audit::isDone)
                        .toList();
        var check = new RepeatCheck(limits);
        var next = next(of, runs, last, check);
        var toTruth =
                next == Next.ACCEPT || next == Next.REFUSE
                        ? toTruth(of, runs, last)
                        : Map.<Audits.Audit, Double>of();
        boolean isSettled = slashing.isSettled(of, last, toTruth.values());
        return new Found(of, limits, last, asked.all(), next, toTruth, isSettled);
    }

    private Next next(
            Leases.Held of, List<Audits.Audit> runs, Audits.Audit last, RepeatCheck check) {
        if (last.isCanary()) {
            double apart = last.isOwn() ? last.distance() : comparison.toTruth(of, last, last);
            return Belief.nextOfCanary(check.of(apart), last.isOwn());
        }
        var likeness = check.of(last.distance());
        boolean isGood = Belief.isGood(likeness, last.isOwn());
        boolean isDoubted = !isGood && !last.isOwn();
        boolean isAccusing =
                isGood
                        && !last.isOwn()
                        && toTruth(of, runs, last).values().stream()
                                .anyMatch(distance -> !Belief.isPaid(check.of(distance)));
        return Belief.next(isGood, last.isOwn(), isDoubted && agree(of, runs, check), isAccusing);
    }

    private Map<Audits.Audit, Double> toTruth(
            Leases.Held of, List<Audits.Audit> runs, Audits.Audit last) {
        var toTruth = new LinkedHashMap<Audits.Audit, Double>();
        for (var run : runs) {
            // Who confirmed a result is judged by a canary only once the coordinator is.
            if (!run.isOwn() && (last.isOwn() || run.isCanary() == last.isCanary())) {
                toTruth.put(run, comparison.toTruth(of, run, last));
            }
        }
        return toTruth;
    }

    private boolean agree(Leases.Held of, List<Audits.Audit> runs, RepeatCheck check) {
        return runs.size() >= 2
                && check.of(comparison.between(of, runs.getFirst(), runs.getLast()))
                        == Likeness.SAME;
    }

    /// Whether nobody who is asked to can repeat a lease any more, for want of its base or data.
    boolean isLost(Audits.Audit audit) {
        var lease = premises.database().read(s -> Auditing.audited(s, audit.result())).lease();
        try {
            return !premises.blobs().contains(lease.base())
                    || !premises.blobs().contains(lease.shard());
        } catch (StorageException storeIsAway) {
            LOG.log(Level.DEBUG, "nobody knows what is lost", storeIsAway);
            return false;
        }
    }
}
