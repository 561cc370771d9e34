package hearth.trainer.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Runs a command-line tool to its end.
sealed interface Tool {
    int SHOWN = 2000;

    /// @param output the last part of what it printed on both streams
    record Ran(int exit, String output) implements Tool {}

    /// No such program on the PATH.
    record Absent() implements Tool {}

    static Tool run(List<String> command) {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return new Absent();
        }
        try {
            process.getOutputStream().close();
            var output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            return new Ran(exit, output.substring(Math.max(0, output.length() - SHOWN)).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command.getFirst() + " ran", e);
        }
    }
}
