package hearth.keys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// A process that does nothing but replace the file is killed in the middle of it.
@Timeout(120)
final class KilledWriterTest {
    private static final int LINES = 400;
    private static final int KILLS = 5;
    private static final int LIMIT = 1 << 16;

    @TempDir Path folder;

    /// Writes one content after the other and says which ones are on the disk.
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            var file = new OwnerOnlyFile(Path.of(arguments[0]), 2);
            var out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
            for (long number = Long.parseLong(arguments[1]); ; number++) {
                file.write((number + "\n").repeat(LINES).getBytes(StandardCharsets.US_ASCII));
                out.println(number);
            }
        }
    }

    @Test
    void aFileIsWholeHoweverOftenItsWriterIsKilled() throws Exception {
        Path path = folder.resolve("wallet.hearth");
        var random = new SplittableRandom(6);
        long next = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long acknowledged = writeUntilKilled(path, next, random.nextInt(1, 60));
            var file = new OwnerOnlyFile(path, 2);
            long found = whole(file.read(LIMIT)).orElseThrow();
            assertThat(found)
                    .as("what was said to be on the disk")
                    .isBetween(acknowledged, acknowledged + 1);
            if (found > 2) {
                assertThat(whole(file.readOlder(1, LIMIT)).or(() -> older(file)))
                        .as("an older copy")
                        .isPresent();
            }
            next = found + 1;
        }
        new OwnerOnlyFile(path, 2).overwriteAndDelete(new SecureRandom());
        try (var left = Files.list(folder)) {
            assertThat(left).as("what killed writers left").isEmpty();
        }
    }

    private static Optional<Long> older(OwnerOnlyFile file) {
        try {
            return whole(file.readOlder(2, LIMIT));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// @return the last number that the writer said is on the disk
    private static long writeUntilKilled(Path path, long first, int writes) throws Exception {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx32m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Writer.class.getName(),
                                path.toString(),
                                Long.toString(first))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (var said = process.inputReader(StandardCharsets.US_ASCII)) {
            String line = "";
            for (int i = 0; i < writes; i++) {
                line = said.readLine();
            }
            process.toHandle().destroyForcibly(); // leaves its output to be read
            for (String more = said.readLine(); more != null; more = said.readLine()) {
                line = more;
            }
            return Long.parseLong(line.strip());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /// The number that the content is made of, if it is all there.
    private static Optional<Long> whole(Optional<byte[]> content) {
        var lines =
                content.map(c -> List.of(new String(c, StandardCharsets.US_ASCII).split("\n", -1)));
        return lines.filter(l -> l.size() == LINES + 1 && new HashSet<>(l).size() == 2)
                .map(l -> Long.parseLong(l.getFirst()));
    }
}
