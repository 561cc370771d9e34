package hearth.trainer.bench;

import hearth.trainer.TrainerRuntime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The other side: `baseline.cpp`, compiled.
final class NativeBaseline implements Contestant {
    private static final int NUMBERS = 7;

    private final Process process;
    private final BufferedReader answers;
    private Phases phases = new Phases(0, 0, 0, 0);

    /// Shares of a turn's time.
    record Phases(double forward, double backward, double clipping, double optimiser) {}

    /// @param child whose environment it gets: the same settings of the memory allocator and of the
    ///     threads
    NativeBaseline(Path program, TrainerRuntime child, Problem problem) {
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(problem.baselineArguments()));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().clear();
        builder.environment().putAll(child.environment(System.getenv()));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answers =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    @Override
    public Turn turn() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            var line = answers.readLine();
            if (line == null) {
                throw new IllegalStateException("the native baseline ended: " + process);
            }
            return read(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Turn read(String line) {
        var numbers = line.split(" ", -1);
        if (numbers.length != NUMBERS) {
            throw new IllegalStateException("the native baseline said: " + line);
        }
        double all = Double.parseDouble(numbers[0]);
        phases =
                new Phases(
                        Double.parseDouble(numbers[1]) / all,
                        Double.parseDouble(numbers[2]) / all,
                        Double.parseDouble(numbers[3]) / all,
                        Double.parseDouble(numbers[4]) / all);
        return new Turn(
                Duration.ofNanos(Long.parseLong(numbers[0])),
                Float.parseFloat(numbers[5]),
                Float.parseFloat(numbers[6]));
    }

    /// Of the newest turn.
    Phases phases() {
        return phases;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
