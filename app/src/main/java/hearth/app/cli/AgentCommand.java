package hearth.app.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/// `hearth agent`: the always-on worker, without a window.
@Command(
        name = "agent",
        description =
                "Run the agent in the foreground. Without --coordinator it works for the network that was joined (hearth network join), or for the running practice network.",
        mixinStandardHelpOptions = true)
final class AgentCommand implements Callable<Integer> {
    @Option(
            names = "--coordinator",
            paramLabel = "URL",
            description = "https address; http only on this computer.")
    private @Nullable URI coordinator;

    @Option(
            names = "--server",
            paramLabel = "ID",
            description = "The coordinator's key, 64 hex digits.")
    private @Nullable String server;

    @Option(names = "--name", description = "What to call this device; default is the host name.")
    private @Nullable String name;

    @Option(
            names = "--practice",
            hidden = true,
            description = "Short pauses, for a network on this computer.")
    private boolean practice;

    @Option(
            names = "--hasty",
            hidden = true,
            description =
                    "Work goes on as soon as nothing stands against it, for hearth bench yield.")
    private boolean hasty;

    @Option(
            names = "--machine",
            paramLabel = "FILE",
            description =
                    "For demonstrations: follow this script instead of the real sensors, one JSON record a line.")
    private @Nullable Path machine;

    @Override
    public Integer call() {
        return order().run();
    }

    AgentOrder order() {
        return new AgentOrder(coordinator, server, name, practice, hasty, machine);
    }
}
