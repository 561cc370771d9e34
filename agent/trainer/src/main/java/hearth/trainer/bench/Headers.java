package hearth.trainer.bench;

import hearth.protocol.Sha256;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// The include folder of libtorch. No registry that our build uses carries the headers of 2.7.1, so
/// by default Debian's package of 2.6 is fetched, with apt's own client, from the mirror that this
/// computer is set up for. Its declarations of what the baseline calls are those of 2.7.1; were
/// they not, the losses would differ and there would be no ratio. See decision record 7.
final class Headers {
    private static final String PACKAGE = "pool/main/p/pytorch/libtorch-dev_2.6.0+dfsg-7_amd64.deb";
    private static final Sha256 DIGEST =
            new Sha256("d63886ac7482184e96d38cbbbb346430f1cc3a68b59319eb2ca1ababd501535b");
    private static final String CLIENT = "/usr/lib/apt/apt-helper";
    private static final String OTHERWISE =
            " Give the include folder of an unpacked libtorch 2.6 or 2.7 with --headers.";

    private Headers() {}

    /// @throws MissingPartException if the folder does not hold them
    static Path in(Path include) {
        var folder = include.toAbsolutePath().normalize();
        if (!Files.exists(folder.resolve("ATen/ATen.h"))) {
            throw new MissingPartException("There is no ATen/ATen.h in " + folder + '.');
        }
        return folder;
    }

    /// @throws MissingPartException if they are not there and cannot be fetched
    static Path fetched(Path folder, Consumer<String> news) {
        var unpacked = folder.resolve("libtorch-dev-2.6.0");
        try {
            if (Files.notExists(unpacked)) {
                Files.createDirectories(folder);
                news.accept("Fetching libtorch's headers: Debian's libtorch-dev 2.6.0, 2.4 MB.");
                unpack(download(folder), unpacked);
            }
            return in(unpacked.resolve("usr/include"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path download(Path folder) {
        var file = folder.resolve("libtorch-dev.deb");
        var digest = "SHA256:" + DIGEST.hex();
        var address = mirror() + '/' + PACKAGE;
        run(List.of(CLIENT, "download-file", address, file.toString(), digest));
        return file;
    }

    private static String mirror() {
        var sites =
                run(List.of("apt-get", "indextargets", "--format", "$(SITE)", "Component: main"));
        return sites.lines()
                .map(site -> site.replaceAll("/$", ""))
                .filter(site -> site.endsWith("/debian"))
                .findFirst()
                .orElseThrow(
                        () ->
                                new MissingPartException(
                                        "apt knows no mirror of Debian to fetch libtorch's headers"
                                                + " from."
                                                + OTHERWISE));
    }

    private static void unpack(Path file, Path unpacked) throws IOException {
        var unfinished = unpacked.resolveSibling(unpacked.getFileName() + ".new");
        run(List.of("dpkg-deb", "-x", file.toString(), unfinished.toString()));
        Files.move(unfinished, unpacked);
        Files.delete(file);
    }

    private static String run(List<String> command) {
        return switch (Tool.run(command)) {
            case Tool.Ran(int exit, var output) when exit == 0 -> output;
            case Tool.Ran(int exit, var output) ->
                    throw new MissingPartException(
                            "libtorch's headers are missing: %s failed with %d: %s."
                                            .formatted(command.getFirst(), exit, output)
                                    + OTHERWISE);
            case Tool.Absent() ->
                    throw new MissingPartException(
                            "libtorch's headers are missing, and without "
                                    + command.getFirst()
                                    + " they cannot be fetched."
                                    + OTHERWISE);
        };
    }
}
