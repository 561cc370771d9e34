import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Takes the native libraries of other systems out of the jars that carry all of them: 16 MB.
final class Shrink {
    private static final List<String> JARS = List.of("sqlite-jdbc-", "jna-5", "pytorch-jni-");

    /// Entries with a system in their path; group 1 is it.
    private static final List<Pattern> NATIVES =
            List.of(
                    Pattern.compile("org/sqlite/native/([^/]+/[^/]+)/.+"),
                    Pattern.compile("com/sun/jna/([^/]+)/[^/]*jnidispatch[^/]*"),
                    Pattern.compile("jnilib/([^/]+)/.+"));

    private final List<String> ours;

    private Shrink(List<String> ours) {
        this.ours = ours;
    }

    static Shrink forThisSystem() {
        String arch = System.getProperty("os.arch");
        boolean arm = arch.equals("aarch64");
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (system.startsWith("linux")) {
            return arm
                    ? new Shrink(List.of("Linux/aarch64", "linux-aarch64"))
                    : new Shrink(List.of("Linux/x86_64", "linux-x86-64", "linux-x86_64"));
        }
        if (system.startsWith("mac")) {
            return arm
                    ? new Shrink(List.of("Mac/aarch64", "darwin-aarch64", "osx-aarch64"))
                    : new Shrink(List.of("Mac/x86_64", "darwin-x86-64", "osx-x86_64"));
        }
        return new Shrink(List.of("Windows/x86_64", "win32-x86-64", "win-x86_64"));
    }

    void all(Path lib) throws IOException {
        for (var path : new Tree(lib).paths()) {
            String name = path.getFileName().toString();
            if (name.endsWith(".jar") && JARS.stream().anyMatch(name::startsWith)) {
                one(path);
            }
        }
    }

    private void one(Path jar) throws IOException {
        var smaller = jar.resolveSibling(jar.getFileName() + ".smaller");
        boolean found = false;
        try (var in = new ZipFile(jar.toFile());
                var out = new ZipOutputStream(Files.newOutputStream(smaller))) {
            for (var entry : in.stream().toList()) {
                String system = systemOf(entry.getName());
                if (!system.isEmpty() && !ours.contains(system)) {
                    continue;
                }
                found |= !system.isEmpty();
                var copy = new ZipEntry(entry.getName());
                copy.setTimeLocal(entry.getTimeLocal());
                out.putNextEntry(copy);
                try (var bytes = in.getInputStream(entry)) {
                    bytes.transferTo(out);
                }
                out.closeEntry();
            }
        }
        if (!found) {
            throw new IllegalStateException(jar + " has nothing for " + ours);
        }
        Files.move(smaller, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String systemOf(String entry) {
        return NATIVES.stream()
                .map(pattern -> pattern.matcher(entry))
                .filter(matcher -> matcher.matches())
                .map(matcher -> matcher.group(1))
                .findFirst()
                .orElse("");
    }
}
