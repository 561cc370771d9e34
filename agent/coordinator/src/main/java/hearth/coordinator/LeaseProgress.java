package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.DeviceModel;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.Heartbeat;
import hearth.protocol.Messages.HeartbeatReply;
import hearth.protocol.Messages.Release;
import hearth.protocol.SandboxGrade;
import hearth.storage.Session;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;

/// What a device says about a lease it holds: still working, this is the hash of my update, I give
/// it back.
final class LeaseProgress {
    private final Premises premises;
    private final Manifests manifests;
    private final RecentLeases recent;

    LeaseProgress(Premises premises, Manifests manifests, RecentLeases recent) {
        this.recent = recent;
        this.premises = premises;
        this.manifests = manifests;
    }

    /// Most beats write nothing: what is on the disk lasts a while longer than what the device is
    /// told (`docs/decisions/0012-heartbeats.md`).
    Answer<HeartbeatReply> heartbeat(DeviceId device, LeaseId id, Heartbeat heartbeat) {
        var now = premises.clock().instant();
        var found = premises.database().ask(session -> Leases.alive(session, id));
        return switch (live(found, device, heartbeat.token(), now)) {
            case Answer.Refused<Leases.Alive> refused -> Answer.refused(refused.reason());
            case Answer.Done<Leases.Alive>(var lease) -> {
                var policy = premises.policy();
                var until = policy.leaseUntil(lease.grantedAt(), now);
                var reply =
                        new HeartbeatReply(until, lease.grantedAt().plus(policy.longestLease()));
                boolean isKept =
                        !until.isAfter(lease.expiresAt())
                                || extend(id, heartbeat, policy.keptUntil(lease.grantedAt(), now));
                yield isKept ? Answer.done(reply) : Answer.refused(Refusal.LEASE_ENDED);
            }
        };
    }

    private static Answer<Leases.Alive> live(
            Optional<Leases.Alive> found, DeviceId device, long token, Instant now) {
        return Objection.to(
                        found.filter(lease -> lease.device().equals(device)).isPresent(),
                        found.filter(lease -> lease.token() == token).isPresent(),
                        found.filter(lease -> lease.isLive(now)).isPresent())
                .map(Answer::<Leases.Alive>refused)
                .orElseGet(() -> Answer.done(found.orElseThrow()));
    }

    private boolean extend(LeaseId id, Heartbeat heartbeat, Instant until) {
        int steps = Math.max(0, heartbeat.stepsDone());
        return premises.database()
                .transaction(
                        session -> Leases.extend(session, id, heartbeat.token(), until, steps));
    }

    /// What was given here lately need not be read again; where that does not do, what is wrong is
    /// found out as for any other.
    Answer<LeaseId> commit(DeviceId device, LeaseId id, Commit commit) {
        // As the database keeps it.
        var now = premises.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        var answer =
                recent.of(device, id, now)
                        .filter(held -> held.committed().isEmpty())
                        .filter(held -> held.lease().token() == commit.token())
                        .filter(held -> objection(held, commit).isEmpty())
                        .flatMap(
                                held ->
                                        premises.database()
                                                .transaction(s -> promise(s, held, commit, now)))
                        .map(Answer::done)
                        .orElseGet(
                                () ->
                                        withLive(
                                                device,
                                                id,
                                                commit.token(),
                                                held -> s -> commit(s, held, commit, now)));
        return answer.map(
                held -> {
                    recent.add(held);
                    return id;
                });
    }

    private Answer<Leases.Held> commit(
            Session session, Leases.Held held, Commit commit, Instant now) {
        if (held.committed().isPresent()) {
            boolean same =
                    held.committed().get().equals(commit.update())
                            && held.committedSteps().filter(s -> s != commit.steps()).isEmpty();
            return same ? Answer.done(held) : Answer.refused(Refusal.OTHER_COMMIT);
        }
        var objection = objection(held, commit);
        if (objection.isPresent()) {
            return Answer.refused(objection.get());
        }
        return promise(session, held, commit, now)
                .map(Answer::done)
                .orElseGet(() -> Answer.refused(Refusal.LEASE_ENDED));
    }

    private Optional<Refusal> objection(Leases.Held held, Commit commit) {
        var lease = held.lease();
        var manifest = manifests.of(lease.manifest());
        int all = lease.units(manifest);
        var objection = Objection.toSteps(commit.steps(), all, held.isAudit());
        if (objection.isPresent()) {
            return objection;
        }
        if (commit.bytes() != UpdateInspection.exactLength(manifest, lease, commit.steps())) {
            return Optional.of(Refusal.WRONG_LENGTH);
        }
        boolean isFinite = Float.isFinite(commit.firstLoss()) && Float.isFinite(commit.lastLoss());
        return isFinite ? Optional.empty() : Optional.of(Refusal.MALFORMED);
    }

    private record Promised(Instant expiresAt, Optional<String> sandbox) {}

    /// @return empty if the lease has ended or its update was promised before
    private Optional<Leases.Held> promise(
            Session session, Leases.Held held, Commit commit, Instant now) {
        var until = now.plus(premises.policy().leaseTime());
        var sandbox = commit.sandbox().map(SandboxGrade::name);
        var promised =
                session.first(
                        "UPDATE lease SET state = 'COMMITTED', committed = ?, committed_bytes ="
                                + " ?, committed_steps = ?, committed_at = ?, first_loss = ?, last_loss = ?,"
                                + " sandbox = ?, model = ?,"
                                + " expires_at = CASE WHEN expires_at > ? THEN expires_at ELSE ? END"
                                + " WHERE id = ? AND token = ? AND state = ? AND expires_at > ?"
                                + " RETURNING expires_at, (SELECT sandbox FROM device WHERE id ="
                                + " ?) AS before",
                        row -> new Promised(row.instant("expires_at"), row.optionalText("before")),
                        commit.update(),
                        commit.bytes(),
                        commit.steps(),
                        now,
                        commit.firstLoss(),
                        commit.lastLoss(),
                        sandbox,
                        commit.model().flatMap(DeviceModel::of),
                        until,
                        until,
                        held.lease().id(),
                        held.lease().token(),
                        "GRANTED",
                        now,
                        held.device());
        if (promised.filter(p -> !p.sandbox().equals(sandbox)).isPresent()) {
            Devices.confined(session, held.device(), commit.sandbox());
        }
        return promised.map(p -> held.promised(commit, now, p.expiresAt()));
    }

    Answer<LeaseId> release(DeviceId device, LeaseId id, Release release) {
        return withLive(
                device,
                id,
                release.token(),
                held ->
                        session ->
                                Leases.end(session, held, "REVOKED")
                                        ? Answer.done(id)
                                        : Answer.refused(Refusal.LEASE_ENDED));
    }

    private <T> Answer<T> withLive(
            DeviceId device,
            LeaseId id,
            long token,
            Function<Leases.Held, Function<Session, Answer<T>>> step) {
        var now = premises.clock().instant();
        return premises.database()
                .transaction(
                        session -> {
                            var held = Leases.find(session, id);
                            return Objection.to(
                                            held.filter(h -> h.device().equals(device)).isPresent(),
                                            held.filter(h -> h.lease().token() == token)
                                                    .isPresent(),
                                            held.filter(h -> h.isLive(now)).isPresent())
                                    .map(Answer::<T>refused)
                                    .orElseGet(() -> step.apply(held.orElseThrow()).apply(session));
                        });
    }
}
