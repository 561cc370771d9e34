package hearth.hardware.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Real programs that a test starts: an X server, a window manager, a message bus. A missing one
/// fails the test and says what to install.
final class Programs implements AutoCloseable {
    private final List<Process> running = new ArrayList<>();
    private final Map<String, String> environment;

    Programs(Map<String, String> environment) {
        this.environment = environment;
    }

    /// Starts a program that stays; its standard output can be read.
    Process start(String debianPackage, String... command) {
        try {
            var builder =
                    new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().putAll(environment);
            var process = builder.start();
            running.add(process);
            return process;
        } catch (IOException missing) {
            throw new AssertionError(
                    command[0] + " is missing: apt-get install " + debianPackage, missing);
        }
    }

    /// Runs a program to its end and gives what it printed.
    String run(String debianPackage, String... command) {
        var process = start(debianPackage, command);
        try (var out = process.getInputStream()) {
            var text = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static String firstLine(Process process) {
        try {
            var line = process.inputReader(StandardCharsets.UTF_8).readLine();
            assertThat(line).as("first line of " + process.info().command()).isNotNull();
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path temporary() {
        try {
            return java.nio.file.Files.createTempDirectory("hearth-desktop");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        for (var process : running.reversed()) {
            process.destroy();
            try {
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
