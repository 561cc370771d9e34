package hearth.coordinator;

import hearth.coordinator.JobBooks.Book;
import hearth.coordinator.aggregation.LearningRate;
import hearth.protocol.CheckpointStep;
import hearth.protocol.DeviceId;
import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Manifest;
import hearth.protocol.Manifest.Decay;
import hearth.protocol.Messages.LeaseReply;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Sha256;
import hearth.storage.Row;
import hearth.storage.Session;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Gives out work: one transaction finds a job with an open place in its round, takes a shard,
/// reserves the pay and writes the lease. A live lease that the device does not name among those it
/// holds is given to it again, because the reply that carried it was lost.
final class LeaseGrants {
    private static final int ID_BYTES = 16;
    private static final int LATER = 15;

    private final Premises premises;
    private final Manifests manifests;
    private final Auditing auditing;

    LeaseGrants(Premises premises, Manifests manifests, Auditing auditing) {
        this.auditing = auditing;
        this.premises = premises;
        this.manifests = manifests;
    }

    LeaseReply grant(DeviceId device, LeaseRequest request) {
        var now = premises.clock().instant();
        return premises.database()
                .transaction(
                        session -> {
                            Leases.expire(session, now);
                            var payout =
                                    session.first(
                                            "SELECT payout FROM device WHERE id = ?",
                                            row -> row.optionalText("payout"),
                                            device);
                            if (payout.flatMap(p -> p).isEmpty()) {
                                return wait("no-payout", LATER);
                            }
                            Devices.saw(session, device, request, now);
                            var live = Leases.live(session, device);
                            var lost = lost(live, request);
                            if (lost.isPresent()) {
                                return again(session, lost.get(), now);
                            }
                            if (isAtLimit(live, limit(session, device))) {
                                return wait("lease-limit", LATER);
                            }
                            var account = payout.flatMap(p -> p).get();
                            return auditing.lease(session, device, account, this::newId, now)
                                    .map(l -> new LeaseReply(Optional.of(l), Optional.empty(), 0))
                                    .orElseGet(
                                            () -> fromJobs(session, device, account, request, now));
                        });
    }

    private int limit(Session session, DeviceId device) {
        long accepted =
                session.count(
                        "SELECT count(*) AS n FROM (SELECT 1 FROM result WHERE device = ? AND state ="
                                + " 'FINAL_OK' LIMIT ?) AS good",
                        device,
                        premises.policy().provenAfter());
        var policy = premises.policy();
        return accepted >= policy.provenAfter() ? policy.provenLeases() : Policy.NEW_LEASES;
    }

    /// What a device has promised by hash does not keep it from the next work, but only one such
    /// promise beyond its limit may be open.
    private static boolean isAtLimit(List<Leases.Held> live, int limit) {
        long open = live.stream().filter(LeaseGrants::isGranted).count();
        return open >= limit || live.size() > limit;
    }

    private static Optional<Leases.Held> lost(List<Leases.Held> live, LeaseRequest request) {
        return live.stream()
                .filter(LeaseGrants::isGranted)
                .filter(held -> !request.holding().contains(held.lease().id()))
                .findFirst();
    }

    private static boolean isGranted(Leases.Held held) {
        return held.state().equals("GRANTED");
    }

    private LeaseReply again(Session session, Leases.Held held, Instant now) {
        var policy = premises.policy();
        var lease = held.lease();
        Leases.extend(
                session, lease.id(), lease.token(), policy.leaseUntil(lease.grantedAt(), now), 0);
        return Leases.find(session, lease.id())
                .map(found -> new LeaseReply(Optional.of(found.current()), Optional.empty(), 0))
                .orElseThrow();
    }

    private record Place(JobId job, int round, int target, Sha256 base, Sha256 manifest) {}

    private LeaseReply fromJobs(
            Session session, DeviceId device, String payout, LeaseRequest request, Instant now) {
        var places =
                session.all(
                        "SELECT job.id, job.manifest, round.number, round.target, round.base"
                                + " FROM job JOIN round ON round.job = job.id AND round.state ="
                                + " 'OPEN' WHERE job.state = 'RUNNING'"
                                + " ORDER BY (SELECT coalesce(max(granted_at), 0) FROM lease WHERE"
                                + " lease.job = job.id), job.id",
                        LeaseGrants::place);
        String reason = isBetweenRounds(session) ? "waiting-for-round" : "no-work";
        // Jobs that another coordinator gives work of right now come last.
        var busyLast = new ArrayDeque<>(places);
        for (int seen = 0; !busyLast.isEmpty(); seen++) {
            var place = busyLast.remove();
            var manifest = manifests.of(place.manifest());
            if (!request.recipes().containsAll(manifest.needs())) {
                continue;
            }
            if (taken(session, place) >= place.target() || isOverShare(session, place, payout)) {
                reason = "waiting-for-round";
                continue;
            }
            if (seen < places.size() && !JobBooks.isFree(session, place.job())) {
                busyLast.add(place);
                continue;
            }
            boolean asks = manifest.inference().isPresent();
            var lease =
                    asks
                            ? ask(session, place, manifest, device, payout, request, now)
                            : take(session, place, manifest, device, payout, request, now);
            if (lease.isPresent()) {
                return new LeaseReply(lease, Optional.empty(), 0);
            }
            reason = asks || reason.equals("waiting-for-round") ? reason : "no-budget";
        }
        return wait(reason, reason.equals("waiting-for-round") ? soon() : LATER);
    }

    /// Rounds are looked at once a sweep.
    private int soon() {
        return Math.toIntExact(premises.policy().sweep().multipliedBy(2).toSeconds());
    }

    /// A running job opens its next round as soon as the last one is aggregated.
    private static boolean isBetweenRounds(Session session) {
        return session.count(
                        "SELECT count(*) AS n FROM job WHERE state = 'RUNNING' AND NOT EXISTS"
                                + " (SELECT 1 FROM round WHERE round.job = job.id AND"
                                + " round.state = 'OPEN')")
                > 0;
    }

    private static Place place(Row row) {
        return new Place(
                new JobId(row.text("id")),
                row.integer("number"),
                row.integer("target"),
                row.hash("base"),
                row.hash("manifest"));
    }

    private static int taken(Session session, Place place) {
        return Leases.liveInRound(session, place.job(), place.round())
                + Results.waiting(session, place.job(), place.round());
    }

    /// A part too small to take a place in the round takes none of its owner's either; else an
    /// owner who was interrupted often would wait for a round that waits for them.
    private boolean isOverShare(Session session, Place place, String payout) {
        long own =
                session.count(
                        "SELECT count(*) AS n FROM lease LEFT JOIN result ON result.lease ="
                                + " lease.id WHERE lease.job = ? AND lease.round = ? AND"
                                + " lease.payout = ? AND (lease.state IN ('GRANTED', 'COMMITTED')"
                                + " OR (result.counted = 1"
                                + " AND result.state IN ('STATIC_OK', 'SCORED')))",
                        place.job(),
                        place.round(),
                        payout);
        return own >= premises.policy().placesOfOneOwner(place.target());
    }

    private Optional<Lease> take(
            Session session,
            Place place,
            Manifest manifest,
            DeviceId device,
            String payout,
            LeaseRequest request,
            Instant now) {
        var pay = manifest.payPerLease();
        var job = place.job();
        if (!JobBooks.move(session, job, Book.AVAILABLE, Book.RESERVED, pay)) {
            return Optional.empty();
        }
        var shard = Shards.lease(session, job, true);
        if (shard.isEmpty()) {
            Leases.returnPay(session, job, pay);
            return Optional.empty();
        }
        var training = manifest.training();
        var rates = new LearningRate(training.learningRate(), training.rounds());
        var lease =
                new Lease(
                        newId(),
                        job,
                        place.round(),
                        shard.get().token(),
                        place.manifest(),
                        place.base(),
                        shard.get().hash(),
                        seed(job, place.round(), shard.get().number()),
                        rates.of(place.round()),
                        training.decay().equals(Optional.of(Decay.BY_STEP))
                                ? Optional.of(rates.of(place.round() + 1))
                                : Optional.empty(),
                        pay,
                        now,
                        now.plus(premises.policy().leaseTime()),
                        step(session, place),
                        Optional.empty());
        Leases.grant(session, lease, shard.get(), device, payout, Devices.classOf(request));
        return Optional.of(lease);
    }

    /// As many unanswered inputs of one shard as the budget pays for.
    private Optional<Lease> ask(
            Session session,
            Place place,
            Manifest manifest,
            DeviceId device,
            String payout,
            LeaseRequest request,
            Instant now) {
        var job = place.job();
        int most = manifest.unitsFor(JobBooks.balance(session, job, Book.AVAILABLE));
        var shard = most == 0 ? Optional.<Shards.Shard>empty() : Shards.lease(session, job, false);
        if (shard.isEmpty()) {
            return Optional.empty();
        }
        var open = Questions.open(session, job, shard.get().number()).orElseThrow();
        var span = open.first(Math.min(open.count(), most));
        var pay = manifest.payFor(span.count());
        JobBooks.moveCovered(session, job, Book.AVAILABLE, Book.RESERVED, pay);
        var lease =
                new Lease(
                                newId(),
                                job,
                                place.round(),
                                shard.get().token(),
                                place.manifest(),
                                place.base(),
                                shard.get().hash(),
                                manifest.inference().orElseThrow().seed(),
                                BigDecimal.ZERO,
                                Optional.empty(),
                                pay,
                                now,
                                now.plus(premises.policy().leaseTime()))
                        .over(span);
        Leases.grant(session, lease, shard.get(), device, payout, Devices.classOf(request));
        return Optional.of(lease);
    }

    /// From the record of the round before.
    private Optional<CheckpointStep> step(Session session, Place place) {
        return session.first(
                        "SELECT record FROM round WHERE job = ? AND number = ?"
                                + " AND state = 'PUBLISHED'",
                        row -> row.hash("record"),
                        place.job(),
                        place.round() - 1)
                .flatMap(premises.blobs()::get)
                .map(bytes -> Json.read(bytes, RoundRecord.class))
                .map(record -> new CheckpointStep(record.parent(), record.broadcast()));
    }

    /// The batch order follows from the place in the job, so a repeated lease is the same work.
    private static long seed(JobId job, int round, int shard) {
        var name = "hearth-seed-1\n" + job.value() + "\n" + round + "\n" + shard;
        return ByteBuffer.wrap(Sha256.of(name).bytes()).getLong();
    }

    private LeaseId newId() {
        var bytes = new byte[ID_BYTES];
        premises.random().nextBytes(bytes);
        return new LeaseId(HexFormat.of().formatHex(bytes));
    }

    private static LeaseReply wait(String reason, int seconds) {
        return new LeaseReply(Optional.empty(), Optional.of(reason), seconds);
    }
}
