import hearth.app.bench.IdleCoordinator;
import hearth.app.bench.SecureFront;
import hearth.app.install.Image;
import hearth.worker.SocketAgentLink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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

    /// What this agent meets is what every agent of the real network does: a coordinator behind
    /// TLS, whose certificate is believed. It has no work, and the agent is paused and rests.
    private static void agent(Path image, Path cache) throws IOException {
        new Image(image).useNatives();
        var folder = Files.createTempDirectory("hearth-rest");
        try (var coordinator = new IdleCoordinator(folder.resolve("coordinator"));
                var front = new SecureFront(coordinator.uri(), folder)) {
            var home = folder.resolve("home");
            var out = folder.resolve("out");
            var builder =
                    new ProcessBuilder(
                            image.resolve("bin/hearth").toString(),
                            "agent",
                            "--coordinator",
                            front.uri().toString());
            builder.environment().put("HEARTH_HOME", home.toString());
            builder.environment().put("HEARTH_AGENT_CACHE", cache.toString());
            builder.environment()
                    .put("JDK_JAVA_OPTIONS", "-Djavax.net.ssl.trustStore=" + front.trust());
            builder.redirectErrorStream(true).redirectOutput(out.toFile());
            var agent = builder.start();
            try (var link = SocketAgentLink.to(home.resolve("agent"))) {
                await(agent, out, link::isAnswering);
                link.pauseUntil(Instant.now().plus(Duration.ofDays(1)));
                link.share(true);
                await(agent, out, () -> front.connections() > 0);
                boolean _ = agent.waitFor(SETTLE_SECONDS, TimeUnit.SECONDS);
                agent.destroy();
                if (!agent.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)
                        || !Files.isRegularFile(cache)) {
                    throw new IllegalStateException(
                            "The agent left no cache: " + Files.readString(out));
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(stopped);
            } finally {
                agent.destroyForcibly();
            }
        } finally {
            new Tree(folder).delete();
        }
    }

    private static void await(Process agent, Path out, BooleanSupplier done)
            throws IOException, InterruptedException {
        for (long i = 0; !done.getAsBoolean(); i++) {
            if (i == LONGEST_SECONDS || agent.waitFor(1, TimeUnit.SECONDS)) {
                throw new IllegalStateException("No agent: " + Files.readString(out));
            }
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
