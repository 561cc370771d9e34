package hearth.app.update;

import hearth.app.install.Image;
import hearth.app.update.trust.Release;
import hearth.app.update.trust.UpdateRefused;
import hearth.app.update.trust.Version;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The installed versions of Hearth in one folder that its owner unpacked:
///
/// ```
/// PREFIX/bin/hearth          starts what `current` names, or what lies here as it was unpacked
/// PREFIX/versions/current    one line: the version that is started; empty for what was unpacked
/// PREFIX/versions/previous   one line: the version to go back to; empty for what was unpacked
/// PREFIX/versions/trial      names a version that has not shown yet that it works; a line a start
/// PREFIX/versions/gone-back  names a version that the start script gave up after two starts
/// PREFIX/versions/1.2.0/     a whole image, never changed once it has this name
/// ```
///
/// What was unpacked is never touched, so a working version is always there. `current` is replaced
/// atomically, and only by the name of a folder that is whole and on the disk.
public final class Installation {
    private static final String STAGING = ".staging-";
    private final Path prefix;
    private final Disk disk;

    Installation(Path prefix, Disk disk) {
        this.prefix = prefix;
        this.disk = disk;
    }

    /// @param image that runs now: the prefix, or one of its versions
    public static Installation of(Path image) {
        return new Installation(prefix(image), new RealDisk());
    }

    static Path prefix(Path image) {
        var versions = image.getParent();
        var above = versions == null ? null : versions.getParent();
        if (above != null
                && above.resolve("versions").equals(versions)
                && Version.of(String.valueOf(image.getFileName())).isPresent()
                && Files.isRegularFile(script(above))) {
            return above;
        }
        return image;
    }

    private static Path script(Path image) {
        return new Image(image).launcher();
    }

    /// What starts Hearth, whichever version that is.
    public Path launcher() {
        return script(prefix);
    }

    /// What starts exactly that version.
    Path launcher(Version version) {
        return script(folder(version));
    }

    Path versions() {
        return prefix.resolve("versions");
    }

    private Path folder(Version version) {
        return versions().resolve(version.text());
    }

    /// Whether its owner can replace it.
    boolean isOwnersOwn() {
        return Files.isWritable(prefix)
                && Files.notExists(prefix.resolve("share/update/managed"))
                && (Files.notExists(versions()) || Files.isWritable(versions()));
    }

    /// The version that the next start takes, if it is not what was unpacked.
    public Optional<Version> current() throws IOException {
        return pointed("current").filter(v -> Files.isRegularFile(launcher(v)));
    }

    /// The version to go back to, if it is not what was unpacked.
    Optional<Version> previous() throws IOException {
        return pointed("previous").filter(v -> Files.isRegularFile(launcher(v)));
    }

    /// The version that has not shown yet that it works.
    Optional<Version> trial() throws IOException {
        return pointed("trial");
    }

    /// Takes back what the start script wrote down of the newest start of a version on trial.
    void forgetStart() throws IOException {
        var file = versions().resolve("trial");
        var lines = Files.readAllLines(file);
        if (lines.size() > 1) {
            var before = String.join("\n", lines.subList(0, lines.size() - 1)) + "\n";
            disk.write(file, before.getBytes(StandardCharsets.UTF_8));
        }
    }

    /// The version that the start script gave up; told once.
    Optional<Version> takeGoneBack() throws IOException {
        var version = pointed("gone-back");
        disk.remove(versions().resolve("gone-back"));
        return version;
    }

    private Optional<Version> pointed(String name) throws IOException {
        try {
            return Files.readAllLines(versions().resolve(name)).stream()
                    .findFirst()
                    .flatMap(Version::of);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    private void point(String name, String version) throws IOException {
        disk.write(versions().resolve(name), (version + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /// Removes what an update that was cut off left.
    void sweep() throws IOException {
        if (Files.notExists(versions())) {
            return;
        }
        List<Path> left;
        try (var files = Files.list(versions())) {
            left = files.filter(f -> f.getFileName().toString().startsWith(STAGING)).toList();
        }
        for (var staging : left) {
            disk.remove(staging);
        }
    }

    /// Unpacks the archive beside what is there; the folder gets its name when it is whole.
    ///
    /// @throws UpdateRefused if the archive is not as it should be
    void stage(Release release, Path archive) throws IOException {
        disk.folder(versions());
        var staging = versions().resolve(STAGING + release.version());
        disk.remove(staging);
        try (var content = Files.newInputStream(archive)) {
            new Tarball(disk, staging, release.unpackedBytes()).unpack(content);
            disk.force(staging);
            disk.remove(folder(release.version()));
            disk.move(staging, folder(release.version()));
        } catch (UpdateRefused | IOException e) {
            disk.remove(staging);
            throw e;
        }
    }

    /// Makes a staged version the one that is started, on trial.
    void commit(Version version) throws IOException {
        point("previous", current().map(Version::text).orElse(""));
        point("trial", version.text());
        point("current", version.text());
    }

    /// Goes back to the version before; its folder is still there.
    void rollBack() throws IOException {
        point("current", previous().map(Version::text).orElse(""));
        disk.remove(versions().resolve("trial"));
    }

    /// Removes a version that is neither started nor gone back to.
    void discard(Version version) throws IOException {
        boolean needed =
                current().filter(version::equals).isPresent()
                        || previous().filter(version::equals).isPresent();
        if (!needed) {
            disk.remove(folder(version));
        }
    }

    /// The version has shown that it works; those that nobody goes back to are removed.
    void confirm(Version version) throws IOException {
        if (current().filter(version::equals).isEmpty()) {
            return;
        }
        disk.remove(versions().resolve("trial"));
        List<Version> there;
        try (var files = Files.list(versions())) {
            there = files.flatMap(f -> Version.of(f.getFileName().toString()).stream()).toList();
        }
        for (var old : there) {
            discard(old);
        }
    }
}
