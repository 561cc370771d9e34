package hearth.installer;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.stream.Collectors.toSet;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The class path of the agent has every class that it can reach: each reference is followed, from
/// the program's beginning, through all jars of the image.
class AgentJarTest {
    private static final Pattern TYPE = Pattern.compile("L([^;<]+);");

    /// Where the other roles of the program begin.
    private static final Set<String> OTHER_ROLES =
            Set.of("hearth/app/cli/CommandTree", "hearth/app/cli/DesktopStart");

    /// Its own beginning, and what is found by name: who reads a command line with mistakes, the
    /// database's driver, and who keeps a library's notes.
    private static final List<String> BEGINNINGS =
            List.of(
                    "hearth/app/cli/Hearth",
                    "hearth/app/cli/AgentCommand",
                    "hearth/app/cli/DurationConverter",
                    "org/sqlite/JDBC",
                    "org/slf4j/nop/NOPServiceProvider");

    private final Path lib = Path.of(System.getProperty("hearth.image")).resolve("lib");
    private final List<JarFile> jars = new ArrayList<>();
    private final Map<String, JarFile> homes = new HashMap<>();

    @BeforeEach
    void open() throws IOException {
        for (var path : (Iterable<Path>) jarsOfTheImage()::iterator) {
            var jar = new JarFile(path.toFile());
            jars.add(jar);
            jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class"))
                    .forEach(name -> homes.putIfAbsent(name.replace(".class", ""), jar));
        }
    }

    @AfterEach
    void close() throws IOException {
        for (var jar : jars) {
            jar.close();
        }
    }

    @Test
    void namesEveryJarThatTheAgentCanReach() throws IOException {
        var named = classPath(lib.resolve("agent.jar"));
        var own = classes(lib.resolve("agent.jar"));
        var missing = new LinkedHashMap<String, String>();
        reached()
                .forEach(
                        (type, from) -> {
                            var jar = lib.relativize(Path.of(home(type).getName())).toString();
                            if (!named.contains(jar) && !own.contains(type)) {
                                missing.putIfAbsent(jar, type + " of " + from);
                            }
                        });

        assertThat(missing).isEmpty();
        assertThat(named.size()).isLessThan(jars.size() / 4);
    }

    /// Recovery words and keys of money are the wallet's.
    @Test
    void givesTheAgentNothingThatReadsTheWallet() throws IOException {
        assertThat(classPath(lib.resolve("agent.jar")))
                .noneMatch(jar -> jar.matches("app/(hearth-keys|hearth-chain|crypto|bcprov)-.*"));
    }

    /// Each class, and by which other it was first found.
    private Map<String, String> reached() throws IOException {
        var found = new LinkedHashMap<String, String>();
        BEGINNINGS.forEach(type -> found.put(type, "itself"));
        var next = new ArrayDeque<>(BEGINNINGS);
        while (!next.isEmpty()) {
            String type = next.remove();
            for (var entry : read(type).constantPool()) {
                names(entry)
                        .filter(name -> homes.containsKey(name) && !OTHER_ROLES.contains(name))
                        .filter(name -> found.putIfAbsent(name, type) == null)
                        .forEach(next::add);
            }
        }
        return found;
    }

    private ClassModel read(String type) throws IOException {
        var jar = home(type);
        try (var bytes = jar.getInputStream(jar.getEntry(type + ".class"))) {
            return ClassFile.of().parse(bytes.readAllBytes());
        }
    }

    private JarFile home(String type) {
        return Objects.requireNonNull(homes.get(type), type);
    }

    private static Stream<String> names(PoolEntry entry) {
        return switch (entry) {
            case ClassEntry type when type.asInternalName().startsWith("[") ->
                    types(type.asInternalName());
            case ClassEntry type -> Stream.of(type.asInternalName());
            case NameAndTypeEntry member -> types(member.type().stringValue());
            case MethodTypeEntry method -> types(method.descriptor().stringValue());
            default -> Stream.of();
        };
    }

    private static Stream<String> types(String descriptor) {
        return TYPE.matcher(descriptor).results().map(found -> found.group(1));
    }

    private static Set<String> classes(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class"))
                    .map(name -> name.replace(".class", ""))
                    .collect(toSet());
        }
    }

    private Stream<Path> jarsOfTheImage() throws IOException {
        try (var files = Files.list(lib.resolve("app"))) {
            return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList().stream();
        }
    }

    private static Set<String> classPath(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            return Set.of(
                    file.getManifest()
                            .getMainAttributes()
                            .getValue(Attributes.Name.CLASS_PATH)
                            .split(" "));
        }
    }
}
