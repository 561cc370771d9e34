package hearth.installer;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Json;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The distribution and one data folder. Runs commands in an environment as bare as a new user's:
/// no JAVA_HOME.
final class InstalledHearth {
    /// What a command left behind.
    record Outcome(int exitCode, String out, String err) {
        JsonNode json() {
            assertThat(exitCode).as("exit code; standard error was%n%s", err).isZero();
            assertThat(out.strip().lines()).as("one JSON object on standard output").hasSize(1);
            return Json.mapper().readTree(out);
        }
    }

    private final Path script;
    private final Path home;
    private final Path work;
    private final Path outside;

    InstalledHearth(Path folder) throws IOException {
        this(folder, Path.of(System.getProperty("hearth.image")));
    }

    InstalledHearth(Path folder, Path image) throws IOException {
        this.script = image.resolve("bin/hearth");
        this.home = folder.resolve("home");
        this.work = Files.createDirectories(folder.resolve("work"));
        this.outside = folder.resolve("outside");
        Files.createDirectories(outside.resolve("tmp"));
        Files.createDirectories(outside.resolve("user"));
    }

    Path home() {
        return home;
    }

    Process start(String name, String... arguments) throws IOException {
        return start(name, Map.of(), arguments);
    }

    /// @param environment of the process besides, such as a display
    Process start(String name, Map<String, String> environment, String... arguments)
            throws IOException {
        var command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        var builder =
                new ProcessBuilder(command)
                        .redirectOutput(Redirect.to(work.resolve(name + ".out").toFile()))
                        .redirectError(Redirect.to(work.resolve(name + ".err").toFile()));
        builder.environment().remove("JAVA_HOME");
        builder.environment().remove("DISPLAY");
        builder.environment().put("HEARTH_HOME", home.toString());
        builder.environment()
                .put(
                        "JAVA_TOOL_OPTIONS",
                        "-Djava.io.tmpdir=%1$s/tmp -Duser.home=%1$s/user".formatted(outside));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /// What lies in the folder of temporary files and in the user's home, besides the data folder.
    List<Path> filesOutside() throws IOException {
        try (var files = Files.walk(outside)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    String errorsOf(String name) throws IOException {
        return Files.readString(work.resolve(name + ".err"));
    }

    /// The object that a command printed.
    JsonNode outputOf(String name) throws IOException {
        return Json.mapper().readTree(Files.readString(work.resolve(name + ".out")));
    }

    /// The end of a log in the data folder, or nothing.
    String logOf(String name) throws IOException {
        var log = home.resolve("logs").resolve(name);
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /// Runs a command to its end, with text on its standard input.
    Outcome run(String input, Duration limit, String... arguments)
            throws IOException, InterruptedException {
        String name = "run-" + arguments[0] + "-" + System.nanoTime();
        var process = start(name, arguments);
        try (var stdin = process.outputWriter()) {
            stdin.write(input);
        }
        boolean ended = process.waitFor(limit.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(ended)
                .as("%s ended within %s; it said%n%s", List.of(arguments), limit, errorsOf(name))
                .isTrue();
        return new Outcome(
                process.exitValue(), Files.readString(work.resolve(name + ".out")), errorsOf(name));
    }
}
