package hearth.app.cli;

import hearth.protocol.BlockCodec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Measures how fast this machine codes and decodes, on one thread, against copying memory in the
/// same run.
final class CodecSpeed {
    private static final int VALUES = 1 << 20;
    private static final int RUNS = 15;
    private static final long WARM_NANOS = 400_000_000;
    private static final long RUN_NANOS = 20_000_000;

    /// @param encodeGBps,decodeGBps 10⁹ bytes of binary32 a second, median
    /// @param compression binary32 bytes over coded bytes, scales included
    record Case(String codec, double encodeGBps, double decodeGBps, double compression) {}

    /// @param copyGBps binary32 arrays copied, the anchor of this run
    record Speed(double copyGBps, List<Case> cases) {}

    private CodecSpeed() {}

    static Speed measure() {
        var values = bellShaped();
        var copy = new float[VALUES];
        double copied = median(() -> System.arraycopy(values, 0, copy, 0, VALUES));
        var cases = new ArrayList<Case>();
        for (var codec : BlockCodec.values()) {
            var coded = codec.encode(values);
            cases.add(
                    new Case(
                            codec.id(),
                            median(() -> codec.encode(values)),
                            median(() -> codec.decode(coded)),
                            (double) Float.BYTES
                                    * VALUES
                                    / (coded.codes().length
                                            + Short.BYTES * coded.scales().length)));
        }
        return new Speed(copied, cases);
    }

    /// Like the differences of training: blocks of unlike magnitude.
    private static float[] bellShaped() {
        var random = new Random(1);
        var values = new float[VALUES];
        for (int i = 0; i < VALUES; i++) {
            values[i] = (float) (random.nextGaussian() * 1e-3 * (1 + i / 4096 % 7));
        }
        return values;
    }

    private static double median(Runnable work) {
        long begin = System.nanoTime();
        int times = 0;
        while (System.nanoTime() - begin < WARM_NANOS) {
            work.run();
            times++;
        }
        int perRun = (int) Math.max(1, times * RUN_NANOS / WARM_NANOS);
        var speeds = new double[RUNS];
        for (int r = 0; r < RUNS; r++) {
            long start = System.nanoTime();
            for (int i = 0; i < perRun; i++) {
                work.run();
            }
            long took = System.nanoTime() - start;
            speeds[r] = (double) Float.BYTES * VALUES * perRun / took;
        }
        Arrays.sort(speeds);
        return speeds[RUNS / 2];
    }
}
