package hearth.trainer.pieces;

import hearth.protocol.BlockCodec;
import hearth.protocol.BlockCodec.Coded;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/// Coding and decoding of 2²⁰ numbers (4.2 MB of binary32), as in the agent.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecPieces {
    private static final int VALUES = 1 << 20;

    @Param BlockCodec codec = BlockCodec.values()[0];

    private final float[] values = new float[VALUES];
    private Coded coded = new Coded(new byte[0], new short[0], 0);

    /// Like the differences of training: blocks of unlike magnitude.
    @Setup
    public void draw() {
        var random = new Random(1);
        for (int i = 0; i < VALUES; i++) {
            values[i] = (float) (random.nextGaussian() * 1e-3 * (1 + i / 4096 % 7));
        }
        coded = codec.encode(values);
    }

    @Benchmark
    public Coded encode() {
        return codec.encode(values);
    }

    @Benchmark
    public float[] decode() {
        return codec.decode(coded);
    }
}
