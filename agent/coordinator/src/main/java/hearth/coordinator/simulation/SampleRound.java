package hearth.coordinator.simulation;

import hearth.coordinator.aggregation.Geometry;
import hearth.coordinator.aggregation.LossCheck;
import hearth.coordinator.aggregation.Numbers;
import hearth.coordinator.aggregation.Peers;
import hearth.coordinator.aggregation.RepeatCheck;
import hearth.coordinator.aggregation.Update;
import hearth.coordinator.aggregation.Verdict;
import hearth.protocol.CodedTensors;
import hearth.protocol.JobId;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Manifest;
import hearth.protocol.Sha256;
import hearth.storage.BlobStore;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/// One round of real updates of [StandInTraining], judged by the real layers L1, L2 and L3.
final class SampleRound {
    private static final int MOST_OTHERS = 8;
    private static final int ID_BYTES = 16;

    /// @param steps that the update stands for
    record Sender(Temper temper, int number, int steps) {
        boolean isCounted() {
            return 2 * steps >= StandInJob.STEPS;
        }

        double share() {
            return (double) steps / StandInJob.STEPS;
        }
    }

    /// What was found in a sender's update; empty where nothing was.
    ///
    /// @param measured the same if the loss is measured
    record Found(Sender sender, Optional<String> unmeasured, Optional<String> measured) {}

    private final Manifest manifest;
    private final BlobStore blobs = new MemoryBlobs();
    private final StandInTraining training = new StandInTraining();
    private final int round;
    private final long secret;
    private final SplittableRandom random;
    private final Geometry geometry;
    private final List<Sender> senders;
    private final List<Lease> leases = new ArrayList<>();
    private final List<Update> updates = new ArrayList<>();

    SampleRound(Terms terms, List<Sender> senders, int round, SplittableRandom random) {
        manifest = terms.manifest(0, blobs);
        this.round = round;
        this.senders = List.copyOf(senders);
        this.random = random;
        secret = random.nextLong();
        geometry = new Geometry(manifest.verification(), Set.of(), manifest.parameters());
        for (int i = 0; i < senders.size(); i++) {
            var sender = senders.get(i);
            var lease = lease(random.nextLong());
            leases.add(lease);
            updates.add(update(i, lease, sender.temper(), sender.number(), sender.share()));
        }
    }

    private Lease lease(long seed) {
        var id = new byte[ID_BYTES];
        random.nextBytes(id);
        return new Lease(
                new LeaseId(HexFormat.of().formatHex(id)),
                new JobId(Terms.job(0)),
                round,
                1,
                manifest.id(),
                manifest.id(),
                manifest.data().shards().getFirst(),
                seed,
                BigDecimal.ONE,
                Optional.empty(),
                Terms.PAY,
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private Update update(int sequence, Lease lease, Temper temper, int machine, double share) {
        var bytes = StandInTraining.update(manifest, lease, temper, machine, share);
        return new Update(sequence, sequence, Sha256.of(bytes), values(lease, bytes), share);
    }

    private Numbers values(Lease lease, byte[] bytes) {
        var metadata = lease.updateMetadata(StandInJob.CODEC.id());
        var opened =
                CodedTensors.open(
                        StandInJob.CODEC, metadata, manifest.parameters(), ByteBuffer.wrap(bytes));
        return piece -> opened.values(piece.spec(), piece.from(), piece.count());
    }

    List<Found> judge() {
        var whole = updates.stream().filter(u -> sender(u).isCounted()).toList();
        var parts = updates.stream().filter(u -> !sender(u).isCounted()).toList();
        var verdicts = geometry.judge(whole);
        var good = whole.stream().filter(u -> isGood(of(verdicts, u))).toList();
        verdicts.putAll(geometry.judgeParts(parts, good, (a, b) -> a.equals(b)));
        var passed = updates.stream().filter(u -> isGood(of(verdicts, u))).toList();
        var places = geometry.places(passed);
        double usual = Geometry.Place.usualCosine(places.values());
        var found = new ArrayList<Found>();
        for (var update : updates) {
            var cheap = reason(of(verdicts, update));
            var place = places.get(update.sequence());
            var full = place == null ? cheap : reason(loss(update, place.cosine(), usual));
            found.add(new Found(sender(update), cheap, full));
        }
        return found;
    }

    private static Verdict of(Map<Long, Verdict> verdicts, Update update) {
        return Objects.requireNonNull(verdicts.get(update.sequence()), "no verdict");
    }

    private Sender sender(Update update) {
        return senders.get((int) update.sequence());
    }

    private static boolean isGood(Verdict verdict) {
        return verdict instanceof Verdict.Good;
    }

    private static Optional<String> reason(Verdict verdict) {
        return verdict instanceof Verdict.Bad bad ? Optional.of(bad.reason()) : Optional.empty();
    }

    private Verdict loss(Update update, double cosine, double usual) {
        var check = new LossCheck(manifest.verification().loss().orElseThrow());
        var others =
                updates.stream()
                        .filter(u -> u.sequence() != update.sequence() && sender(u).isCounted())
                        .limit(MOST_OTHERS)
                        .toList();
        var peers = Peers.of(update, others, manifest.verification(), manifest.parameters());
        var score =
                training.score(
                        manifest,
                        leases.get((int) update.sequence()),
                        update.values(),
                        Optional.of(peers),
                        update.share(),
                        secret + update.sequence(),
                        blobs);
        return check.judge(score.summary(), update.share(), cosine, usual);
    }

    /// How far what one makes of some lease is from what another makes of it.
    double distance(Temper one, int machine, Temper other, int otherMachine) {
        var lease = leases.getFirst();
        return RepeatCheck.distance(
                update(0, lease, one, machine, 1).values(),
                update(0, lease, other, otherMachine, 1).values(),
                manifest.parameters());
    }
}
