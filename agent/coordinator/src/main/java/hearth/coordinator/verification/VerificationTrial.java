package hearth.coordinator.verification;

import hearth.coordinator.Checking;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Trains a job for some rounds and shows the layers of verification every honest update and, in
/// each round, one of each attack in the place of its first worker. Training, codec, evaluation and
/// checks are those of the product. One thread.
public final class VerificationTrial {
    /// How many rounds behind a stale base is.
    private static final int STALE = 4;

    /// Leases of a month, over which the cost of repeating is spread.
    private static final int MONTH = 2000;

    private final Manifest manifest;
    private final TrialSetting setting;
    private final Evaluator evaluator;
    private final BlobStore blobs;
    private final Random random;
    private final LossCheck loss;
    private final RepeatCheck repeat;
    private final InstantSource clock;
    private final List<LossScore> honestScores = new ArrayList<>();
    private final Map<Attack, Tally> tallies = new EnumMap<>(Attack.class);
    private final Map<String, Integer> refused = new TreeMap<>();
    private final List<float[]> earlier = new ArrayList<>();
    private final List<Sha256> bases = new ArrayList<>();
    private int honest;
    private long training;
    private long scoring;

    /// @param blobs empty store that this trial alone uses
    public VerificationTrial(
            PracticeJob job,
            TrialSetting setting,
            Evaluator evaluator,
            BlobStore blobs,
            InstantSource clock) {
        this.manifest = setting.manifest(job);
        this.setting = setting;
        this.evaluator = evaluator;
        this.blobs = blobs;
        this.clock = clock;
        this.random = new Random(setting.seed());
        this.loss = new LossCheck(manifest.verification().loss().orElseThrow());
        this.repeat = new RepeatCheck(manifest.verification().repeat().orElseThrow());
        job.shards().forEach(blobs::put);
        blobs.put(job.heldOut());
    }

    /// @param onProgress lines for people
    public Report run(Consumer<String> onProgress) {
        float[] parameters = decoded(blobs.get(evaluator.base(manifest, blobs)).orElseThrow());
        var training = manifest.training();
        var step =
                new Aggregation(
                        manifest.parameters(),
                        training.outerLearningRate().doubleValue(),
                        training.outerMomentum().doubleValue());
        var state = OuterState.beginning(Numbers.of(parameters));
        for (int round = 0; round < setting.rounds(); round++) {
            bases.add(blobs.put(encoded(parameters)));
            var made = new Made.InMemory(manifest.parameters());
            step.apply(state, round(round), made);
            parameters = made.parameters();
            state = made.state();
            onProgress.accept(
                    "round " + (round + 1) + " of " + setting.rounds() + ", refused " + refused);
        }
        return report();
    }

    private List<Update> round(int round) {
        var leases = new ArrayList<Lease>();
        var updates = new ArrayList<Update>();
        for (int worker = 0; worker < setting.honest(); worker++) {
            var lease = lease(round, worker);
            long began = clock.millis();
            var file = evaluator.repeat(manifest, lease, training(), blobs);
            training += clock.millis() - began;
            leases.add(lease);
            updates.add(update(worker, Forgery.values(manifest, lease, file)));
        }
        long secret = random.nextLong();
        var verdicts = geometry(Set.of()).judge(updates);
        for (int worker = 0; worker < updates.size(); worker++) {
            var score = score(leases.get(worker), updates.get(worker).values(), secret);
            honestScores.add(score);
            honest++;
            refusal(verdicts.get((long) worker))
                    .or(() -> refusal(loss.judge(score.summary(), 1)))
                    .ifPresent(reason -> refused.merge(reason, 1, Integer::sum));
        }
        attack(round, leases.getFirst(), updates, secret);
        earlier.clear();
        updates.forEach(u -> earlier.add(flat(u)));
        return updates;
    }

    private Geometry geometry(Set<Sha256> known) {
        return new Geometry(manifest.verification(), known, manifest.parameters());
    }

    private float[] flat(Update update) {
        return update.values().all(Piece.of(manifest.parameters()));
    }

    private int training() {
        return manifest.training().innerSteps();
    }

    private void attack(int round, Lease lease, List<Update> updates, long secret) {
        if (round == 0) {
            return;
        }
        var others = updates.subList(1, updates.size());
        var scene =
                new Forgery.Scene(
                        manifest,
                        lease,
                        flat(updates.getFirst()),
                        others.stream().map(this::flat).toList(),
                        earlier.getFirst(),
                        bases.get(Math.max(0, round - STALE)),
                        manifest.data()
                                .shards()
                                .get(random.nextInt(manifest.data().shards().size())));
        var forged = new Forgery(evaluator, blobs, random.nextLong()).all(scene);
        forged.forEach((attack, values) -> judge(attack, scene, values, others, secret));
    }

    private void judge(
            Attack attack, Forgery.Scene scene, float[] values, List<Update> others, long secret) {
        var round = new ArrayList<>(others);
        var update = update(updatesOf(others), values);
        round.add(update);
        var geometry = geometry(contents(earlier)).judge(round).get(update.sequence());
        var score = score(scene.lease(), update.values(), secret);
        var cheap = refusal(geometry).or(() -> refusal(loss.judge(score.summary(), 1)));
        double distance =
                RepeatCheck.distance(
                        update.values(), Numbers.of(scene.honest()), manifest.parameters());
        tallies.computeIfAbsent(attack, _ -> new Tally())
                .add(cheap, distance, repeat.of(distance), score.gap());
    }

    private long updatesOf(List<Update> others) {
        return others.size() + 1L;
    }

    private static Set<Sha256> contents(List<float[]> updates) {
        return Set.copyOf(updates.stream().map(VerificationTrial::content).distinct().toList());
    }

    private static Optional<String> refusal(@Nullable Verdict verdict) {
        return verdict instanceof Verdict.Bad bad ? Optional.of(bad.reason()) : Optional.empty();
    }

    private LossScore score(Lease lease, Numbers values, long secret) {
        long began = clock.millis();
        var score = evaluator.score(manifest, lease, values, loss.sequences(1), secret, blobs);
        scoring += clock.millis() - began;
        return score;
    }

    private Lease lease(int round, int worker) {
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
                bases.getLast(),
                shards.get(number),
                random.nextLong(),
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

    private Report report() {
        var rows = new ArrayList<Report.AttackRow>();
        tallies.forEach((attack, tally) -> rows.add(tally.row(attack)));
        var checking = Checking.network();
        double perScore = (double) scoring / Math.max(1, scores()) * honest / Math.max(1, training);
        double repeated = 0;
        double scored = 0;
        for (int v = 0; v < MONTH; v++) {
            repeated += checking.repeated(v) / MONTH;
            scored += checking.scored(v) / MONTH;
        }
        return new Report(
                honest,
                refused.values().stream().mapToInt(n -> n).sum(),
                refused,
                Report.Spread.of(honestScores.stream().map(LossScore::gap).toList()),
                Report.Spread.of(honestScores.stream().map(LossScore::fall).toList()),
                rows,
                new Report.Overhead(scored * perScore, repeated, checking.canaries()));
    }

    private int scores() {
        return honest + tallies.values().stream().mapToInt(Tally::total).sum();
    }
}
