package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.BlockCodec;
import hearth.protocol.CheckpointStep;
import hearth.protocol.CodedTensors;
import hearth.protocol.ErrorFeedback;
import hearth.protocol.JobId;
import hearth.protocol.Sha256;
import hearth.protocol.TensorSpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// The agent's memory does not depend on the job's: one tensor here is three times the heap of the
/// process that codes it.
class LargeJobTest {
    private static final List<TensorSpec> SPECS =
            List.of(new TensorSpec("a", List.of(24L << 20)), new TensorSpec("b", List.of(1000L)));
    private static final JobId JOB = new JobId("large");

    @TempDir private Path folder;

    @Test
    void codesAnUpdateAndFollowsACheckpointThatAreLargerThanItsHeap() throws Exception {
        var child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx32m",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                LargeJobTest.class.getName(),
                                folder.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        assertThat(child.waitFor(120, TimeUnit.SECONDS)).as("ends").isTrue();
        assertThat(child.exitValue()).as(Files.readString(folder.resolve("log"))).isZero();
    }

    /// In the small process.
    public static void main(String[] arguments) throws IOException {
        var folder = Path.of(arguments[0]);
        var values = folder.resolve("values");
        try (var file = new RandomAccessFile(values.toFile(), "rw")) {
            file.setLength(SPECS.stream().mapToLong(TensorSpec::elements).sum() * Float.BYTES);
        }
        try (var file = FileChannel.open(values)) {
            var all = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size()).asFloatBuffer();
            int first = Math.toIntExact(SPECS.getFirst().elements());
            code(
                    folder,
                    spec ->
                            spec.equals(SPECS.getFirst())
                                    ? all.slice(0, first)
                                    : all.slice(first, all.limit() - first));
        }
    }

    private static void code(Path folder, Function<TensorSpec, FloatBuffer> values) {
        var update = folder.resolve("update");
        var owed = folder.resolve("owed");
        ErrorFeedback.write(
                BlockCodec.TK64, new TreeMap<>(), SPECS, values, Optional.empty(), update, owed);
        var again = folder.resolve("owed-again");
        ErrorFeedback.write(
                BlockCodec.T3, new TreeMap<>(), SPECS, values, Optional.of(owed), update, again);
        var parent = Sha256.ofFile(owed);
        CodedTensors.write(
                update,
                CheckpointStep.CODEC,
                CheckpointStep.metadata(JOB, 0, parent),
                SPECS,
                values);
        var step = new CheckpointStep(parent, Sha256.ofFile(update));
        step.apply(JOB, 0, SPECS, owed, update, folder.resolve("checkpoint"));
        LeaseWindow.of(owed, folder.resolve("none"), again, 1);
    }
}
