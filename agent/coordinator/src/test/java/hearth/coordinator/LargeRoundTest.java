package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.aggregation.Aggregation;
import hearth.coordinator.aggregation.Made;
import hearth.coordinator.aggregation.Numbers;
import hearth.coordinator.aggregation.OuterState;
import hearth.coordinator.aggregation.Piece;
import hearth.coordinator.aggregation.Update;
import hearth.protocol.CheckpointStep;
import hearth.protocol.JobId;
import hearth.protocol.Sha256;
import hearth.protocol.TensorSpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A round needs memory for pieces of its updates, not for its updates.
class LargeRoundTest {
    private static final List<TensorSpec> LARGE =
            List.of(new TensorSpec("a", List.of(8L << 20)), new TensorSpec("b", List.of(777L)));
    private static final Aggregation AGGREGATION = new Aggregation(LARGE, 0.7, 0.9);

    @TempDir private Path folder;

    /// Its updates alone would take 96 MiB, and what it makes as much again.
    @Test
    void isAggregatedInLittleMemory() throws Exception {
        var child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx24m",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                LargeRoundTest.class.getName(),
                                folder.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        assertThat(child.waitFor(120, TimeUnit.SECONDS)).as("ends").isTrue();
        assertThat(child.exitValue()).as(Files.readString(folder.resolve("log"))).isZero();
    }

    /// In the small process.
    public static void main(String[] arguments) throws IOException {
        var files = files(Files.createDirectory(Path.of(arguments[0], "round")));
        AGGREGATION.apply(OuterState.beginning(Numbers.zeros()), updates(), files);
        files.finish();
        files.close();
    }

    @Test
    void comesToTheSameInFilesAsInMemory() throws IOException {
        var begin = OuterState.beginning(piece -> values(piece, 5));
        var inMemory = new Made.InMemory(LARGE);
        AGGREGATION.apply(begin, updates(), inMemory);
        var scratch = Files.createDirectory(folder.resolve("round"));
        try (var files = files(scratch)) {
            AGGREGATION.apply(begin, updates(), files);
            files.finish();
            var state = inMemory.state();
            assertSame(files.checkpoint(), state.parameters());
            assertSame(files.momentum(), state.momentum());
            assertSame(files.residual(), state.residual());
        }
        assertThat(scratch).doesNotExist();
    }

    private static void assertSame(Path file, Numbers wanted) throws IOException {
        var numbers = Checkpoints.numbers(LARGE, ByteBuffer.wrap(Files.readAllBytes(file)));
        for (var piece : Piece.of(LARGE)) {
            assertThat(numbers.read(piece)).isEqualTo(wanted.read(piece));
        }
    }

    private static RoundFiles files(Path folder) {
        var metadata = CheckpointStep.metadata(new JobId("large"), 0, Sha256.of("parent"));
        return new RoundFiles(folder, LARGE, metadata);
    }

    private static List<Update> updates() {
        var updates = new ArrayList<Update>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            updates.add(
                    new Update(
                            number,
                            number,
                            Sha256.of("update " + number),
                            piece -> values(piece, number),
                            1));
        }
        return updates;
    }

    /// Different everywhere, and cheap.
    private static float[] values(Piece piece, int number) {
        var values = new float[piece.count()];
        for (int i = 0; i < values.length; i++) {
            long place = (piece.at() + i) * 0x9E3779B97F4A7C15L + number;
            values[i] = (place >> 40) * 0x1p-30f;
        }
        return values;
    }
}
