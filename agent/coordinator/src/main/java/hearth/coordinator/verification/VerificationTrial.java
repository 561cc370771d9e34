package hearth.coordinator.verification;

import hearth.coordinator.Evaluator;
import hearth.coordinator.PracticeJob;
import hearth.coordinator.aggregation.Aggregation;
import hearth.coordinator.aggregation.Geometry;
import hearth.coordinator.aggregation.LearningRate;
import hearth.coordinator.aggregation.LossCheck;
import hearth.coordinator.aggregation.LossScore;
import hearth.coordinator.aggregation.Made;
import hearth.coordinator.aggregation.Numbers;
import hearth.coordinator.aggregation.OuterState;
import hearth.coordinator.aggregation.Peers;
import hearth.coordinator.aggregation.Piece;
import hearth.coordinator.aggregation.RepeatCheck;
import hearth.coordinator.aggregation.Update;
import hearth.coordinator.aggregation.Verdict;
import hearth.protocol.JobId;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Manifest;
import hearth.protocol.Safetensors;
import hearth.protocol.Sha256;
import hearth.protocol.Tensor;
import hearth.protocol.Wei;
import hearth.storage.BlobStore;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// Trains a job for some rounds and shows the layers of verification every honest update and, in
/// each round, one of each attack in the place of its first worker. Training, codec, evaluation and
/// checks are those of the product. One thread, and one for each engine.
public final class VerificationTrial {
    /// How many rounds behind a stale base is (330 steps in reference/training.md §2.3); so many
    /// begin without attacks.
    public static final int STALE = 11;

    private static final double CERTAIN = 0.6;

    private static final long ROUND_SEED = 1_000_003;

    private final Manifest manifest;
    private final TrialSetting setting;
    private final Workshop workshop;
    private final BlobStore blobs;
    private final LossCheck loss;
    private final Supplier<Duration> processorTime;
    private Duration scoring = Duration.ZERO;

    /// @param engines that share the work
    /// @param blobs that this trial alone uses; for one that goes on, those with which it began
    /// @param processorTime that this trial and its engines took so far
    public VerificationTrial(
            PracticeJob job,
            TrialSetting setting,
            List<? extends Evaluator> engines,
            BlobStore blobs,
            Supplier<Duration> processorTime) {
        this.manifest = setting.manifest(job);
        this.setting = setting;
        this.workshop = new Workshop(List.copyOf(engines));
        this.blobs = blobs;
        this.processorTime = processorTime;
        this.loss = new LossCheck(manifest.verification().loss().orElseThrow());
        job.shards().forEach(blobs::put);
        blobs.put(job.heldOut());
    }

    /// @param before rounds that were seen earlier, from the first on
    /// @param rounds until there are so many with attacks
    /// @param onRound is given each round as soon as it was seen
    /// @return all of them
    public List<RoundSeen> run(List<RoundSeen> before, int rounds, Consumer<RoundSeen> onRound) {
        var seen = new ArrayList<>(before);
        while (seen.size() < rounds + STALE) {
            var newest = round(seen);
            onRound.accept(newest);
            seen.add(newest);
            forget(seen);
        }
        return seen;
    }

    /// What no later round needs.
    private void forget(List<RoundSeen> seen) {
        int last = seen.size() - 1;
        if (last > STALE + 1) {
            blobs.remove(seen.get(last - STALE - 1).after().base());
        }
        if (last > 0) {
            var old = seen.get(last - 1).after();
            blobs.remove(old.momentum());
            blobs.remove(old.residual());
            old.updates().forEach(blobs::remove);
        }
    }

    private RoundSeen round(List<RoundSeen> seen) {
        int number = seen.size();
        var random = new Random(setting.seed() * ROUND_SEED + number);
        var base =
                seen.isEmpty()
                        ? workshop.one(engine -> engine.base(manifest, blobs))
                        : seen.getLast().after().next();
        var leases = new ArrayList<Lease>();
        for (int worker = 0; worker < setting.honest(); worker++) {
            leases.add(lease(number, worker, base, random.nextLong()));
        }
        var began = processorTime.get();
        var files = workshop.all(leases.stream().map(this::work).toList());
        var training = processorTime.get().minus(began);
        var updates = new ArrayList<Update>();
        for (int worker = 0; worker < leases.size(); worker++) {
            var values = Forgery.values(manifest, leases.get(worker), files.get(worker));
            updates.add(update(worker, values));
        }
        long secret = random.nextLong();
        var honest = judged(leases, updates, secret);
        var attacks = new TreeMap<String, RoundSeen.Seen>();
        if (number >= STALE) {
            attacks.putAll(attack(seen, leases.getFirst(), updates, secret, random.nextLong()));
        }
        var after = step(seen, base, updates);
        return new RoundSeen(
                setting,
                number,
                honest,
                attacks,
                after,
                training.toMillis(),
                leases.size(),
                scoring.toMillis(),
                honest.size());
    }

    private Function<Evaluator, byte[]> work(Lease lease) {
        return engine -> engine.repeat(manifest, lease, manifest.training().innerSteps(), blobs);
    }

    private List<RoundSeen.Seen> judged(List<Lease> leases, List<Update> updates, long secret) {
        var geometry = geometry(Set.of());
        var verdicts = geometry.judge(updates);
        var places = geometry.places(updates);
        var tasks = new ArrayList<Function<Evaluator, LossScore>>();
        for (var update : updates) {
            var others = updates.stream().filter(u -> !u.equals(update)).toList();
            int worker = Math.toIntExact(update.sequence());
            tasks.add(score(leases.get(worker), update, others, secret));
        }
        var began = processorTime.get();
        var measured = workshop.all(tasks);
        scoring = processorTime.get().minus(began);
        var seen = new ArrayList<RoundSeen.Seen>();
        double usual = Geometry.Place.usualCosine(places.values());
        for (int worker = 0; worker < updates.size(); worker++) {
            var score = measured.get(worker);
            var place = Objects.requireNonNull(places.get((long) worker));
            var reason =
                    refusal(verdicts.get((long) worker))
                            .or(() -> refusal(judged(score, place, usual)));
            seen.add(new RoundSeen.Seen(reason, place, Optional.of(RoundSeen.Score.of(score)), 0));
        }
        return seen;
    }

    private Verdict judged(LossScore score, Geometry.Place place, double usual) {
        return loss.judge(score.summary(), 1, place.cosine(), usual);
    }

    /// In a round of the others, without the one whose work stands for that on other data.
    private Map<String, RoundSeen.Seen> attack(
            List<RoundSeen> seen, Lease lease, List<Update> updates, long secret, long seed) {
        var others = updates.subList(1, updates.size() - 1);
        var earlier = seen.getLast().after().updates().stream().map(this::values).toList();
        var scene =
                new Forgery.Scene(
                        manifest,
                        lease,
                        flat(updates.getFirst()),
                        others.stream().map(this::flat).toList(),
                        flat(updates.getLast()),
                        earlier.getFirst(),
                        seen.get(seen.size() - STALE).after().base());
        var forgery = new Forgery(scene, blobs, seed);
        var forged = forgery.all(workshop.all(forgery.trainings()));
        var tasks = new ArrayList<Function<Evaluator, RoundSeen.Seen>>();
        var geometry = geometry(contents(earlier));
        forged.forEach((_, values) -> tasks.add(judged(geometry, scene, values, others, secret)));
        var judged = workshop.all(tasks);
        var byLabel = new TreeMap<String, RoundSeen.Seen>();
        for (var attack : forged.keySet()) {
            byLabel.put(attack.label(), judged.get(byLabel.size()));
        }
        return byLabel;
    }

    /// The loss is not measured of what is a copy or against the others anyway.
    private Function<Evaluator, RoundSeen.Seen> judged(
            Geometry geometry,
            Forgery.Scene scene,
            float[] values,
            List<Update> others,
            long secret) {
        return engine -> {
            var update = update(setting.honest(), values);
            var round = new ArrayList<>(others);
            round.add(update);
            var places = geometry.places(round);
            var place = Objects.requireNonNull(places.get(update.sequence()));
            double usual = Geometry.Place.usualCosine(places.values());
            double distance =
                    RepeatCheck.distance(
                            update.values(), Numbers.of(scene.honest()), manifest.parameters());
            var refused = refusal(geometry.judge(round).get(update.sequence()));
            if (refused.isPresent() && !(place.cosine() > 0 && place.pair() < CERTAIN)) {
                return new RoundSeen.Seen(refused, place, Optional.empty(), distance);
            }
            var score = score(scene.lease(), update, others, secret).apply(engine);
            var reason = refused.or(() -> refusal(judged(score, place, usual)));
            return new RoundSeen.Seen(
                    reason, place, Optional.of(RoundSeen.Score.of(score)), distance);
        };
    }

    private RoundSeen.State step(List<RoundSeen> seen, Sha256 base, List<Update> updates) {
        var plan = manifest.training();
        var parameters = Numbers.of(values(base));
        var state =
                seen.isEmpty()
                        ? OuterState.beginning(parameters)
                        : new OuterState(
                                parameters,
                                Numbers.of(values(seen.getLast().after().momentum())),
                                Numbers.of(values(seen.getLast().after().residual())));
        var made = new Made.InMemory(manifest.parameters());
        new Aggregation(
                        manifest.parameters(),
                        plan.outerLearningRate().doubleValue(),
                        plan.outerMomentum().doubleValue())
                .apply(state, updates, made);
        var pieces = Piece.of(manifest.parameters());
        return new RoundSeen.State(
                base,
                blobs.put(encoded(made.state().momentum().all(pieces))),
                blobs.put(encoded(made.state().residual().all(pieces))),
                blobs.put(encoded(made.parameters())),
                updates.stream().map(u -> blobs.put(encoded(flat(u)))).toList());
    }

    private Geometry geometry(Set<Sha256> known) {
        return new Geometry(manifest.verification(), known, manifest.parameters());
    }

    private float[] flat(Update update) {
        return update.values().all(Piece.of(manifest.parameters()));
    }

    private float[] values(Sha256 file) {
        return decoded(blobs.get(file).orElseThrow());
    }

    private static Set<Sha256> contents(List<float[]> updates) {
        return Set.copyOf(updates.stream().map(VerificationTrial::content).distinct().toList());
    }

    private static Optional<String> refusal(@Nullable Verdict verdict) {
        return verdict instanceof Verdict.Bad bad ? Optional.of(bad.reason()) : Optional.empty();
    }

    private Function<Evaluator, LossScore> score(
            Lease lease, Update update, List<Update> others, long secret) {
        return engine -> {
            var peers = Peers.of(update, others, manifest.verification(), manifest.parameters());
            return engine.score(
                    manifest, lease, update.values(), Optional.of(peers), 1, secret, blobs);
        };
    }

    private Lease lease(int round, int worker, Sha256 base, long seed) {
        var rates =
                new LearningRate(manifest.training().learningRate(), manifest.training().rounds());
        var shards = manifest.data().shards();
        int number = (round * setting.honest() + worker) % shards.size();
        return new Lease(
                new LeaseId(String.format(Locale.ROOT, "%016x%016x", round, worker)),
                new JobId("trial"),
                round,
                1,
                manifest.id(),
                base,
                shards.get(number),
                seed,
                rates.of(round),
                Optional.empty(),
                Wei.ZERO,
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private static Update update(long sequence, float[] values) {
        return new Update(sequence, sequence, content(values), values);
    }

    private static Sha256 content(float[] values) {
        var bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Sha256.of(bytes.array());
    }

    private float[] decoded(byte[] file) {
        var parts = new TreeMap<String, float[]>();
        Safetensors.decode(file).tensors().forEach((name, t) -> parts.put(name, t.floats()));
        return Update.flatten(manifest.parameters(), parts);
    }

    private byte[] encoded(float[] flat) {
        var tensors = new TreeMap<String, Tensor>();
        var parts = new Aggregation(manifest.parameters(), 0, 0).split(flat);
        for (var spec : manifest.parameters()) {
            tensors.put(
                    spec.name(),
                    Tensor.ofFloats(Objects.requireNonNull(parts.get(spec.name())), spec.shape()));
        }
        return Safetensors.encode(new Safetensors.Content(new TreeMap<>(), tensors));
    }
}
