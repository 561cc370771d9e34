package hearth.app.install;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/// The installed files of Hearth: jars, recipes, practice data and the chain node. The start script
/// names the folder in the system property `hearth.image`.
///
/// @param root folder that holds bin, lib and share
public record Image(Path root) {
    private static final String PROPERTY = "hearth.image";
    private static final String CACHE = "hearth.cache";

    /// Where this process was started from.
    public static Image current() {
        String root = System.getProperty(PROPERTY);
        if (root == null) {
            throw new CommandFailure(
                    CommandFailure.MISSING, "Hearth must be started by its script bin/hearth.");
        }
        return new Image(Path.of(root).toAbsolutePath().normalize());
    }

    /// The folder that a process was started from, if it was.
    public static Optional<Path> root(Properties ofProcess) {
        return Optional.ofNullable(ofProcess.getProperty(PROPERTY)).map(Path::of);
    }

    /// Tells the libraries that unpack a native part of theirs into a folder of temporary files
    /// where this image has it: they leave nothing there when this process is killed, and start
    /// where such a folder forbids programs. Where the image has none, they do as ever.
    public void useNatives() {
        var natives = root.resolve("lib/native").toString();
        System.setProperty("org.sqlite.lib.path", natives);
        System.setProperty("jna.boot.library.path", natives);
    }

    /// Jars of the training child, its native library among them.
    public List<Path> trainerClassPath() {
        var folder = needed(root.resolve("lib/trainer"), "the training engine");
        try (var jars = Files.list(folder)) {
            return jars.filter(j -> j.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Folder of the packed recipes.
    public Path recipes() {
        return needed(root.resolve("share/recipes"), "the training recipes");
    }

    /// Folder of the practice jobs' data.
    public Path practiceData() {
        return needed(root.resolve("share/practice"), "the practice data");
    }

    /// The node of the practice chain; absent where this build has none for the platform.
    public Optional<Path> anvil() {
        return List.of("anvil", "anvil.exe").stream()
                .map(name -> root.resolve("lib/anvil").resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// Classes of Hearth as the JVM has them in memory, for a quick start; absent where the start
    /// script found none that fits these jars.
    public Optional<Path> startCache() {
        return Optional.ofNullable(System.getProperty(CACHE)).map(Path::of);
    }

    /// The same for the agent, which needs less; beside the other, and as fresh.
    public Optional<Path> agentCache() {
        return startCache()
                .map(cache -> cache.resolveSibling("agent.aot"))
                .filter(Files::isReadable);
    }

    /// A jar that names all that the agent can reach; absent where this is no image of the build.
    public Optional<Path> agentClasses() {
        return Optional.of(root.resolve("lib/agent.jar")).filter(Files::isReadable);
    }

    /// How a child process is told of the cache that it was started with.
    public static String cacheOption(Path cache) {
        return "-D" + CACHE + "=" + cache;
    }

    /// What starts Hearth from this image.
    public Path launcher() {
        boolean windows = File.separatorChar == '\\';
        return root.resolve("bin").resolve(windows ? "hearth.cmd" : "hearth");
    }

    /// The Java that runs this process, for its children.
    public Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private static Path needed(Path path, String what) {
        if (!Files.isDirectory(path)) {
            throw new CommandFailure(
                    CommandFailure.MISSING,
                    "This installation lacks " + what + " (" + path + "). Install Hearth again.");
        }
        return path;
    }
}
