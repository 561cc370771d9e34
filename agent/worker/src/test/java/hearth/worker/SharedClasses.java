package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.sqlite.util.LibraryLoaderUtil;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;

/// The class path of this test as jars, with an archive of the classes that a [MortalAgent] loads:
/// the virtual machine then starts in half the time, and only jars can be archived. SQLite's
/// library lies beside them: each agent that is killed would leave its own copy.
final class SharedClasses {
    private final String classPath;
    private final Path archive;

    private SharedClasses(String classPath, Path archive) {
        this.classPath = classPath;
        this.archive = archive;
    }

    /// Ends one agent in order, which writes the archive.
    static SharedClasses in(Path folder, FakeCoordinator coordinator)
            throws IOException, InterruptedException {
        var archive = folder.resolve("classes.jsa");
        layOutSqlite(folder);
        var classes = new SharedClasses(jars(folder), archive);
        var agent =
                classes.agent("-XX:ArchiveClassesAtExit=" + archive, folder, coordinator, 0)
                        .redirectError(new File(folder.toFile(), "archiving"))
                        .start();
        try (var said = agent.inputReader()) {
            assertThat(said.readLine()).isEqualTo("ready");
        }
        agent.destroy();
        assertThat(agent.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(archive).exists();
        return classes;
    }

    /// @param number that no earlier process of this home had
    ProcessBuilder agent(Path home, FakeCoordinator coordinator, int number) {
        return agent("-XX:SharedArchiveFile=" + archive, home, coordinator, number);
    }

    private ProcessBuilder agent(
            String sharing, Path home, FakeCoordinator coordinator, int number) {
        return new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-Dorg.sqlite.lib.path=" + archive.getParent(),
                sharing,
                "-cp",
                classPath,
                MortalAgent.class.getName(),
                home.toString(),
                coordinator.address().toString(),
                Integer.toString(1000 * (number + 1)));
    }

    private static void layOutSqlite(Path folder) throws IOException {
        String name = LibraryLoaderUtil.getNativeLibName();
        String packed = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        try (var in = Objects.requireNonNull(LibraryLoaderUtil.class.getResourceAsStream(packed))) {
            Files.copy(in, folder.resolve(name));
        }
    }

    private static String jars(Path folder) throws IOException {
        var jar = ToolProvider.findFirst("jar").orElseThrow();
        var path = new ArrayList<String>();
        for (var entry : List.of(System.getProperty("java.class.path").split(File.pathSeparator))) {
            if (!Files.isDirectory(Path.of(entry))) {
                path.add(entry);
                continue;
            }
            var packed = folder.resolve(path.size() + ".jar").toString();
            assertThat(jar.run(System.out, System.err, "cf", packed, "-C", entry, ".")).isZero();
            path.add(packed);
        }
        return String.join(File.pathSeparator, path);
    }
}
