package hearth.app.update;

import hearth.app.update.trust.UpdateRefused;
import hearth.testing.FuzzTarget;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// The tar of a release, which is bent before it is gzipped: refused, or nothing of it is outside
/// of its folder, comes twice, or is more than was signed for.
final class FuzzedRelease implements FuzzTarget {
    private static final Path INTO = Path.of("/into");
    private static final long MOST_BYTES = 1 << 14;

    @Override
    public List<byte[]> seeds() {
        return List.of(
                plain(
                        new Tar()
                                .folder("hearth")
                                .script("hearth/bin/hearth", "run")
                                .file("hearth/lib/a.jar", "jar")
                                .link("hearth/lib/b.jar", "a.jar")),
                plain(
                        new Tar()
                                .entry("././@LongLink", 'L', "", utf8("hearth/long"), 0)
                                .file("hearth/short", "x")),
                plain(
                        new Tar()
                                .entry(
                                        "hearth/PaxHeaders",
                                        'x',
                                        "",
                                        utf8("20 path=hearth/pax1\n"),
                                        0)
                                .file("hearth/short", "x")));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] plain(Tar tar) {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(tar.gzipped()))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long executions() {
        return 30_000;
    }

    @Override
    public boolean takes(byte[] input) {
        var disk = new WatchedDisk();
        try {
            new Tarball(disk, INTO, MOST_BYTES).unpack(new ByteArrayInputStream(gzipped(input)));
            return true;
        } catch (UpdateRefused refused) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] gzipped(byte[] tar) throws IOException {
        var bytes = new ByteArrayOutputStream(tar.length + 64);
        try (var out = new Stored(bytes)) {
            out.write(tar);
        }
        return bytes.toByteArray();
    }

    /// What it packs is bent anyway.
    private static final class Stored extends GZIPOutputStream {
        Stored(OutputStream to) throws IOException {
            super(to);
            def.setLevel(Deflater.NO_COMPRESSION);
        }
    }

    /// Where a disk would be.
    private static final class WatchedDisk implements Disk {
        private long bytes;

        private static void requireInside(Path place) {
            if (!place.equals(place.normalize()) || !place.startsWith(INTO)) {
                throw new IllegalStateException("outside: " + place);
            }
        }

        @Override
        public void folder(Path folder) {
            requireInside(folder);
        }

        @Override
        public void create(Path file, InputStream content, boolean isExecutable, Instant modified)
                throws IOException {
            requireInside(file);
            bytes += content.readAllBytes().length;
            if (bytes > MOST_BYTES) {
                throw new IllegalStateException("more than was signed for");
            }
        }

        @Override
        public void link(Path link, Path target) {
            requireInside(link);
            requireInside(link.resolveSibling(target).normalize());
        }

        @Override
        public OutputStream append(Path file) {
            throw new IllegalStateException("appends");
        }

        @Override
        public void write(Path file, byte[] content) {
            throw new IllegalStateException("replaces");
        }

        @Override
        public void move(Path from, Path to) {
            throw new IllegalStateException("moves");
        }

        @Override
        public void force(Path fileOrFolder) {}

        @Override
        public void remove(Path fileOrFolder) {
            throw new IllegalStateException("removes");
        }

        @Override
        public long room(Path folder) {
            return Long.MAX_VALUE;
        }
    }
}
