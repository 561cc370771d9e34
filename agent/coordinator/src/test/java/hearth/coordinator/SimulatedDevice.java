package hearth.coordinator;

import hearth.protocol.Answers;
import hearth.protocol.CodedTensors;
import hearth.protocol.ErrorFeedback;
import hearth.protocol.Inference;
import hearth.protocol.Lease;
import hearth.protocol.Manifest;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/// A device whose updates are a common direction of the round plus its own noise, like those of
/// real training but without a training engine.
final class SimulatedDevice {
    /// What a device does with a lease.
    enum Temper {
        HONEST,
        RANDOM,
        HUGE,
        OPPOSITE,
        ZERO,
        /// Work on other data than its lease's.
        ELSEWHERE,
        /// Half of the work, made to look like all of it.
        LAZY,
        /// Honest, except when it repeats what somebody else did.
        ENVIOUS,
        MALFORMED
    }

    final SigningKey key;
    final Temper temper;

    /// What it says that it computes with.
    Optional<String> model = Optional.empty();

    SimulatedDevice(int number, Temper temper) {
        var seed = new byte[32];
        Arrays.fill(seed, (byte) number);
        seed[0] = (byte) (number >> 8);
        this.key = SigningKey.ofSeed(seed);
        this.temper = temper;
    }

    /// @param steps of the lease that it takes the trouble of
    byte[] work(Manifest manifest, Lease lease, int steps) {
        if (manifest.inference().isPresent()) {
            return answers(manifest.inference().get(), lease, steps, temper);
        }
        double share = (double) steps / manifest.training().innerSteps();
        return update(manifest, lease, temper, share);
    }

    /// Answers that follow from the number of the input.
    static byte[] answers(Inference asked, Lease lease, int inputs, Temper temper) {
        boolean isAudit = lease.token() >= Audits.FIRST_TOKEN;
        var rows = new byte[inputs * asked.width()];
        for (int i = 0; i < inputs; i++) {
            boolean lies =
                    switch (temper) {
                        case HONEST, MALFORMED -> false;
                        case ENVIOUS -> isAudit;
                        case LAZY -> i % 2 == 1;
                        case RANDOM, HUGE, OPPOSITE, ZERO, ELSEWHERE -> true;
                    };
            var answer = answer(asked, lease.span().orElseThrow().number() + i);
            for (int b = 0; b < answer.length; b++) {
                rows[i * asked.width() + b] = (byte) (lies ? ~answer[b] : answer[b]);
            }
        }
        var bytes = Answers.of(asked, inputs, ByteBuffer.wrap(rows)).encode(lease);
        if (temper == Temper.MALFORMED) {
            bytes[20] ^= 1;
        }
        return bytes;
    }

    static byte[] answer(Inference asked, int number) {
        var answer = new byte[asked.width()];
        new Random(number).nextBytes(answer);
        return answer;
    }

    private static byte[] update(Manifest manifest, Lease lease, Temper temper, double share) {
        boolean elsewhere =
                temper == Temper.ELSEWHERE
                        || (temper == Temper.ENVIOUS && lease.token() >= Audits.FIRST_TOKEN);
        long seed = elsewhere ? ~lease.seed() : lease.seed();
        return update(manifest, lease, seed, temper, share);
    }

    static byte[] update(Manifest manifest, Lease lease, long seed, Temper temper, double share) {
        var common = new Random(lease.round() * 31L + lease.job().value().hashCode());
        var own = new Random(seed);
        var made = new Random(~seed);
        var values = new TreeMap<String, float[]>();
        for (var spec : manifest.parameters()) {
            var v = new float[(int) spec.elements()];
            for (int i = 0; i < v.length; i++) {
                double direction = common.nextGaussian();
                double noise = own.nextGaussian();
                double up = made.nextGaussian();
                v[i] =
                        (float) share
                                * (float)
                                        switch (temper) {
                                            case LAZY ->
                                                    0.01 * direction + 0.006 * noise + 0.008 * up;
                                            case HONEST, ELSEWHERE, ENVIOUS, MALFORMED ->
                                                    0.01 * direction + 0.01 * noise;
                                            case RANDOM -> 0.014 * noise;
                                            case HUGE -> 1.0 * direction + noise;
                                            case OPPOSITE -> -0.01 * direction + 0.01 * noise;
                                            case ZERO -> 0;
                                        };
            }
            values.put(spec.name(), v);
        }
        var codec = Manifests.codec(manifest);
        var metadata = lease.updateMetadata(codec.id());
        if (temper == Temper.MALFORMED) {
            metadata.put("base", Sha256.of("another base").hex());
        }
        var specs = manifest.parameters();
        return codec.needsErrorFeedback()
                ? ErrorFeedback.encode(codec, metadata, specs, values, Optional.empty()).update()
                : CodedTensors.encode(codec, metadata, specs, values);
    }
}
