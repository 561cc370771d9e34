package hearth.storage;

import hearth.protocol.Sha256;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Copies of blobs that lie elsewhere, in a folder of limited size; the oldest go first. Nothing is
/// lost when it is emptied while nobody uses it. Safe for use by many threads.
final class CachedBlobs {
    /// What stays when there was too much, of ten.
    private static final int KEPT_TENTHS = 8;

    private record Entry(Path file, FileTime made, long bytes) {}

    private final Path folder;
    private final long atMost;
    private final FileBlobStore files;
    private final AtomicLong bytes = new AtomicLong();

    /// @param atMost bytes, about
    CachedBlobs(Path folder, long atMost) {
        this.folder = folder;
        this.atMost = atMost;
        this.files = new FileBlobStore(folder);
        bytes.set(entries().stream().mapToLong(Entry::bytes).sum());
    }

    FileBlobStore files() {
        return files;
    }

    /// A blob has just been added.
    void added(Sha256 hash) {
        if (bytes.addAndGet(files.size(hash).orElse(0)) > atMost) {
            trim(hash);
        }
    }

    private synchronized void trim(Sha256 newest) {
        var entries = entries();
        entries.sort(Comparator.comparing(Entry::made));
        long there = entries.stream().mapToLong(Entry::bytes).sum();
        for (var entry : entries) {
            if (there <= atMost / 10 * KEPT_TENTHS) {
                break;
            }
            var hash = new Sha256(name(entry.file()));
            if (!hash.equals(newest)) {
                files.remove(hash);
                there -= entry.bytes();
            }
        }
        bytes.set(there);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private List<Entry> entries() {
        var entries = new ArrayList<Entry>();
        try (var walk = Files.walk(folder)) {
            for (var file : (Iterable<Path>) walk.filter(CachedBlobs::isBlob)::iterator) {
                entries.add(new Entry(file, Files.getLastModifiedTime(file), Files.size(file)));
            }
        } catch (IOException e) {
            throw new StorageException("cannot look through the cache", e);
        }
        return entries;
    }

    private static boolean isBlob(Path file) {
        return Files.isRegularFile(file) && name(file).matches("[0-9a-f]{64}");
    }
}
