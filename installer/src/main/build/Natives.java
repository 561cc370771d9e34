import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Lays out, beside the jars, the native libraries of this system that jars would unpack at each
/// start into a folder of temporary files or below the user's home: `java Natives.java IMAGE`. What
/// dies while it holds such a copy leaves it, and where those folders forbid programs nothing would
/// start.
public final class Natives {
    /// One kind of jar with natives, and where its library finds them instead.
    ///
    /// @param jar how its name begins
    /// @param entry the natives in it; group 1 is the system, group 2 the name, which the part of
    ///     another system lacks
    /// @param folder below `lib` that it is told of, or looks into by itself
    private record Source(String jar, Pattern entry, String folder) {
        static Source of(String jar, String entry, String folder) {
            return new Source(jar, Pattern.compile(entry), folder);
        }
    }

    private static final boolean WINDOWS = system().startsWith("win");

    /// JavaFX looks beside its jar, on Windows into `bin` beside that folder; it has only the files
    /// of one system. `Image.useNatives` tells the other two.
    private static final List<Source> SOURCES =
            List.of(
                    Source.of("sqlite-jdbc-", "org/sqlite/native/([^/]+/[^/]+)/([^/]+)", "native"),
                    Source.of("jna-5", "com/sun/jna/([^/]+)/([^/]*jnidispatch[^/]*)", "native"),
                    Source.of("javafx-", "()([^/]+\\.(?:so|dylib|dll))", WINDOWS ? "bin" : "app"));

    private Natives() {}

    /// @param args the image
    public static void main(String[] args) throws IOException {
        var lib = Path.of(args[0]).resolve("lib");
        for (var source : SOURCES) {
            for (var jar : jars(lib.resolve("app"), source)) {
                layOut(jar, source, Files.createDirectories(lib.resolve(source.folder())));
            }
        }
    }

    /// Names of this system in the paths of natives; JavaFX's have none.
    static List<String> ofThisSystem() {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        if (system().startsWith("linux")) {
            return arm
                    ? List.of("", "Linux/aarch64", "linux-aarch64")
                    : List.of("", "Linux/x86_64", "linux-x86-64", "linux-x86_64");
        }
        if (system().startsWith("mac")) {
            return arm
                    ? List.of("", "Mac/aarch64", "darwin-aarch64", "osx-aarch64")
                    : List.of("", "Mac/x86_64", "darwin-x86-64", "osx-x86_64");
        }
        return List.of("", "Windows/x86_64", "win32-x86-64", "win-x86_64");
    }

    /// Whether an entry of a jar is a native library that lies beside the jars.
    static boolean laidOut(Path jar, ZipEntry entry) {
        String name = jar.getFileName().toString();
        return SOURCES.stream()
                .anyMatch(
                        source ->
                                name.startsWith(source.jar())
                                        && source.entry().matcher(entry.getName()).matches());
    }

    private static void layOut(Path jar, Source source, Path folder) throws IOException {
        try (var zip = new ZipFile(jar.toFile())) {
            for (var entry : zip.stream().toList()) {
                var matcher = source.entry().matcher(entry.getName());
                if (matcher.matches() && ofThisSystem().contains(matcher.group(1))) {
                    try (var in = zip.getInputStream(entry)) {
                        Files.copy(
                                in,
                                folder.resolve(matcher.group(2)),
                                StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        }
    }

    private static List<Path> jars(Path folder, Source source) {
        try (var files = Files.list(folder)) {
            return files.filter(
                            file ->
                                    file.getFileName().toString().startsWith(source.jar())
                                            && file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String system() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT);
    }
}
