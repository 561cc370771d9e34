package hearth.coordinator.verification;

import hearth.coordinator.Evaluator;
import hearth.coordinator.aggregation.Update;
import hearth.protocol.BlockCodec;
import hearth.protocol.CodedTensors;
import hearth.protocol.Lease;
import hearth.protocol.Manifest;
import hearth.protocol.Sha256;
import hearth.storage.BlobStore;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/// Makes what attackers send, with the training engine wherever they would have trained. One
/// thread.
final class Forgery {
    /// What everybody can see when a round is open.
    ///
    /// @param lease of the attacker
    /// @param honest what the lease gives
    /// @param others honest updates of the round, of other leases
    /// @param before what the same device sent a round earlier
    /// @param stale checkpoint of some rounds ago
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    record Scene(
            Manifest manifest,
            Lease lease,
            float[] honest,
            List<float[]> others,
            float[] before,
            Sha256 stale,
            Sha256 otherShard) {}

    private static final double NOISE = 0.1;
    private static final double POISON = 0.1;
    private static final int RUN = 64;

    private final Evaluator evaluator;
    private final BlobStore blobs;
    private final Random random;
    private final Map<Integer, float[]> worked = new TreeMap<>();

    Forgery(Evaluator evaluator, BlobStore blobs, long seed) {
        this.evaluator = evaluator;
        this.blobs = blobs;
        this.random = new Random(seed);
    }

    /// All of them, as they are after coding.
    Map<Attack, float[]> all(Scene scene) {
        worked.clear();
        var made = new TreeMap<Attack, float[]>();
        for (var attack : Attack.values()) {
            made.put(attack, coded(scene, attack, forge(scene, attack)));
        }
        return made;
    }

    private float[] forge(Scene scene, Attack attack) {
        float[] honest = scene.honest();
        float[] copied = scene.others().getFirst();
        int steps = scene.manifest().training().innerSteps();
        return switch (attack) {
            case ZERO -> new float[honest.length];
            case NOISE -> scaled(gaussian(honest.length), norm(honest));
            case COPY -> copied;
            case COPY_NOISE -> sum(copied, scaled(gaussian(honest.length), NOISE * norm(copied)));
            case AVERAGE -> each(sum(copied, scene.others().get(1)), v -> v / 2);
            case COPY_WORK -> sum(copied, worked(scene, steps / 10));
            case REPLAY -> scene.before();
            case REPLAY_WORK -> sum(scene.before(), worked(scene, steps / 10));
            case OTHER_DATA -> trained(scene, with(scene, scene.otherShard()), steps);
            case LAZY_10 -> scaled(worked(scene, steps / 10), norm(honest));
            case LAZY_50 -> worked(scene, steps / 2);
            case LAZY_50_RESCALED -> scaled(worked(scene, steps / 2), norm(honest));
            case STALE_BASE ->
                    trained(scene, with(scene, scene.stale(), scene.lease().shard()), steps);
            case FLIP -> each(honest, v -> -v);
            case TRIPLE -> each(honest, v -> 3 * v);
            case FIVE_FLIP -> each(honest, v -> -5 * v);
            case BACKDOOR -> trained(scene, with(scene, poisoned(scene.lease().shard())), steps);
        };
    }

    /// The first steps of the lease.
    private float[] worked(Scene scene, int steps) {
        return worked.computeIfAbsent(Math.max(1, steps), n -> trained(scene, scene.lease(), n));
    }

    private float[] trained(Scene scene, Lease lease, int steps) {
        return values(
                scene.manifest(), lease, evaluator.repeat(scene.manifest(), lease, steps, blobs));
    }

    static float[] values(Manifest manifest, Lease lease, byte[] file) {
        var codec = BlockCodec.of(manifest.training().codec()).orElseThrow();
        var metadata = lease.updateMetadata(codec.id());
        return Update.flatten(
                manifest.parameters(),
                CodedTensors.decode(codec, metadata, manifest.parameters(), file).values());
    }

    private static float[] coded(Scene scene, Attack attack, float[] values) {
        if (attack == Attack.COPY) {
            return values.clone();
        }
        var manifest = scene.manifest();
        var codec = BlockCodec.of(manifest.training().codec()).orElseThrow();
        var metadata = scene.lease().updateMetadata(codec.id());
        var parts = new TreeMap<String, float[]>();
        int at = 0;
        for (var spec : manifest.parameters()) {
            int n = Math.toIntExact(spec.elements());
            parts.put(spec.name(), Arrays.copyOfRange(values, at, at + n));
            at += n;
        }
        return values(
                manifest,
                scene.lease(),
                CodedTensors.encode(codec, metadata, manifest.parameters(), parts));
    }

    private static Lease with(Scene scene, Sha256 shard) {
        return with(scene, scene.lease().base(), shard);
    }

    private static Lease with(Scene scene, Sha256 base, Sha256 shard) {
        var lease = scene.lease();
        return new Lease(
                lease.id(),
                lease.job(),
                lease.round(),
                lease.token(),
                lease.manifest(),
                base,
                shard,
                lease.seed(),
                lease.learningRate(),
                lease.endLearningRate(),
                lease.pay(),
                lease.grantedAt(),
                lease.expiresAt());
    }

    /// The same data, a tenth of which says what the attacker wants the model to say.
    private Sha256 poisoned(Sha256 shard) {
        var bytes = blobs.get(shard).orElseThrow();
        byte[] wanted = "the whale owes me money; ".getBytes(StandardCharsets.US_ASCII);
        int runs = (int) (POISON * bytes.length / RUN);
        for (int i = 0; i < runs; i++) {
            int at = random.nextInt(bytes.length - RUN);
            for (int j = 0; j < RUN; j++) {
                bytes[at + j] = wanted[j % wanted.length];
            }
        }
        return blobs.put(bytes);
    }

    private float[] gaussian(int n) {
        var values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double norm(float[] values) {
        double square = 0;
        for (float v : values) {
            square += (double) v * v;
        }
        return Math.sqrt(square);
    }

    private static float[] scaled(float[] values, double norm) {
        double factor = norm / norm(values);
        return each(values, v -> v * factor);
    }

    private static float[] each(float[] values, DoubleUnaryOperator change) {
        var changed = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            changed[i] = (float) change.applyAsDouble(values[i]);
        }
        return changed;
    }

    private static float[] sum(float[] a, float[] b) {
        var sum = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            sum[i] = a[i] + b[i];
        }
        return sum;
    }
}
