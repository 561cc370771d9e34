package hearth.coordinator;

import hearth.coordinator.Belief.Next;
import hearth.coordinator.aggregation.RepeatCheck;
import hearth.protocol.LeaseId;
import hearth.storage.Session;

import java.time.Instant;
import java.util.Locale;

/// What follows for those whose work was repeated, and for those who repeated it, once it is known
/// who is believed. Nobody loses anything here whom the coordinator did not contradict itself
/// (`docs/decisions/0044-nobody-is-outvoted.md`).
final class AuditVerdicts {
    private final Manifests manifests;
    private final Slashing slashing;

    AuditVerdicts(Manifests manifests, Slashing slashing) {
        this.manifests = manifests;
        this.slashing = slashing;
    }

    /// Pays everybody who repeated a result about which nobody can find out any more.
    ///
    /// @param last repetition that is given up
    void believe(Session session, Audits.Audit last, Instant now) {
        last.lease().ifPresent(lease -> accept(session, lease, now));
        Audits.of(session, last.result()).stream()
                .filter(run -> run.isDone() && run.isCanary() == last.isCanary())
                .flatMap(run -> run.lease().stream())
                .forEach(lease -> accept(session, lease, now));
    }

    /// Each is paid for its repetition, unless it did other work itself.
    void onAuditors(Session session, RepetitionEvidence.Found found, Instant now) {
        found.toTruth()
                .forEach(
                        (run, distance) -> {
                            if (run.isCanary() == found.last().isCanary()) {
                                onAuditor(session, found, run, distance, now);
                            }
                        });
    }

    private void onAuditor(
            Session session,
            RepetitionEvidence.Found found,
            Audits.Audit run,
            double distance,
            Instant now) {
        var lease = run.lease().orElseThrow();
        if (!isOther(found, distance)) {
            accept(session, lease, now);
            return;
        }
        var limit = found.limits().other();
        var entry = entry(session, lease);
        Finals.refuse(
                session,
                entry,
                "STATIC_OK",
                Auditing.REASON,
                evidence(distance, limit.toPlainString()),
                now);
        slashing.slash(session, entry, found.of(), distance, found.isSettled());
    }

    /// A result that the coordinator contradicts.
    void refuse(Session session, RepetitionEvidence.Found found, Instant now) {
        var last = found.last();
        var entry = entry(session, found.of().lease().id());
        var evidence = evidence(last.distance(), found.limits().same().toPlainString());
        Finals.refuse(session, entry, "AUDIT_WAIT", Auditing.REASON, evidence, now);
        slashing.slash(session, entry, found.of(), last.distance(), found.isSettled());
    }

    /// A result that somebody confirmed stays accepted, as does the confirmation. Where a canary
    /// and the coordinator both found other work, whoever sent it loses what is held back of him,
    /// this pay among it, and his standing.
    void onConfirmed(Session session, RepetitionEvidence.Found found, Instant now) {
        if (found.next() != Next.REFUSE || !found.isSettled()) {
            return;
        }
        condemn(session, found, found.of().lease().id(), found.last().distance(), now);
        found.toTruth()
                .forEach(
                        (run, distance) -> {
                            if (!run.isCanary() && isOther(found, distance)) {
                                condemn(session, found, run.lease().orElseThrow(), distance, now);
                            }
                        });
    }

    private void condemn(
            Session session,
            RepetitionEvidence.Found found,
            LeaseId lease,
            double distance,
            Instant now) {
        var entry = entry(session, lease);
        Standings.refused(session, entry.of(), now);
        slashing.slash(session, entry, found.of(), distance, true);
    }

    private static boolean isOther(RepetitionEvidence.Found found, double distance) {
        return !Belief.isPaid(new RepeatCheck(found.limits()).of(distance));
    }

    private static String evidence(double distance, String limit) {
        return String.format(Locale.ROOT, "distance %.4f > %s", distance, limit);
    }

    private void accept(Session session, LeaseId lease, Instant now) {
        Finals.accept(session, entry(session, lease), "STATIC_OK", now);
    }

    private Finals.Entry entry(Session session, LeaseId lease) {
        return Finals.Entry.of(session, manifests, Results.find(session, lease).orElseThrow());
    }
}
