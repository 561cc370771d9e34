package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.Manifest;
import hearth.storage.Session;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/// Draws who repeats a result (`docs/decisions/0005-who-repeats.md`). Belongs to the thread that
/// closes rounds.
final class AuditorDraw {
    private final Premises premises;
    private final Manifests manifests;

    /// Number of the repetition behind which drawing goes on; 0 for all.
    private long drawnUpTo;

    AuditorDraw(Premises premises, Manifests manifests) {
        this.premises = premises;
        this.manifests = manifests;
    }

    /// One page after the other, each for itself so that nobody waits long for the database. Where
    /// nobody could be drawn for a whole page the next step goes on behind it: those of an owner
    /// who is alone wait, and keep nobody else waiting.
    void all(Instant now) {
        if (premises.database().read(s -> Audits.wanted(s, 0, 1)).isEmpty()) {
            return;
        }
        var seenSince = now.minus(premises.policy().checking().seenWithin());
        var auditors = new Auditors(seenSince);
        Page page;
        do {
            page = premises.database().transaction(s -> page(s, auditors, now));
            drawnUpTo = page.last();
        } while (page.goesOn());
    }

    /// @param last number of its last one, or 0 if none is behind it
    private record Page(long last, boolean goesOn) {}

    private Page page(Session session, Auditors auditors, Instant now) {
        int most = premises.policy().checking().page();
        var wanted = Audits.wanted(session, drawnUpTo, most);
        var spare = new SpareMoney(session);
        int drawn = 0;
        for (var audit : wanted) {
            drawn += draw(session, audit, auditors, spare, now) ? 1 : 0;
        }
        boolean isFull = wanted.size() == most;
        return new Page(isFull ? wanted.getLast().id() : 0, isFull && drawn > 0);
    }

    /// @return false if it has to wait
    private boolean draw(
            Session session, Audits.Audit audit, Auditors auditors, SpareMoney spare, Instant now) {
        var checking = premises.policy().checking();
        var lease = Auditing.audited(session, audit.result());
        var manifest = manifests.of(lease.lease().manifest());
        // A repetition of answers is of those inputs alone.
        var part = Part.of(lease, manifest);
        boolean whole = manifest.inference().isPresent() || part.share() == 1;
        var auditor =
                whole
                        ? oneOf(session, auditors, mayRepeat(session, audit, lease, manifest))
                        : Optional.<DeviceId>empty();
        if (auditor.isPresent() && !spare.pays(lease.lease().job(), manifest, part.pay())) {
            Auditing.leave(session, audit);
        } else if (auditor.isPresent()) {
            Audits.draw(session, audit, auditor.get(), now.plus(checking.auditorTime()));
        } else if (!whole || !now.isBefore(audit.wantedAt().plus(checking.patience()))) {
            alone(session, audit, now);
        } else {
            return false;
        }
        return true;
    }

    private Predicate<Auditors.Candidate> mayRepeat(
            Session session, Audits.Audit audit, Leases.Held lease, Manifest manifest) {
        var excluded = Audits.excluded(session, audit);
        var needs = manifest.needs();
        return one ->
                one.knows(needs)
                        && !excluded.contains(one.account())
                        && Clearance.mayWork(
                                session,
                                premises.policy(),
                                lease.lease().job(),
                                manifest,
                                one.device(),
                                one.account());
    }

    private Optional<DeviceId> oneOf(
            Session session, Auditors auditors, Predicate<Auditors.Candidate> may) {
        int drawn =
                Belief.auditor(
                        premises.random(),
                        Auditors.size(session),
                        place -> auditors.at(session, place).filter(may).isPresent(),
                        () -> auditors.lately(session));
        return drawn == Belief.NOBODY
                ? Optional.empty()
                : auditors.at(session, drawn).map(Auditors.Candidate::device);
    }

    /// Nobody else is there.
    private void alone(Session session, Audits.Audit audit, Instant now) {
        boolean own =
                Belief.isOwn(
                        premises.random(),
                        premises.policy().checking(),
                        audit.isCanary(),
                        audit.run());
        Audits.withdraw(session, audit, own ? "OWN" : "DROPPED");
        if (own) {
            return;
        }
        if (!audit.isCanary()) {
            var result = Results.find(session, audit.result()).orElseThrow();
            var entry = Finals.Entry.of(session, manifests, result);
            Finals.accept(session, entry, "AUDIT_WAIT", now);
        }
        Auditing.publish(session, audit.result());
    }
}
