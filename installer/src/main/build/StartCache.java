import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Makes the start cache of an image: the classes of the window as the JVM has them in memory. It
/// is made of a walk through the real window on a practice network of its own, and must come last:
/// the JVM does not notice when a jar changes afterwards, and refuses it when the runtime does.
final class StartCache {
    private StartCache() {}

    static void make(Path image) throws IOException {
        var cache = image.resolve("lib/start.aot");
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
