import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Takes the native libraries out of the jars that are of other systems, or lie beside the jars
/// (`Natives`): 19 MB. Our own jars lose the permissions that the umask of the builder gave their
/// files.
final class Shrink {
    private static final List<String> JARS =
            List.of("hearth-", "sqlite-jdbc-", "jna-5", "javafx-", "pytorch-jni-");

    /// What the training child unpacks by itself; group 1 is the system.
    private static final List<Pattern> TRAINER =
            List.of(
                    Pattern.compile("com/sun/jna/([^/]+)/[^/]*jnidispatch[^/]*"),
                    Pattern.compile("jnilib/([^/]+)/.+"));

    private Shrink() {}

    static void all(Path lib) throws IOException {
        for (var path : new Tree(lib).paths()) {
            String name = path.getFileName().toString();
            if (name.endsWith(".jar") && JARS.stream().anyMatch(name::startsWith)) {
                one(path);
            }
        }
    }

    private static void one(Path jar) throws IOException {
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
                    bytes.transferTo(out);
                }
                out.closeEntry();
            }
        }
        Files.move(smaller, jar, StandardCopyOption.REPLACE_EXISTING);
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
