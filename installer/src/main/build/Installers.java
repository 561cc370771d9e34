import hearth.app.update.Trust;
import hearth.protocol.Sha256;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Makes what people download from the laid out image: `java Installers.java IMAGE OUT VERSION TIME
/// MODULE BOM`. The tool chain's JDK runs it from source; nothing of it is part of Hearth.
public final class Installers {
    /// Nobody shall wait for more than this, in bytes of one download; without CUDA.
    private static final long LIMIT = 250_000_000;

    private Installers() {}

    /// @param args the image; the folder of the downloads; the version; the time that every file
    /// gets
    ///     unless SOURCE_DATE_EPOCH says otherwise; the folder of the installer module; the bill of
    /// materials
    public static void main(String[] args) throws IOException {
        var image = new Tree(Path.of(args[0]));
        var out = Path.of(args[1]);
        String version = args[2];
        var time = time(args[3]);
        var module = Path.of(args[4]);
        new Tree(out).delete();
        Files.createDirectories(out);

        System.out.println(updates(image.root()));
        Shrink.all(image.root().resolve("lib"));
        String bill = new Parts(image.root()).write(Path.of(args[5]));
        Files.writeString(out.resolve("hearth-" + version + ".cdx.json"), bill);
        image.at(time);
        var cluster = apart(image, out.resolveSibling("cluster"), time);
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (system.startsWith("linux")) {
            image.readable();
            image.at(time);
            new LinuxPackages(image, cluster, out, version, time, module).make();
        } else {
            new OtherPackages(image, out, version, module).make(system.startsWith("mac"));
        }
        var downloads = downloads(out);
        Checksums.write(out, downloads);
        report(image, downloads);
    }

    /// Nobody but the operator of a cluster needs it, so nobody else downloads it.
    private static Tree apart(Tree image, Path folder, Instant time) throws IOException {
        new Tree(folder).delete();
        var root = folder.resolve("hearth");
        Files.createDirectories(root.resolve("lib"));
        Files.move(image.root().resolve("lib/cluster"), root.resolve("lib/cluster"));
        var cluster = new Tree(root);
        cluster.at(time);
        return cluster;
    }

    private static Instant time(String usual) {
        String epoch = System.getenv("SOURCE_DATE_EPOCH");
        return epoch == null ? Instant.parse(usual) : Instant.ofEpochSecond(Long.parseLong(epoch));
    }

    private static List<Path> downloads(Path out) throws IOException {
        try (var files = Files.list(out)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void report(Tree image, List<Path> downloads) throws IOException {
        for (var part : List.of("runtime", "lib/app", "lib/trainer", "lib/anvil", "share")) {
            line(part, new Tree(image.root().resolve(part)).size());
        }
        line("installed, without the start cache", image.size());
        var tooLarge = new ArrayList<Path>();
        for (var file : downloads) {
            line(file.getFileName().toString(), Files.size(file));
            if (Files.size(file) > LIMIT) {
                tooLarge.add(file);
            }
        }
        if (!tooLarge.isEmpty()) {
            throw new IllegalStateException("More than " + LIMIT + " bytes: " + tooLarge);
        }
    }

    /// A root that its own keys did not sign, or that is believed no more, stops the build.
    private static String updates(Path image) {
        return Trust.of(image)
                .map(Installers::described)
                .orElse("no updates configured: this build asks nobody for newer versions");
    }

    private static String described(Trust trust) {
        var root = trust.root().requireRootAt(Instant.now()).root();
        return "updates: root %d, sha256 %s, until %s, %d mirrors"
                .formatted(
                        root.signed().version(),
                        Sha256.of(root.bytes()),
                        root.signed().expires(),
                        trust.mirrors().size());
    }

    private static void line(String what, long bytes) {
        System.out.printf(Locale.ROOT, "%7.1f MB  %s%n", bytes / 1e6, what);
    }
}
