import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Runs the programs of other people that the packages are made with.
final class Tool {
    private Tool() {}

    /// Runs to the end; what it prints is shown.
    ///
    /// @throws IllegalStateException if it fails
    static void run(Path folder, Map<String, String> environment, List<String> command) {
        var builder = new ProcessBuilder(command).directory(folder.toFile()).inheritIO();
        builder.environment().putAll(environment);
        // The reproducible parts must not see the builder's language or place.
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("TZ", "UTC");
        try {
            int code = builder.start().waitFor();
            if (code != 0) {
                throw new IllegalStateException(command.getFirst() + " ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Stops the build with a sentence where a program is missing.
    ///
    /// @param from the Debian package that has it
    static void need(String program, String from) {
        boolean found =
                Stream.of(System.getenv("PATH").split(":"))
                        .map(folder -> Path.of(folder, program))
                        .anyMatch(Files::isExecutable);
        if (!found) {
            throw new IllegalStateException(
                    "The installers need the program " + program + ": apt-get install " + from);
        }
    }
}
