package hearth.app.update;

import hearth.app.update.trust.Refusal;
import hearth.app.update.trust.UpdateRefused;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Unpacks the archive of a release: a gzipped tar (POSIX.1-1988 with the long names of GNU and of
/// POSIX.1-2001) of one folder. Only files, folders and links between its own files are let in, and
/// nothing may leave the folder, come twice, or be more than was signed for.
final class Tarball {
    private static final int BLOCK = 512;
    private static final int MOST_ENTRIES = 50_000;
    private static final int MOST_NAME = 4096;
    private static final int OWNER_RUNS = 0100;

    private final Disk disk;
    private final Path into;
    private final long mostBytes;
    private final Set<Path> folders = new HashSet<>();
    private final Set<Path> others = new HashSet<>();
    private long bytes;

    /// @param into is made
    /// @param mostBytes that the files may have together
    Tarball(Disk disk, Path into, long mostBytes) {
        this.disk = disk;
        this.into = into;
        this.mostBytes = mostBytes;
    }

    /// @throws UpdateRefused if the archive is not as it should be
    void unpack(InputStream archive) throws IOException {
        disk.folder(into);
        folders.add(Path.of(""));
        try (var tar = new GZIPInputStream(archive, BLOCK)) {
            String longName = "";
            String longLink = "";
            int entries = 0;
            for (byte[] head = block(tar); !isEnd(head); head = block(tar)) {
                if (++entries > MOST_ENTRIES) {
                    throw unsafe();
                }
                long size = number(head, 124, 12);
                switch (head[156]) {
                    case 'L' -> longName = text(read(tar, size));
                    case 'K' -> longLink = text(read(tar, size));
                    case 'x' -> {
                        var records = new Pax(read(tar, size));
                        longName = records.of("path", longName);
                        longLink = records.of("linkpath", longLink);
                    }
                    case 'g' -> read(tar, size);
                    default -> {
                        String name = longName.isEmpty() ? name(head) : longName;
                        String link = longLink.isEmpty() ? field(head, 157, 100) : longLink;
                        entry(head, name, link, tar, size);
                        longName = "";
                        longLink = "";
                    }
                }
            }
        } catch (ZipException | EOFException | CharacterCodingException e) {
            throw unsafe();
        }
        if (others.isEmpty()) {
            throw unsafe();
        }
    }

    private void entry(byte[] head, String name, String link, InputStream tar, long size)
            throws IOException {
        Path place = place(name);
        switch (head[156]) {
            case '5' -> {
                requireNew(place, true);
                parents(place);
                folders.add(place);
                disk.folder(into.resolve(place));
            }
            case '2' -> {
                requireNew(place, false);
                parents(place);
                disk.link(into.resolve(place), target(place, link));
            }
            case '0', 0 -> {
                requireNew(place, false);
                parents(place);
                bytes += size;
                if (size < 0 || bytes > mostBytes) {
                    throw new UpdateRefused(Refusal.ENDLESS);
                }
                var content = new Part(tar, size);
                boolean runs = (number(head, 100, 8) & OWNER_RUNS) != 0;
                // A start-up cache counts as stale beside files that are younger than it.
                var modified = Instant.ofEpochSecond(number(head, 136, 12));
                disk.create(into.resolve(place), content, runs, modified);
                content.skipPadding();
            }
            default -> throw unsafe();
        }
    }

    /// The name without the one folder that everything is in; empty for that folder itself.
    private Path place(String name) {
        String clean = name.startsWith("./") ? name.substring(2) : name;
        boolean sound =
                !clean.isEmpty()
                        && !clean.startsWith("/")
                        && clean.length() <= MOST_NAME
                        && clean.chars().noneMatch(c -> c == '\\' || c == ':' || c < ' ');
        if (!sound) {
            throw unsafe();
        }
        var parts = clean.split("/");
        if (Arrays.stream(parts).anyMatch(p -> p.isEmpty() || p.equals(".") || p.equals(".."))) {
            throw unsafe();
        }
        var path = Path.of(clean);
        return path.getNameCount() == 1 ? Path.of("") : path.subpath(1, path.getNameCount());
    }

    private void requireNew(Path place, boolean isFolder) {
        boolean fresh =
                isFolder ? !others.contains(place) : !folders.contains(place) && others.add(place);
        if (!fresh || (!isFolder && place.equals(Path.of("")))) {
            throw unsafe();
        }
    }

    /// No parent is a link or a file.
    private void parents(Path place) throws IOException {
        for (int i = 1; i < place.getNameCount(); i++) {
            var parent = place.subpath(0, i);
            if (others.contains(parent)) {
                throw unsafe();
            }
            if (folders.add(parent)) {
                disk.folder(into.resolve(parent));
            }
        }
    }

    private static Path target(Path link, String target) {
        if (target.isEmpty() || target.startsWith("/") || target.contains("\\")) {
            throw unsafe();
        }
        int depth = link.getNameCount() - 1;
        for (String part : target.split("/", -1)) {
            depth += part.equals("..") ? -1 : 1;
            if (depth < 0 || part.isEmpty() || part.equals(".")) {
                throw unsafe();
            }
        }
        return Path.of(target);
    }

    private byte[] read(InputStream tar, long size) throws IOException {
        if (size < 0 || size > MOST_NAME) {
            throw unsafe();
        }
        var part = new Part(tar, size);
        byte[] all = part.readAllBytes();
        part.skipPadding();
        return all;
    }

    private static String name(byte[] head) throws CharacterCodingException {
        boolean isPosix = field(head, 257, 5).equals("ustar") && head[262] == 0;
        String prefix = isPosix ? field(head, 345, 155) : "";
        String name = field(head, 0, 100);
        String whole = prefix.isEmpty() ? name : prefix + "/" + name;
        return whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole;
    }

    private static String text(byte[] bytes) throws CharacterCodingException {
        String text = field(bytes, 0, bytes.length);
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    static String field(byte[] head, int from, int length) throws CharacterCodingException {
        int end = from;
        while (end < from + length && head[end] != 0) {
            end++;
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(head, from, end - from))
                .toString();
    }

    private static long number(byte[] head, int from, int length) throws CharacterCodingException {
        String digits = field(head, from, length).strip();
        if (!digits.matches("[0-7]{1,12}")) {
            throw unsafe();
        }
        return Long.parseLong(digits, 8);
    }

    private static byte[] block(InputStream tar) throws IOException {
        byte[] block = tar.readNBytes(BLOCK);
        if (block.length < BLOCK) {
            throw new EOFException();
        }
        return block;
    }

    private static boolean isEnd(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    static UpdateRefused unsafe() {
        return new UpdateRefused(Refusal.UNSAFE_ARCHIVE);
    }

    /// The content of one entry.
    private static final class Part extends InputStream {
        private final InputStream tar;
        private final long padding;
        private long left;

        Part(InputStream tar, long size) {
            this.tar = tar;
            left = size;
            padding = (BLOCK - size % BLOCK) % BLOCK;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = tar.read(buffer, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException();
            }
            left -= count;
            return count;
        }

        void skipPadding() throws IOException {
            tar.skipNBytes(left + padding);
        }
    }
}
