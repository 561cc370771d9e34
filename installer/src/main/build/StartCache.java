import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Makes the start caches of an image: the classes of the window, and those of the agent, as the
/// JVM has them in memory. One is made of a walk through the real window on a practice network of
/// its own, the other of a real agent that comes to rest. They must come last:
/// the JVM does not notice when a jar changes afterwards, and refuses them when the runtime does.
final class StartCache {
    private static final long LONGEST_SECONDS = 300;
    private static final long SETTLE_SECONDS = 15;

    private StartCache() {}

    static void make(Path image) throws IOException {
        window(image, image.resolve("lib/start.aot"));
        agent(image, image.resolve("lib/agent.aot"));
    }

    private static void window(Path image, Path cache) throws IOException {
        var home = Files.createTempDirectory("hearth-tour");
        try {
            Tool.run(
                    home,
                    Map.of("HEARTH_HOME", home.toString()),
                    List.of(image.resolve("bin/hearth").toString(), "tour", cache.toString()));
        } finally {
            awaitEndOfNetwork(home);
            new Tree(home).delete();
        }
        if (!Files.isRegularFile(cache)) {
            throw new IllegalStateException("The walk through the window left no start cache.");
        }
    }

    /// Nobody listens where this agent looks for its coordinator: it starts, is paused and rests.
    private static void agent(Path image, Path cache) throws IOException {
        var home = Files.createTempDirectory("hearth-rest");
        var script = image.resolve("bin/hearth").toString();
        var builder = new ProcessBuilder(script, "agent", "--coordinator", "http://127.0.0.1:9");
        builder.environment().put("HEARTH_HOME", home.toString());
        builder.environment().put("HEARTH_AGENT_CACHE", cache.toString());
        builder.redirectErrorStream(true).redirectOutput(home.resolve("out").toFile());
        var agent = builder.start();
        try {
            var socket = home.resolve("agent/run/agent.sock");
            for (long i = 0; i < LONGEST_SECONDS && Files.notExists(socket); i++) {
                if (agent.waitFor(1, TimeUnit.SECONDS)) {
                    throw new IllegalStateException(
                            "No agent: " + Files.readString(home.resolve("out")));
                }
            }
            Tool.run(home, Map.of("HEARTH_HOME", home.toString()), List.of(script, "pause", "1d"));
            boolean _ = agent.waitFor(SETTLE_SECONDS, TimeUnit.SECONDS);
            agent.destroy();
            if (!agent.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) || !Files.isRegularFile(cache)) {
                throw new IllegalStateException(
                        "The agent left no cache: " + Files.readString(home.resolve("out")));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        } finally {
            agent.destroyForcibly();
            new Tree(home).delete();
        }
    }

    /// The window tells its network to end and does not wait for that.
    private static void awaitEndOfNetwork(Path home) throws IOException {
        var file = home.resolve("practice/host.json");
        if (!Files.exists(file)) {
            return;
        }
        var pid = Pattern.compile("\"pid\"\\s*:\\s*(\\d+)").matcher(Files.readString(file));
        if (pid.find()) {
            ProcessHandle.of(Long.parseLong(pid.group(1)))
                    .ifPresent(network -> network.onExit().orTimeout(60, TimeUnit.SECONDS).join());
        }
    }
}
