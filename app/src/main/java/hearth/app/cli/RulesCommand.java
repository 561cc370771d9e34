package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.practice.Agents;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.worker.policy.RunRules;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/// `hearth rules`: when the agent may run, as the JSON that the README of `agent/worker` describes.
@Command(
        name = "rules",
        description = "Show or replace the rules for when the agent may run.",
        mixinStandardHelpOptions = true)
final class RulesCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--set", paramLabel = "FILE", description = "Replace them by this file.")
    private @Nullable Path file;

    @Option(names = "--usual", description = "Replace them by the usual ones.")
    private boolean usual;

    @Override
    public Integer call() {
        try (var agent = Agents.connect(HearthHome.open())) {
            if (usual) {
                agent.rules(RunRules.USUAL);
            } else if (file != null) {
                agent.rules(read(file));
            }
            Terminal.of(spec, false).result("", Json.pretty(agent.rules()));
        }
        return 0;
    }

    private static RunRules read(Path file) {
        try {
            return RunRules.read(Files.readString(file));
        } catch (IOException | MalformedMessageException unreadable) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "Not rules of version " + RunRules.VERSION + ": " + file + wrong(unreadable),
                    unreadable);
        }
    }

    /// What the rules themselves found wrong, if it came so far.
    private static String wrong(Throwable unreadable) {
        for (Throwable e = unreadable; e != null; e = e.getCause()) {
            if (e.getClass() == IllegalArgumentException.class && e.getMessage() != null) {
                return " (" + e.getMessage() + ")";
            }
        }
        return "";
    }
}
