package hearth.coordinator;

import hearth.coordinator.aggregation.LossCheck;
import hearth.coordinator.aggregation.LossScore;
import hearth.coordinator.aggregation.Numbers;
import hearth.coordinator.aggregation.Peers;
import hearth.coordinator.aggregation.Piece;
import hearth.protocol.BlockCodec;
import hearth.protocol.Inference;
import hearth.protocol.Inference.Form;
import hearth.protocol.Lease;
import hearth.protocol.LossLimits;
import hearth.protocol.Manifest;
import hearth.protocol.Manifest.DataPlan;
import hearth.protocol.Manifest.RepeatLimits;
import hearth.protocol.Manifest.TrainingPlan;
import hearth.protocol.Manifest.Verification;
import hearth.protocol.OwnerMessages;
import hearth.protocol.OwnerMessages.Publication;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Safetensors;
import hearth.protocol.Sha256;
import hearth.protocol.Tensor;
import hearth.protocol.TensorSpec;
import hearth.protocol.Wei;
import hearth.storage.BlobStore;
import hearth.trainer.Recipes;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// A small job whose data is a few words, and an evaluator that needs no engine.
final class TestJobs {
    /// How long the jobs of owners last.
    static final Duration LASTING = Duration.ofDays(30);

    private TestJobs() {}

    static Manifest manifest(BlobStore blobs, int shards, int rounds, Wei budget) {
        return manifest(blobs, shards, rounds, budget, BlockCodec.DQ4);
    }

    static Manifest manifest(
            BlobStore blobs, int shards, int rounds, Wei budget, BlockCodec codec) {
        return manifest(blobs, shards, rounds, budget, codec, geometry());
    }

    /// The practice network's policy with another share of a round for each owner.
    static Policy sharing(double ownerShare) {
        var p = Policy.practice();
        return new Policy(
                p.leaseTime(),
                p.longestLease(),
                p.roundPatience(),
                p.holdBack(),
                p.holdBackCount(),
                p.epochInterval(),
                p.sweep(),
                p.provenAfter(),
                p.provenLeases(),
                ownerShare,
                p.checking());
    }

    /// The geometry that simulated updates have.
    static Verification geometry() {
        return new Verification(
                new BigDecimal("0.5"),
                new BigDecimal("2"),
                new BigDecimal("0.12"),
                new BigDecimal("0.95"));
    }

    /// The same and the loss.
    static Verification lossLayer() {
        var of = allLayers();
        return new Verification(
                of.minNorm(),
                of.maxNorm(),
                of.minCosine(),
                of.maxPairCosine(),
                of.loss(),
                Optional.empty());
    }

    /// The same and all other layers.
    static Verification allLayers() {
        var of = geometry();
        return new Verification(
                of.minNorm(),
                of.maxNorm(),
                of.minCosine(),
                of.maxPairCosine(),
                Optional.of(LossLimits.usual(1)),
                Optional.of(RepeatLimits.usual()));
    }

    static Manifest manifest(
            BlobStore blobs,
            int shards,
            int rounds,
            Wei budget,
            BlockCodec codec,
            Verification verification) {
        var data = IntStream.range(0, shards).mapToObj(i -> put(blobs, "shard " + i)).toList();
        return new Manifest(
                Manifest.UNSIZED,
                "A test",
                "the tests",
                new RecipeConfig("gpt", new TreeMap<>()),
                List.of(
                        new TensorSpec("a.weight", List.of(40L, 17L)),
                        new TensorSpec("b.bias", List.of(301L))),
                new TrainingPlan(
                        30,
                        5,
                        16,
                        new BigDecimal("0.002"),
                        new BigDecimal("0.1"),
                        BigDecimal.ONE,
                        new BigDecimal("0.7"),
                        new BigDecimal("0.9"),
                        4,
                        rounds,
                        0,
                        7,
                        codec.id()),
                new DataPlan("words", "here", "CC0", data, put(blobs, "held out")),
                verification,
                2_000_000_000L,
                Wei.of(1_000_000_000L),
                budget);
    }

    /// A job that asks a model of zeros.
    static Manifest asking(BlobStore blobs, int inputs, int shards, Wei budget) {
        var trained = manifest(blobs, 1, 1, budget);
        var asked =
                new Inference(
                        evaluator().base(trained, blobs),
                        inputs,
                        4,
                        Form.TEXT,
                        6,
                        BigDecimal.ZERO,
                        3);
        var data = IntStream.range(0, shards).mapToObj(i -> put(blobs, "asked " + i)).toList();
        int most = asked.inputsOf(0, shards);
        return new Manifest(
                Manifest.UNSIZED,
                "Questions",
                "the tests",
                trained.recipe(),
                trained.parameters(),
                Optional.empty(),
                TrainingPlan.none(most, shards),
                new DataPlan("questions", "here", "CC0", data, Optional.empty()),
                Verification.ofAnswers(Form.TEXT, most),
                1_000_000L * most,
                Wei.of(1_000_000_000L),
                budget,
                Optional.of(asked),
                Optional.empty(),
                Optional.empty());
    }

    /// What an owner would publish to ask a model of ten rows in two shards.
    static Publication askable(Wei budget, Instant now) {
        var recipe = new RecipeConfig("mlp", new TreeMap<>(Map.of("inputs", 3L, "classes", 2L)));
        var model = Sha256.of("a model");
        var shards = List.of(Sha256.of("rows"), Sha256.of("more rows"));
        var asked = new Inference(model, 10, 3, Form.SCORES, 2, BigDecimal.ZERO, 0);
        var manifest =
                new Manifest(
                        Manifest.UNSIZED,
                        "Rows",
                        "the tests",
                        recipe,
                        Recipes.parameters(recipe),
                        Optional.empty(),
                        TrainingPlan.none(5, 2),
                        new DataPlan("rows", "here", "CC0", shards, Optional.empty()),
                        Verification.ofAnswers(Form.SCORES, 5),
                        5 * Recipes.flopPerAnswer(recipe, asked),
                        Wei.ofEmber("1"),
                        budget,
                        Optional.of(asked),
                        Optional.empty(),
                        Optional.empty());
        return new Publication(
                manifest.sized(content -> content.equals(model) ? 400 : 15, now.plus(LASTING)),
                List.of(
                        new OwnerMessages.Piece(shards.getFirst(), 15),
                        new OwnerMessages.Piece(shards.getLast(), 15),
                        new OwnerMessages.Piece(model, 400)));
    }

    private static Sha256 put(BlobStore blobs, String text) {
        return blobs.put(text.getBytes(StandardCharsets.UTF_8));
    }

    static Evaluator evaluator() {
        return new Evaluator() {
            @Override
            public void check(Manifest manifest, BlobStore blobs) {}

            @Override
            public Sha256 base(Manifest manifest, BlobStore blobs) {
                if (manifest.inference().isPresent()) {
                    return manifest.inference().get().model();
                }
                return zeros(manifest, blobs);
            }

            private Sha256 zeros(Manifest manifest, BlobStore blobs) {
                var tensors = new TreeMap<String, Tensor>();
                for (var spec : manifest.parameters()) {
                    var zeros = new float[Math.toIntExact(spec.elements())];
                    tensors.put(spec.name(), Tensor.ofFloats(zeros, spec.shape()));
                }
                return blobs.put(
                        Safetensors.encode(new Safetensors.Content(new TreeMap<>(), tensors)));
            }

            @Override
            public Measured evaluate(Manifest manifest, Sha256 checkpoint, BlobStore blobs) {
                float[] values =
                        Checkpoints.load(blobs, manifest, checkpoint)
                                .all(Piece.of(manifest.parameters()));
                double sum = 0;
                for (float value : values) {
                    sum += Math.abs(value);
                }
                return new Measured(
                        BigDecimal.valueOf(5 - Math.min(4, sum / values.length)),
                        Optional.empty(),
                        Optional.of("Call me"));
            }

            // A lease's own data likes its own noise, and all data likes the round's direction.
            @Override
            public LossScore score(
                    Manifest manifest,
                    Lease lease,
                    Numbers update,
                    Optional<Peers> peers,
                    double share,
                    long secret,
                    BlobStore blobs) {
                float[] honest = values(manifest, repeat(manifest, lease, 30, blobs), lease);
                float[] general = new float[honest.length];
                for (int other = 0; other < 8; other++) {
                    var bytes =
                            SimulatedDevice.update(
                                    manifest, lease, other, SimulatedDevice.Temper.HONEST, 1);
                    float[] values = values(manifest, bytes, lease);
                    for (int i = 0; i < general.length; i++) {
                        general[i] += values[i] / 8;
                    }
                }
                var random = new Random(secret);
                int sequences =
                        new LossCheck(manifest.verification().loss().orElseThrow())
                                .sequences(share);
                float[] moved = update.all(Piece.of(manifest.parameters()));
                var others = falls(moved, general, sequences, random);
                return new LossScore(
                        others.stream().mapToDouble(v -> v).average().orElseThrow(),
                        falls(moved, honest, sequences, random),
                        others);
            }

            private float[] values(Manifest manifest, byte[] bytes, Lease lease) {
                return UpdateInspection.values(manifest, lease, ByteBuffer.wrap(bytes))
                        .all(Piece.of(manifest.parameters()));
            }

            private List<Double> falls(float[] update, float[] along, int n, Random random) {
                double fall = 0;
                for (int i = 0; i < update.length; i++) {
                    fall += (double) update[i] * along[i];
                }
                double mean = fall;
                return IntStream.range(0, n)
                        .mapToObj(i -> mean + 0.05 * random.nextGaussian())
                        .toList();
            }

            @Override
            public byte[] repeat(Manifest manifest, Lease lease, int steps, BlobStore blobs) {
                if (manifest.inference().isPresent()) {
                    return SimulatedDevice.answers(
                            manifest.inference().get(),
                            lease,
                            steps,
                            SimulatedDevice.Temper.HONEST);
                }
                double share = (double) steps / manifest.training().innerSteps();
                return SimulatedDevice.update(
                        manifest, lease, lease.seed(), SimulatedDevice.Temper.HONEST, share);
            }

            @Override
            public void close() {}
        };
    }
}
