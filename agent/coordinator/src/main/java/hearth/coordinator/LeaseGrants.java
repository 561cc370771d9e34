package hearth.coordinator;

import hearth.coordinator.aggregation.LearningRate;
import hearth.protocol.DeviceId;
import hearth.protocol.JobId;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Manifest;
import hearth.protocol.Manifest.Decay;
import hearth.protocol.Messages.LeaseReply;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Sha256;
import hearth.storage.Session;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Gives out work: one transaction finds a job with an open place in its round, takes a shard,
/// reserves the pay and writes the lease. A live lease that the device does not name among those it
/// holds is given to it again, because the reply that carried it was lost.
final class LeaseGrants {
    private static final int ID_BYTES = 16;

    private final Premises premises;
    private final Manifests manifests;
    private final Auditing auditing;
    private final PublishedSteps steps;
    private final RecentLeases recent;

    LeaseGrants(Premises premises, Manifests manifests, Auditing auditing, RecentLeases recent) {
        this.auditing = auditing;
        this.recent = recent;
        this.premises = premises;
        this.manifests = manifests;
        this.steps = new PublishedSteps(premises.blobs());
    }

    LeaseReply grant(DeviceId device, LeaseRequest request) {
        var now = premises.clock().instant();
        var given =
                premises.database()
                        .<Given>transaction(session -> grant(session, device, request, now));
        given.held().ifPresent(recent::add);
        return given.reply();
    }

    /// @param held the lease as it is written down now, if it is a new one
    private record Given(LeaseReply reply, Optional<Leases.Held> held) {
        static Given of(LeaseReply reply) {
            return new Given(reply, Optional.empty());
        }

        static Given lease(Lease lease) {
            return of(new LeaseReply(Optional.of(lease), Optional.empty(), 0));
        }

        static Given later(String reason, int seconds) {
            return of(new LeaseReply(Optional.empty(), Optional.of(reason), seconds));
        }

        static Given lease(Leases.Held held) {
            return new Given(lease(held.lease()).reply(), Optional.of(held));
        }
    }

    private Given grant(Session session, DeviceId device, LeaseRequest request, Instant now) {
        var seen = Devices.saw(session, device, request, now);
        if (seen.isEmpty() || seen.get().payout().isEmpty()) {
            return Given.later("no-payout", Eligibility.LATER);
        }
        var live = seen.get().holds() ? Leases.live(session, device) : List.<Leases.Held>of();
        var lost = lost(live, request);
        if (lost.isPresent()) {
            return again(session, lost.get(), now);
        }
        if (isAtLimit(live, Policy.NEW_LEASES) && isAtLimit(live, limit(session, device))) {
            return Given.later("lease-limit", Eligibility.LATER);
        }
        var account = seen.get().payout().get();
        var drawn =
                seen.get().isDrawn()
                        ? auditing.lease(session, device, account, this::newId, now)
                        : Optional.<Lease>empty();
        return drawn.map(Given::lease)
                .orElseGet(() -> fromJobs(session, device, account, request, now));
    }

    private int limit(Session session, DeviceId device) {
        long accepted =
                session.count(
                        "SELECT coalesce(sum(accepted), 0) AS n FROM standing WHERE device = ?",
                        device);
        return Eligibility.leases(accepted, premises.policy());
    }

    private static boolean isAtLimit(List<Leases.Held> live, int limit) {
        long open = live.stream().filter(LeaseGrants::isGranted).count();
        return Eligibility.isAtLimit(open, live.size(), limit);
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

    private Given again(Session session, Leases.Held held, Instant now) {
        var policy = premises.policy();
        var lease = held.lease();
        Leases.extend(
                session, lease.id(), lease.token(), policy.leaseUntil(lease.grantedAt(), now), 0);
        return Leases.find(session, lease.id())
                .map(found -> Given.lease(found.current()))
                .orElseThrow();
    }

    private Given fromJobs(
            Session session, DeviceId device, String payout, LeaseRequest request, Instant now) {
        var places = new OpenPlaces(session, payout);
        boolean waits = false;
        boolean isPoor = false;
        for (var next = places.next(); next.isPresent(); next = places.next()) {
            var place = next.get();
            var manifest = manifests.of(place.manifest());
            boolean may =
                    request.recipes().containsAll(manifest.needs())
                            && !manifest.isExpired(now)
                            && Clearance.mayWork(
                                    session,
                                    premises.policy(),
                                    place.job(),
                                    manifest,
                                    device,
                                    payout);
            if (!may) {
                continue;
            }
            var parts = places.parts(place);
            if (OpenPlaces.isFull(place, premises.policy())
                    || parts.areTooMany(place.target(), premises.policy(), now)) {
                waits = true;
                continue;
            }
            if (places.isBusy(place)) {
                continue;
            }
            boolean asks = manifest.inference().isPresent();
            var lease =
                    asks
                            ? ask(session, place, manifest, device, payout, request, now)
                            : take(session, place, manifest, parts, device, payout, request, now);
            if (lease.isPresent()) {
                return Given.lease(lease.get());
            }
            isPoor = isPoor || !asks;
        }
        boolean soon = waits || isBetweenRounds(session);
        var reason = soon ? "waiting-for-round" : isPoor ? "no-budget" : "no-work";
        return Given.later(reason, Eligibility.retryAfter(soon, premises.policy()));
    }

    /// A running job opens its next round as soon as the last one is aggregated.
    private static boolean isBetweenRounds(Session session) {
        return session.count(
                        "SELECT count(*) AS n FROM job WHERE state = 'RUNNING' AND NOT EXISTS"
                                + " (SELECT 1 FROM round WHERE round.job = job.id AND round.number"
                                + " = (SELECT max(newest.number) FROM round AS newest WHERE"
                                + " newest.job = job.id) AND round.state = 'OPEN' AND round.gives ="
                                + " 1)")
                > 0;
    }

    private Optional<Leases.Held> take(
            Session session,
            OpenPlaces.Place place,
            Manifest manifest,
            SmallParts own,
            DeviceId device,
            String payout,
            LeaseRequest request,
            Instant now) {
        var pay = manifest.payPerLease();
        var job = place.job();
        if (place.means().available().compareTo(pay) < 0) {
            return Optional.empty();
        }
        var shard = Shards.lease(session, job, own.shards());
        if (shard.isEmpty()) {
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
                        place.record().map(steps::of),
                        Optional.empty());
        return Optional.of(written(session, place, lease, shard.get(), device, payout, request));
    }

    /// As many unanswered inputs of one shard as the budget pays for.
    private Optional<Leases.Held> ask(
            Session session,
            OpenPlaces.Place place,
            Manifest manifest,
            DeviceId device,
            String payout,
            LeaseRequest request,
            Instant now) {
        var job = place.job();
        int most = manifest.unitsFor(place.means().available());
        var shard = most == 0 ? Optional.<Shards.Shard>empty() : Shards.lease(session, job);
        if (shard.isEmpty()) {
            return Optional.empty();
        }
        var open = Questions.open(session, job, shard.get().number()).orElseThrow();
        var span = open.first(Math.min(open.count(), most));
        var pay = manifest.payFor(span.count());
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
        return Optional.of(written(session, place, lease, shard.get(), device, payout, request));
    }

    /// The lease and its pay.
    private static Leases.Held written(
            Session session,
            OpenPlaces.Place place,
            Lease lease,
            Shards.Shard shard,
            DeviceId device,
            String payout,
            LeaseRequest request) {
        var deviceClass = Devices.classOf(request);
        var changed =
                session.together(
                        List.of(
                                JobBooks.reservation(
                                        lease.job(), place.means(), lease.pay(), lease.grantedAt()),
                                Leases.granting(lease, shard, device, payout, deviceClass)));
        if (changed.getFirst() != 1) {
            throw new IllegalStateException("no more was taken than the budget pays for");
        }
        return Leases.Held.granted(lease, shard, device, payout, deviceClass);
    }

    /// The batch order follows from the place in the job, so a repeated lease is the same work.
    private static long seed(JobId job, int round, int shard) {
        var name = "hearth-seed-1\n" + job.value() + "\n" + round + "\n" + shard;
        return ByteBuffer.wrap(Sha256.of(name).bytes()).getLong();
    }

    /// Begins with the second in which it was made, so that leases of one time lie together in the
    /// tables; nobody guesses the rest.
    private LeaseId newId() {
        var bytes = new byte[ID_BYTES];
        premises.random().nextBytes(bytes);
        int second = (int) premises.clock().instant().getEpochSecond();
        ByteBuffer.wrap(bytes).putInt(second);
        return new LeaseId(HexFormat.of().formatHex(bytes));
    }
}
