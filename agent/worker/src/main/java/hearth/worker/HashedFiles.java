package hearth.worker;

import hearth.protocol.Sha256;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A folder of files named by their SHA-256. A name appears only when the whole content is on the
/// disk, and content is hashed again before it is used, so a bad byte never leaves the folder.
final class HashedFiles {
    private final Path folder;

    HashedFiles(Path folder) {
        this.folder = DurableFile.folder(folder);
    }

    /// Names a file of this folder that is whole, and forces it to the disk.
    ///
    /// @param made gone afterwards
    Sha256 adopt(Path made) {
        var hash = Sha256.ofFile(made);
        if (find(hash).isEmpty()) {
            accept(made, hash, hash);
        } else {
            drop(made);
        }
        return hash;
    }

    /// A place in this folder for content that is still arriving; what is there already stays.
    Path incoming(Sha256 hash) {
        return folder.resolve(hash.hex() + ".part");
    }

    /// Bytes of content that is still arriving.
    long arrived(Sha256 hash) {
        try {
            return Files.size(incoming(hash));
        } catch (NoSuchFileException none) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A place in this folder for content that is made here.
    Path made(Sha256 hash) {
        return made(hash.hex());
    }

    /// A place in this folder for content whose hash is not known yet.
    Path made(String name) {
        return folder.resolve(name + ".made");
    }

    /// Names the finished file if it is what it should be, else removes it.
    ///
    /// @param found hash of what was written there
    /// @return whether the content was right
    boolean accept(Path incoming, Sha256 found, Sha256 hash) {
        if (!found.equals(hash)) {
            drop(incoming);
            return false;
        }
        try {
            DurableFile.settle(incoming, path(hash));
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Forgets content that arrived wrong.
    void drop(Path incoming) {
        try {
            Files.deleteIfExists(incoming);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean contains(Sha256 hash) {
        return Files.isRegularFile(path(hash));
    }

    /// The file, after hashing it again; a damaged one is removed and counts as absent.
    Optional<Path> find(Sha256 hash) {
        Path file = path(hash);
        try {
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            if (Sha256.ofFile(file).equals(hash)) {
                return Optional.of(file);
            }
            Files.deleteIfExists(file);
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Marks as just used, for [#trim].
    void touch(Sha256 hash, Instant now) {
        try {
            Files.setLastModifiedTime(path(hash), FileTime.from(now));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Removes the files that were not used for longest until at most `limit` bytes are left. Those
    /// in `keep` stay.
    ///
    /// @return bytes that are left
    long trim(long limit, Set<Sha256> keep) {
        var kept = keep.stream().flatMap(h -> Stream.of(path(h), incoming(h))).toList();
        try {
            List<Held> files;
            try (var listed = Files.list(folder)) {
                files = listed.filter(Files::isRegularFile).flatMap(Held::of).toList();
            }
            long total = files.stream().mapToLong(Held::bytes).sum();
            var oldestFirst =
                    files.stream()
                            .filter(f -> !kept.contains(f.path()))
                            .sorted(Comparator.comparing(Held::usedAt))
                            .toList();
            for (var file : oldestFirst) {
                if (total <= limit) {
                    break;
                }
                total -= file.bytes();
                Files.deleteIfExists(file.path());
            }
            return total;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Held(Path path, long bytes, FileTime usedAt) {
        /// None if another thread has just removed it or given it its final name.
        static Stream<Held> of(Path path) {
            try {
                return Stream.of(new Held(path, Files.size(path), Files.getLastModifiedTime(path)));
            } catch (NoSuchFileException gone) {
                return Stream.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    Path path(Sha256 hash) {
        return folder.resolve(hash.hex());
    }
}
