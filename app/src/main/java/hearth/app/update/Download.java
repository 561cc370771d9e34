package hearth.app.update;

import hearth.app.update.trust.Refusal;
import hearth.app.update.trust.Release;
import hearth.app.update.trust.UpdateRefused;
import hearth.protocol.Sha256;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Fetches the archive of a release: it grows under the name of its hash, goes on where it stopped,
/// never grows beyond its length, and gets its final name only when its hash is right.
final class Download {
    private static final int CHUNK = 1 << 16;

    private final List<Mirror> mirrors;
    private final Path folder;
    private final Disk disk;
    private final Pace pace;

    Download(List<Mirror> mirrors, Path folder, Disk disk, Pace pace) {
        this.mirrors = mirrors;
        this.folder = folder;
        this.disk = disk;
        this.pace = pace;
    }

    /// @throws UpdateRefused if no mirror has the right file
    /// @throws IOException if none can be reached, or the disk fails; what came is kept
    Path run(Release release) throws IOException {
        disk.folder(folder);
        var whole = folder.resolve(release.sha256().hex());
        if (Files.isRegularFile(whole)) {
            if (Sha256.ofFile(whole).equals(release.sha256())) {
                return whole;
            }
            disk.remove(whole);
        }
        Optional<UpdateRefused> refused = Optional.empty();
        Optional<IOException> broken = Optional.empty();
        var growing = folder.resolve(release.sha256().hex() + ".part");
        for (var mirror : mirrors) {
            try {
                take(mirror, release, growing);
                disk.force(growing);
                disk.move(growing, whole);
                return whole;
            } catch (UpdateRefused e) {
                refused = Optional.of(e);
            } catch (MirrorBroke e) {
                broken = Optional.of(e.why());
            }
        }
        if (refused.isPresent()) {
            throw refused.get();
        }
        throw broken.orElseGet(() -> new IOException("no mirror"));
    }

    /// What was kept may have come from a mirror that lied; then this one gives everything.
    private void take(Mirror mirror, Release release, Path growing) throws IOException {
        boolean began = Files.isRegularFile(growing);
        if (isRight(mirror, release, growing)) {
            return;
        }
        disk.remove(growing);
        if (began && isRight(mirror, release, growing)) {
            return;
        }
        disk.remove(growing);
        throw new UpdateRefused(Refusal.WRONG_CONTENT);
    }

    private boolean isRight(Mirror mirror, Release release, Path growing) throws IOException {
        var digest = Sha256.digest();
        long bytes = kept(release, growing, digest);
        if (bytes < release.length()) {
            fetch(mirror, release, growing, digest, bytes);
        }
        return HexFormat.of().formatHex(digest.digest()).equals(release.sha256().hex());
    }

    /// What an earlier run left counts after its bytes went through the hash again.
    private long kept(Release release, Path growing, MessageDigest digest) throws IOException {
        if (!Files.isRegularFile(growing)) {
            return 0;
        }
        if (Files.size(growing) > release.length()) {
            disk.remove(growing);
            return 0;
        }
        long bytes = 0;
        try (var in = Files.newInputStream(growing)) {
            var buffer = new byte[CHUNK];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
                bytes += n;
            }
        }
        return bytes;
    }

    private void fetch(
            Mirror mirror, Release release, Path growing, MessageDigest digest, long have)
            throws IOException {
        long bytes = have;
        try (var body = body(mirror, release, have);
                var out = disk.append(growing)) {
            var run = pace.begin();
            var buffer = new byte[CHUNK];
            for (int n = read(body, buffer); n >= 0; n = read(body, buffer)) {
                run.arrived(n);
                if (bytes + n > release.length()) {
                    disk.remove(growing);
                    throw new UpdateRefused(Refusal.ENDLESS);
                }
                out.write(buffer, 0, n);
                digest.update(buffer, 0, n);
                bytes += n;
            }
        }
        if (bytes < release.length()) {
            throw new MirrorBroke(new IOException("broke off"));
        }
    }

    private static InputStream body(Mirror mirror, Release release, long have) {
        try {
            var content =
                    mirror.open(release.path(), have)
                            .orElseThrow(() -> new UpdateRefused(Refusal.ABSENT));
            if (content.from() > have) {
                content.body().close();
                throw new MirrorBroke(new IOException("another part than asked for"));
            }
            content.body().skipNBytes(have - content.from());
            return content.body();
        } catch (IOException e) {
            throw new MirrorBroke(e);
        }
    }

    private static int read(InputStream body, byte[] buffer) {
        try {
            return body.read(buffer);
        } catch (IOException e) {
            throw new MirrorBroke(e);
        }
    }

    /// The mirror failed, not the disk.
    private static final class MirrorBroke extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final IOException why;

        MirrorBroke(IOException why) {
            super(why);
            this.why = why;
        }

        IOException why() {
            return why;
        }
    }
}
