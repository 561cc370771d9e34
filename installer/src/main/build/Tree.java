import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;

/// A folder and all that is in it.
///
/// @param root of the tree
record Tree(Path root) {
    /// Every path below the root, sorted, folders before what is in them.
    List<Path> paths() {
        try (var walk = Files.walk(root)) {
            return walk.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sum of the files' lengths, in bytes.
    long size() {
        return paths().stream().filter(Files::isRegularFile).mapToLong(Tree::length).sum();
    }

    /// Gives every file the same time, so that nothing tells when it was built.
    void at(Instant time) {
        var stamp = FileTime.from(time);
        for (var path : paths().reversed()) {
            try {
                if (!Files.isSymbolicLink(path)) {
                    Files.setLastModifiedTime(path, stamp);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Lets everybody read, and nobody but the owner write, whatever the builder's umask is.
    void readable() {
        for (var path : paths()) {
            if (Files.isSymbolicLink(path)) {
                continue;
            }
            boolean open = Files.isDirectory(path) || Files.isExecutable(path);
            try {
                Files.setPosixFilePermissions(
                        path, PosixFilePermissions.fromString(open ? "rwxr-xr-x" : "rw-r--r--"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Copies everything below another root, which must not exist.
    Tree copyTo(Path target) {
        for (var path : paths()) {
            var copy = target.resolve(root.relativize(path).toString());
            try {
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new Tree(target);
    }

    /// Removes everything, the root too; fine if there is nothing.
    void delete() {
        if (!Files.exists(root)) {
            return;
        }
        for (var path : paths().reversed()) {
            try {
                Files.delete(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static long length(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
