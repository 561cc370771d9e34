package hearth.trainer.engine;

import hearth.protocol.Json;
import hearth.protocol.Sha256;
import hearth.trainer.engine.EngineContent.Member;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Lists the native files of the engine that this build ships, at build time: the release then
/// carries their hashes beside its own classes, and no other bytes are ever loaded.
public final class EngineListing {
    private static final String LIBTORCH = "native/lib/pytorch.properties";
    private static final String JNI = "jnilib/pytorch.properties";

    /// Where Maven lies in a Maven repository.
    private static final String MAVEN = "org/apache/maven/";

    private EngineListing() {}

    /// @param args the file to write, the class path to look through, the Maven wrapper's
    /// properties, and the file that names the server of its distribution
    public static void main(String[] args) throws IOException {
        var list = Path.of(args[0]);
        writeMirror(Path.of(args[2]), Path.of(args[3]));
        var jars =
                Arrays.stream(args[1].split(File.pathSeparator))
                        .map(Path::of)
                        .filter(p -> p.toString().endsWith(".jar"))
                        .toList();
        var natives = holding(LIBTORCH, jars);
        var jni = holding(JNI, jars);
        if (isOlder(natives, list) && isOlder(jni, list)) {
            return;
        }
        Files.createDirectories(list.toAbsolutePath().getParent());
        Files.writeString(list, Json.pretty(list(natives, jni)));
    }

    /// The repository that this build itself began from.
    private static void writeMirror(Path wrapper, Path mirror) throws IOException {
        var properties = new Properties();
        try (var in = Files.newInputStream(wrapper)) {
            properties.load(in);
        }
        String address = properties.getProperty("distributionUrl");
        int maven = address.indexOf(MAVEN);
        if (maven < 0) {
            throw new IllegalArgumentException(wrapper + " names no Maven repository");
        }
        Files.createDirectories(mirror.toAbsolutePath().getParent());
        Files.writeString(mirror, "mirror=" + address.substring(0, maven) + "\n");
    }

    static EngineContent list(Path natives, Path jni) throws IOException {
        var members = new ArrayList<Member>();
        try (var libtorch = new ZipFile(natives.toFile());
                var glue = new ZipFile(jni.toFile())) {
            var about = new Properties();
            about.load(open(libtorch, LIBTORCH));
            String flavor = about.getProperty("flavor");
            String classifier = about.getProperty("classifier");
            String folder = "pytorch/" + flavor + "/" + classifier + "/";
            for (var name : about.getProperty("libraries").split(",", -1)) {
                members.add(member(natives, libtorch, folder + name, name));
            }
            // The glue is named as the system names libraries: lib*.so, lib*.dylib, *.dll.
            String glueFolder = "jnilib/" + classifier + "/" + flavor + "/";
            for (var entry : glue.stream().filter(e -> isIn(glueFolder, e)).toList()) {
                String name = entry.getName().substring(glueFolder.length());
                members.add(member(jni, glue, entry.getName(), name));
            }
            // The version is followed by the day of the build.
            String version = about.getProperty("version").replaceFirst("-.*", "");
            return new EngineContent(
                    flavor + "-" + version + "-" + classifier, version, flavor, members);
        }
    }

    private static boolean isIn(String folder, ZipEntry entry) {
        return !entry.isDirectory() && entry.getName().startsWith(folder);
    }

    private static Member member(Path archive, ZipFile zip, String entry, String name)
            throws IOException {
        var digest = Sha256.digest();
        long bytes = 0;
        try (var in = open(zip, entry)) {
            var buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
                bytes += n;
            }
        }
        var hash = new Sha256(HexFormat.of().formatHex(digest.digest()));
        return new Member(archive.getFileName().toString(), entry, name, bytes, hash);
    }

    private static InputStream open(ZipFile zip, String entry) throws IOException {
        var found = zip.getEntry(entry);
        if (found == null) {
            throw new IOException(zip.getName() + " lacks " + entry);
        }
        return zip.getInputStream(found);
    }

    private static Path holding(String entry, List<Path> jars) throws IOException {
        for (var jar : jars) {
            try (var zip = new ZipFile(jar.toFile())) {
                if (zip.getEntry(entry) != null) {
                    return jar;
                }
            }
        }
        throw new IOException("no jar of the class path holds " + entry);
    }

    private static boolean isOlder(Path jar, Path list) throws IOException {
        return Files.exists(list)
                && Files.getLastModifiedTime(jar).compareTo(Files.getLastModifiedTime(list)) < 0
                && Files.readString(list).contains(jar.getFileName().toString());
    }
}
