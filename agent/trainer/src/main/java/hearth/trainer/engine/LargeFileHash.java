package hearth.trainer.engine;

import hearth.protocol.Sha256;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The SHA-256 of a file that may be large. Java uses a processor's own instructions for SHA-256 in
/// what its better compiler made, which agent, window and practice network run without. So a large
/// file goes through a short Java of its own that has it: of libtorch's 446 MB half a second in
/// place of three and a half. Where no other Java starts, this process works it out.
final class LargeFileHash {
    /// From here on a start of Java costs less than it saves.
    private static final long LARGE = 16L << 20;

    /// What a person's environment says to every Java is not meant for this one.
    private static final List<String> OPTIONS = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");

    private LargeFileHash() {}

    /// @throws IOException if the file cannot be read
    static Sha256 of(Path file) throws IOException {
        return Files.size(file) < LARGE
                ? Sha256.ofFile(file)
                : byAnother(java(), file).orElseGet(() -> Sha256.ofFile(file));
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /// The path of the file is in no command line: it is the other's standard input.
    ///
    /// @return nothing if that Java does not start or does not come to an end as it should
    static Optional<Sha256> byAnother(Path java, Path file) {
        try {
            var builder =
                    new ProcessBuilder(
                                    java.toString(),
                                    "-Xmx32m",
                                    "-XX:+UseSerialGC",
                                    "-XX:-UsePerfData",
                                    "-cp",
                                    ownClasses().toString(),
                                    HashOfInput.class.getName())
                            .redirectInput(file.toFile())
                            .redirectError(ProcessBuilder.Redirect.DISCARD);
            OPTIONS.forEach(builder.environment()::remove);
            return said(builder.start());
        } catch (IOException | URISyntaxException absent) {
            return Optional.empty();
        }
    }

    private static Path ownClasses() throws URISyntaxException {
        return new File(
                        HashOfInput.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                .toPath();
    }

    private static Optional<Sha256> said(Process other) throws IOException {
        try (var out = other.inputReader(StandardCharsets.US_ASCII)) {
            var hex = out.readAllAsString();
            return other.waitFor() == 0 ? Optional.of(new Sha256(hex)) : Optional.empty();
        } catch (IllegalArgumentException noHash) {
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            other.destroyForcibly();
        }
    }
}
