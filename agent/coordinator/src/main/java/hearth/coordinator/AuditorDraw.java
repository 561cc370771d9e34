package hearth.coordinator;

import hearth.coordinator.Auditors.Candidate;
import hearth.coordinator.WorkSample.Drawn;
import hearth.protocol.Manifest;
import hearth.storage.Session;

import java.time.Instant;
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
        var auditors = auditors(now);
        while (page(auditors, now)) {
            auditors = auditors.isSpent() ? auditors(now) : auditors;
        }
    }

    private Auditors auditors(Instant now) {
        return premises.database().read(s -> Auditors.read(s, premises, manifests, now));
    }

    /// @return whether another page follows in this step
    private boolean page(Auditors auditors, Instant now) {
        var page = premises.database().transaction(s -> page(s, auditors, now));
        drawnUpTo = page.last();
        return page.goesOn();
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
        if (Belief.isDrawnInVain(audit.draws())) {
            Auditing.leave(session, audit);
            return true;
        }
        var checking = premises.policy().checking();
        var lease = Auditing.audited(session, audit.result());
        var manifest = manifests.of(lease.lease().manifest());
        if (manifest.isExpired(now)) {
            Auditing.leave(session, audit); // no agent would begin it any more
            return true;
        }
        // A repetition of answers is of those inputs alone.
        var part = Part.of(lease, manifest);
        boolean whole = manifest.inference().isPresent() || part.share() == 1;
        var drawn =
                whole
                        ? auditors.draw(
                                manifest.flopPerLease(), mayRepeat(session, audit, lease, manifest))
                        : Drawn.<Candidate>nobody();
        if (drawn.device().isPresent() && !spare.pays(lease.lease().job(), manifest, part.pay())) {
            Auditing.leave(session, audit);
            return true;
        }
        if (drawn.device().isPresent()) {
            var until = now.plus(drawn.within(checking));
            return Audits.draw(session, audit, drawn.device().get(), until);
        }
        if (!whole || Belief.isOver(checking, audit.wantedAt(), drawn.isBusy(), now)) {
            alone(session, audit, now);
            return true;
        }
        boolean isAtOnce =
                !drawn.isBusy() && !audit.isCanary() && Belief.isOwnAtOnce(Audits.own(session));
        if (isAtOnce) {
            Audits.withdraw(session, audit, "OWN");
        }
        return isAtOnce;
    }

    private Predicate<Candidate> mayRepeat(
            Session session, Audits.Audit audit, Leases.Held lease, Manifest manifest) {
        var accounts = Audits.excluded(session, audit);
        var devices = Households.with(session, lease.device());
        devices.values().forEach(account -> account.ifPresent(accounts::add));
        var needs = manifest.needs();
        return one ->
                one.knows(needs)
                        && !accounts.contains(one.account())
                        && !devices.containsKey(one.device())
                        && Clearance.mayWork(
                                session,
                                premises.policy(),
                                lease.lease().job(),
                                manifest,
                                one.device(),
                                one.account());
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
        Auditing.close(session, audit.result());
    }
}
