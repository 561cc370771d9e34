package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.logs.Logs;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// `hearth logs`: the newest lines of the log files of one role.
@Command(
        name = "logs",
        description = "Print what the agent, or another part of Hearth, wrote down.",
        mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {
    record Lines(String role, List<String> files, List<String> lines) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "ROLE",
            defaultValue = "agent",
            description = "agent, window, practice, practice-host or coordinator. Default: agent.")
    private String role = "agent";

    @Option(
            names = {"-n", "--lines"},
            defaultValue = "100",
            description = "How many of the newest lines. Default: 100.")
    private int lines;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        if (lines < 1) {
            throw new ParameterException(spec.commandLine(), "--lines is a number from 1.");
        }
        var home = HearthHome.open();
        var files = new Logs(home).files(role);
        if (files.isEmpty()) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "There is no log of " + role + " in " + home.logs() + ".");
        }
        var newest = new ArrayList<String>();
        files.forEach(f -> newest.addAll(read(f)));
        var shown = newest.subList(Math.max(0, newest.size() - lines), newest.size());
        Terminal.of(spec, json)
                .result(
                        new Lines(role, files.stream().map(Path::toString).toList(), shown),
                        String.join(System.lineSeparator(), shown));
        return 0;
    }

    private static List<String> read(Path file) {
        try {
            // A killed process may have left half a character, which is no reason to fail.
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new CommandFailure(CommandFailure.FAILED, "Cannot read " + file + ".", e);
        }
    }
}
