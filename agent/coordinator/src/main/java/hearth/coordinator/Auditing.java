package hearth.coordinator;

import hearth.coordinator.Belief.Next;
import hearth.coordinator.Comparison.Sent;
import hearth.coordinator.JobBooks.Book;
import hearth.protocol.DeviceId;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Manifest;
import hearth.protocol.Wei;
import hearth.storage.Session;

import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Layers L3 and L4: lets others repeat leases and decides by what they found
/// (`docs/decisions/0005-who-repeats.md`). Its background step belongs to the thread that closes
/// rounds, `repeatOnce` to the evaluator's.
final class Auditing {
    static final String REASON = "other-work";
    private static final System.Logger LOG = System.getLogger(Auditing.class.getName());

    private final Premises premises;
    private final Manifests manifests;
    private final RepetitionEvidence evidence;
    private final AuditorDraw draw;
    private final AuditVerdicts verdicts;

    Auditing(Premises premises, Manifests manifests) {
        this.premises = premises;
        this.manifests = manifests;
        this.draw = new AuditorDraw(premises, manifests);
        var slashing = new Slashing(manifests);
        this.evidence = new RepetitionEvidence(premises, manifests, slashing);
        this.verdicts = new AuditVerdicts(manifests, slashing);
    }

    /// A result that nothing else speaks against is good, unless it is drawn to be repeated first.
    ///
    /// @param result in the state in which it was last read
    void settle(Session session, Manifest manifest, Results.Waiting result, Instant now) {
        var entry = Finals.Entry.of(session, manifests, result);
        long known = Standings.sinceFailure(session, entry.of());
        if (Manifests.isRepeatable(manifest) && isDrawn(known)) {
            await(session, result, now);
        } else {
            Finals.accept(session, entry, result.state(), now);
            publish(session, result.sequence());
        }
    }

    /// The same for all results of a round at once.
    void settle(
            Session session,
            Manifest manifest,
            Rounds.Round round,
            RoundResults scored,
            Instant now) {
        var accepted = new ArrayList<Standings.Of>();
        var more = new HashMap<Standings.Of, Long>();
        var recipe = manifest.recipe().recipe();
        var known =
                Manifests.isRepeatable(manifest)
                        ? Standings.sinceFailure(session, round, scored.state(), recipe)
                        : List.<Long>of();
        var pay = Wei.ZERO;
        for (int i = 0; i < scored.all().size(); i++) {
            var result = scored.all().get(i);
            var of = Standings.Of.lease(manifests, scored.held(result));
            long before = more.getOrDefault(of, 0L); // what is known after one draws the next
            if (!known.isEmpty() && isDrawn(known.get(i) + before)) {
                Results.await(session, result);
                Audits.want(session, result.sequence(), 1, false, result.account(), now);
            } else {
                accepted.add(of);
                more.put(of, before + 1);
                pay = pay.plus(result.pay());
            }
        }
        if (Manifests.isRepeatable(manifest)) {
            Standings.accepted(session, accepted);
        }
        publish(session, round, scored.state());
        Finals.accept(session, round, scored.state(), accepted.size(), pay, now);
    }

    private static void await(Session session, Results.Waiting result, Instant now) {
        Results.move(session, result.sequence(), result.state(), "AUDIT_WAIT");
        Audits.want(session, result.sequence(), 1, false, result.account(), now);
    }

    private boolean isDrawn(long sinceFailure) {
        return Belief.isDrawn(premises.random(), premises.policy().checking(), sinceFailure);
    }

    /// Draws auditors, takes back what nobody came for, and decides what can be decided.
    void advance() {
        var now = premises.clock().instant();
        var lost =
                premises.database().read(Audits::ended).stream().filter(evidence::isLost).toList();
        premises.database()
                .change(
                        session -> {
                            Audits.recall(session, now);
                            lost.forEach(audit -> leave(session, audit));
                        });
        draw.all(now);
        for (var audit : premises.database().read(s -> Audits.arrived(s, now))) {
            LogContext.within(Map.of("audit", audit.id()), () -> attempt(audit, now));
        }
    }

    /// One that cannot be compared, such as for a lost blob, must not hold up others, nor what the
    /// sweep does after it.
    private void attempt(Audits.Audit audit, Instant now) {
        try {
            compare(audit, now);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a repetition is not compared", e);
            countFailure(audit);
        }
    }

    private void countFailure(Audits.Audit audit) {
        try {
            failed(audit);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a repetition cannot be given up", e);
        }
    }

    /// What the job cannot pay anybody for, what nobody can fetch any more, and what nobody sent
    /// who was drawn, the coordinator repeats itself; nobody is waited for.
    static void leave(Session session, Audits.Audit audit) {
        Audits.withdraw(session, audit, audit.isCanary() ? "DROPPED" : "OWN");
        if (audit.isCanary()) {
            close(session, audit.result());
        }
    }

    /// The lease that a device was drawn for: the same work under another name, at the same price.
    ///
    /// @param id makes that name
    Optional<Lease> lease(
            Session session, DeviceId device, String account, Supplier<LeaseId> id, Instant now) {
        return Audits.drawn(session, device, account)
                .flatMap(audit -> lease(session, audit, device, account, id.get(), now));
    }

    private Optional<Lease> lease(
            Session session,
            Audits.Audit audit,
            DeviceId device,
            String account,
            LeaseId id,
            Instant now) {
        var of = audited(session, audit.result());
        var lease = of.lease();
        var manifest = manifests.of(lease.manifest());
        var part = Part.of(of, manifest);
        if (manifest.isExpired(now)
                || !JobBooks.move(
                        session, lease.job(), Book.AVAILABLE, Book.RESERVED, part.pay())) {
            leave(session, audit);
            return Optional.empty();
        }
        var given =
                new Lease(
                        id,
                        lease.job(),
                        lease.round(),
                        Audits.FIRST_TOKEN + premises.random().nextLong(Audits.FIRST_TOKEN),
                        lease.manifest(),
                        lease.base(),
                        lease.shard(),
                        lease.seed(),
                        lease.learningRate(),
                        lease.endLearningRate(),
                        part.pay(),
                        now,
                        now.plus(premises.policy().leaseTime()));
        if (lease.span().isPresent()) {
            given = given.over(lease.span().get().first(part.steps()));
        }
        Leases.grantAudit(session, given, of, device, account);
        Audits.lease(session, audit, id);
        return Optional.of(given);
    }

    /// A repetition that is no update says nothing about the result.
    private void compare(Audits.Audit audit, Instant now) {
        var repetition =
                premises.database()
                        .read(s -> Leases.find(s, audit.lease().orElseThrow()))
                        .orElseThrow();
        LogContext.note("job", repetition.lease().job());
        if (!premises.database().read(s -> Audits.hasArrived(s, audit))) {
            premises.database().change(session -> Audits.again(session, audit));
            return;
        }
        var found = evidence.of(audit, repetition);
        premises.database().change(session -> decide(session, found, now));
    }

    /// Repeats a result here that nobody else can.
    ///
    /// @return false if nothing waits
    boolean repeatOnce(Evaluator evaluator) {
        var now = premises.clock().instant();
        var next = premises.database().ask(session -> Audits.own(session, now));
        next.ifPresent(audit -> attempt(audit, evaluator));
        return next.isPresent();
    }

    private void attempt(Audits.Audit audit, Evaluator evaluator) {
        try {
            repeat(audit, evaluator);
        } catch (RuntimeException e) {
            // Whatever else it was, it counts as an attempt, so that nothing waits behind it.
            if (!Evaluator.isClosed(e)) {
                failed(audit);
            }
            throw e;
        }
    }

    /// It is tried again after a while, each time a longer one. After the last time nobody knows
    /// who was right, and without evidence nobody loses anything: the result and those who repeated
    /// it are believed. The attempt is counted by itself, so that nothing waits behind one that
    /// cannot even be given up.
    private void failed(Audits.Audit audit) {
        var now = premises.clock().instant();
        if (premises.database().transaction(session -> Audits.failed(session, audit, now))) {
            premises.database().change(session -> giveUp(session, audit, now));
        }
    }

    private void giveUp(Session session, Audits.Audit audit, Instant now) {
        if (!Audits.drop(session, audit)) {
            return;
        }
        verdicts.believe(session, audit, now);
        if (!audit.isCanary()) {
            accept(session, audit.result(), now);
        }
        close(session, audit.result());
    }

    private void repeat(Audits.Audit audit, Evaluator evaluator) {
        var of = premises.database().read(s -> audited(s, audit.result()));
        var manifest = manifests.of(of.lease().manifest());
        int steps = Part.of(of, manifest).steps();
        byte[] file = evaluator.repeat(manifest, of.lease(), steps, premises.blobs());
        var hash = premises.blobs().put(file);
        var found = evidence.of(audit, hash, new Sent(of.lease(), ByteBuffer.wrap(file)));
        premises.database()
                .change(
                        session -> {
                            session.together(List.of(Blobs.update(hash, file.length)));
                            decide(session, found, premises.clock().instant());
                        });
    }

    private void decide(Session session, RepetitionEvidence.Found found, Instant now) {
        var last = found.last();
        long result = last.result();
        if (!found.isCurrent(session) || !Audits.done(session, last)) {
            return;
        }
        switch (found.next()) {
            case ANOTHER -> {
                Audits.want(session, result, last.run() + 1, false, last.account(), now);
                return;
            }
            case OWN -> {
                int run = last.run() + 1;
                Audits.wantOwn(session, result, run, last.isCanary(), last.account(), now);
                return;
            }
            case ACCEPT, REFUSE -> {}
        }
        verdicts.onAuditors(session, found, now);
        if (last.isCanary()) {
            verdicts.onConfirmed(session, found, now);
            close(session, result);
        } else if (found.next() == Next.ACCEPT) {
            accept(session, result, now);
            if (!drawCanary(session, last, found.of(), now)) {
                close(session, result);
            }
        } else {
            verdicts.refuse(session, found, now);
            close(session, result);
        }
    }

    /// Some results that others have confirmed are given to one device more, of which it is then
    /// known what it should send. Until then their bytes are nobody's to see.
    private boolean drawCanary(Session session, Audits.Audit audit, Leases.Held of, Instant now) {
        long known = Standings.sinceFailure(session, Standings.Of.lease(manifests, of));
        boolean canary =
                Belief.isCanary(
                        premises.random(),
                        premises.policy().checking(),
                        audit.isOwn(),
                        audit.run(),
                        known);
        if (canary) {
            Audits.want(session, audit.result(), 1, true, audit.account(), now);
        }
        return canary;
    }

    private void accept(Session session, long result, Instant now) {
        var entry =
                Finals.Entry.of(session, manifests, Results.find(session, result).orElseThrow());
        Finals.accept(session, entry, "AUDIT_WAIT", now);
    }

    /// Nothing is left to find out about a result.
    static void close(Session session, long result) {
        publish(session, result);
        Removal.compared(session, result);
    }

    /// Only now may anybody read what was sent: an auditor might have copied it.
    static void publish(Session session, long result) {
        session.update(
                "UPDATE blob SET published = 1 WHERE hash = (SELECT update_hash FROM result JOIN job"
                        + " ON job.id = result.job WHERE sequence = ? AND job.privacy IS NULL)",
                result);
    }

    /// What of a round waits for no repetition.
    private static void publish(Session session, Rounds.Round round, String state) {
        session.update(
                "UPDATE blob SET published = 1 WHERE hash IN (SELECT update_hash FROM result JOIN"
                        + " job ON job.id = result.job WHERE result.job = ? AND result.round = ?"
                        + " AND result.state = ? AND job.privacy IS NULL)",
                round.job(),
                round.number(),
                state);
    }

    static Leases.Held audited(Session session, long result) {
        var found = Results.find(session, result).orElseThrow();
        return Leases.find(session, found.lease()).orElseThrow();
    }
}
