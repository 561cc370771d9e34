package hearth.coordinator.convergence;

import hearth.coordinator.verification.Attack;

import java.util.List;
import java.util.SplittableRandom;

/// What a quarter of a round's workers send instead of work: by turns one attack after another, two
/// at the same time another one each. They see what everybody else sent before.
final class Fire {
    private static final int ONE_IN = 4;
    private static final int LOUD = 5;
    private static final double NOISE = 0.1;

    /// Those that need no training, the loudest first.
    private static final List<Attack> KINDS =
            List.of(
                    Attack.FIVE_FLIP,
                    Attack.TRIPLE,
                    Attack.NOISE,
                    Attack.FLIP,
                    Attack.COPY_NOISE,
                    Attack.ZERO,
                    Attack.REPLAY,
                    Attack.COPY);

    private final SplittableRandom random;
    private final int workers;
    private List<float[]> before = List.of();

    /// @param workers in a round
    Fire(int workers, long seed) {
        this.workers = workers;
        this.random = new SplittableRandom(seed);
    }

    /// Workers that attack are the last ones of a round.
    boolean isAttacker(int worker) {
        return worker >= workers - workers / ONE_IN;
    }

    /// @param honest what the others sent in this round
    float[] forge(int round, int worker, List<float[]> honest) {
        var attack = KINDS.get((round + worker) % KINDS.size());
        float[] one = honest.get(worker % honest.size());
        return switch (attack) {
            case FIVE_FLIP -> sum(one, -LOUD, one, 0);
            case TRIPLE -> sum(one, 3, noise(one), 1);
            case NOISE -> sum(noise(one), LOUD / NOISE, one, 0);
            case FLIP -> sum(one, -1, one, 0);
            case COPY_NOISE -> sum(one, 1, noise(one), 1);
            case ZERO -> new float[one.length];
            case REPLAY -> before.isEmpty() ? one : before.get(worker % before.size());
            default -> one.clone();
        };
    }

    /// The round is over.
    void remember(List<float[]> honest) {
        before = List.copyOf(honest);
    }

    /// With a tenth of the norm.
    private float[] noise(float[] of) {
        double square = 0;
        for (float v : of) {
            square += (double) v * v;
        }
        double deviation = NOISE * Math.sqrt(square / of.length);
        var noise = new float[of.length];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) (deviation * random.nextGaussian());
        }
        return noise;
    }

    private static float[] sum(float[] a, double timesA, float[] b, double timesB) {
        var sum = new float[a.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = (float) (timesA * a[i] + timesB * b[i]);
        }
        return sum;
    }
}
