package hearth.trainer.pieces;

import hearth.protocol.Sha256;

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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// The name of an update by its content: of the practice job's size, and of 10.8 million numbers.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HashPieces {
    @Param({"93500", "5500000"})
    int bytes;

    private byte[] update = new byte[0];
    private Path file = Path.of("");

    @Setup
    public void draw() throws IOException {
        update = new byte[bytes];
        new Random(1).nextBytes(update);
        file = Files.write(Files.createTempFile("hearth-update", ""), update);
    }

    @TearDown
    public void delete() throws IOException {
        Files.delete(file);
    }

    @Benchmark
    public Sha256 ofMemory() {
        return Sha256.of(update);
    }

    @Benchmark
    public Sha256 ofFile() {
        return Sha256.ofFile(file);
    }
}
