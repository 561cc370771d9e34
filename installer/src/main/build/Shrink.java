import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Takes the native libraries out of the jars that are of other systems, or lie beside the jars
/// (`Natives`): 19 MB. Our own jars lose the permissions that the umask of the builder gave their
/// files, and all of the agent's the names of their local variables, which its class cache would
/// have in memory and nobody reads; lines stay.
final class Shrink {
    private static final List<String> JARS =
            List.of("hearth-", "sqlite-jdbc-", "jna-5", "javafx-", "pytorch-jni-");

    /// What the training child unpacks by itself; group 1 is the system.
    private static final List<Pattern> TRAINER =
            List.of(
                    Pattern.compile("com/sun/jna/([^/]+)/[^/]*jnidispatch[^/]*"),
                    Pattern.compile("jnilib/([^/]+)/.+"));

    /// A class, but not what describes a module.
    private static final Pattern TYPE = Pattern.compile("(?!.*module-info).*\\.class");

    private Shrink() {}

    static void all(Path lib) throws IOException {
        var agent = agent(lib);
        for (var path : new Tree(lib).paths()) {
            String name = path.getFileName().toString();
            boolean isAgents = agent.contains(path);
            if (name.endsWith(".jar") && (isAgents || JARS.stream().anyMatch(name::startsWith))) {
                one(path, isAgents);
            }
        }
    }

    /// The agent's own jar and those that it names.
    private static Set<Path> agent(Path lib) throws IOException {
        var own = lib.resolve("agent.jar");
        try (var jar = new JarFile(own.toFile())) {
            var named =
                    jar.getManifest()
                            .getMainAttributes()
                            .getValue(Attributes.Name.CLASS_PATH)
                            .split(" ");
            return Stream.concat(Stream.of(own), Stream.of(named).map(lib::resolve))
                    .collect(Collectors.toSet());
        }
    }

    private static void one(Path jar, boolean withoutVariables) throws IOException {
        var smaller = jar.resolveSibling(jar.getFileName() + ".smaller");
        try (var in = new ZipFile(jar.toFile());
                var out = new ZipOutputStream(Files.newOutputStream(smaller))) {
            for (var entry : in.stream().toList()) {
                if (isSuperfluous(jar, entry)) {
                    continue;
                }
                var copy = new ZipEntry(entry.getName());
                copy.setTimeLocal(entry.getTimeLocal());
                out.putNextEntry(copy);
                try (var bytes = in.getInputStream(entry)) {
                    out.write(
                            withoutVariables && TYPE.matcher(entry.getName()).matches()
                                    ? withoutVariables(bytes.readAllBytes())
                                    : bytes.readAllBytes());
                }
                out.closeEntry();
            }
        }
        Files.move(smaller, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    /// With its own pool of constants, so that the code and what verifies it stay as they are.
    private static byte[] withoutVariables(byte[] type) {
        var format = ClassFile.of(ClassFile.DebugElementsOption.DROP_DEBUG);
        return format.transformClass(
                format.parse(type),
                ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL));
    }

    private static boolean isSuperfluous(Path jar, ZipEntry entry) {
        return jar.getParent().endsWith("trainer")
                ? TRAINER.stream()
                        .map(pattern -> pattern.matcher(entry.getName()))
                        .filter(Matcher::matches)
                        .anyMatch(of -> !Natives.ofThisSystem().contains(of.group(1)))
                : Natives.laidOut(jar, entry);
    }
}
