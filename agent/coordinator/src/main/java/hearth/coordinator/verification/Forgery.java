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
import java.util.function.Function;

/// Makes what attackers send, with the training engine wherever they would have trained. One
/// thread.
final class Forgery {
    /// What everybody can see when a round is open.
    ///
    /// @param lease of the attacker
    /// @param honest what the lease gives
    /// @param others honest updates of the round, of other leases
    /// @param elsewhere what somebody made of other data, who is not in the round
    /// @param before what the same device sent a round earlier
    /// @param stale checkpoint of some rounds ago
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    record Scene(
            Manifest manifest,
            Lease lease,
            float[] honest,
            List<float[]> others,
            float[] elsewhere,
            float[] before,
            Sha256 stale) {}

    // Places of what attackers really train, among all of that.
    private static final int TENTH = 0;
    private static final int HALF = 1;
    private static final int STALE = 2;
    private static final int POISONED = 3;

    private static final double NOISE = 0.1;
    private static final double POISON = 0.1;
    private static final int RUN = 64;

    private final Scene scene;
    private final BlobStore blobs;
    private final Random random;

    Forgery(Scene scene, BlobStore blobs, long seed) {
        this.scene = scene;
        this.blobs = blobs;
        this.random = new Random(seed);
    }

    /// What has to be trained for it.
    List<Function<Evaluator, float[]>> trainings() {
        var lease = scene.lease();
        int steps = scene.manifest().training().innerSteps();
        var poisoned = with(lease.base(), poisoned(lease.shard()));
        return List.of(
                engine -> trained(engine, lease, Math.max(1, steps / 10)),
                engine -> trained(engine, lease, Math.max(1, steps / 2)),
                engine -> trained(engine, with(scene.stale(), lease.shard()), steps),
                engine -> trained(engine, poisoned, steps));
    }

    /// All attacks, as they are after coding.
    ///
    /// @param trained what [#trainings] gave
    Map<Attack, float[]> all(List<float[]> trained) {
        var made = new TreeMap<Attack, float[]>();
        for (var attack : Attack.values()) {
            made.put(attack, coded(scene, attack, forge(attack, trained)));
        }
        return made;
    }

    private float[] forge(Attack attack, List<float[]> trained) {
        float[] honest = scene.honest();
        float[] copied = scene.others().getFirst();
        float[] tenth = trained.get(TENTH);
        float[] half = trained.get(HALF);
        return switch (attack) {
            case ZERO -> new float[honest.length];
            case NOISE -> scaled(gaussian(honest.length), norm(honest));
            case COPY -> copied;
            case COPY_NOISE -> sum(copied, scaled(gaussian(honest.length), NOISE * norm(copied)));
            case AVERAGE -> each(sum(copied, scene.others().get(1)), v -> v / 2);
            case COPY_WORK -> sum(copied, tenth);
            case REPLAY -> scene.before();
            case REPLAY_WORK -> sum(scene.before(), tenth);
            case OTHER_DATA -> scene.elsewhere();
            case LAZY_10 -> scaled(tenth, norm(honest));
            case LAZY_50 -> half;
            case LAZY_50_RESCALED -> scaled(half, norm(honest));
            case STALE_BASE -> trained.get(STALE);
            case FLIP -> each(honest, v -> -v);
            case TRIPLE -> each(honest, v -> 3 * v);
            case FIVE_FLIP -> each(honest, v -> -5 * v);
            case BACKDOOR -> trained.get(POISONED);
        };
    }

    private float[] trained(Evaluator engine, Lease lease, int steps) {
        var manifest = scene.manifest();
        return values(manifest, lease, engine.repeat(manifest, lease, steps, blobs));
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

    private Lease with(Sha256 base, Sha256 shard) {
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
