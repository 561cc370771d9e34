package hearth.trainer.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalInt;

/// Work on files that a stranger may have made: never follows a link.
final class Trees {
    private Trees() {}

    static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    /// Makes the target the same file as the source, or a copy where the file system cannot.
    ///
    /// @param owner of the copy; a file that gets another owner is never linked
    static void linkOrCopy(Path source, Path target, OptionalInt owner) throws IOException {
        if (owner.isPresent() || !linked(source, target)) {
            Files.copy(source, target, LinkOption.NOFOLLOW_LINKS);
            own(target, owner);
        }
    }

    private static boolean linked(Path source, Path target) throws IOException {
        try {
            Files.createLink(target, source);
            return true;
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /// Puts the plain files of a folder, and of the folders in it, into a new folder.
    static void linkOrCopyAll(Path source, Path target, OptionalInt owner) throws IOException {
        Files.createDirectory(target);
        own(target, owner);
        try (var entries = Files.newDirectoryStream(source)) {
            for (var entry : entries) {
                var place = target.resolve(entry.getFileName());
                if (isFolder(entry)) {
                    linkOrCopyAll(entry, place, owner);
                } else if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                    linkOrCopy(entry, place, owner);
                }
            }
        }
    }

    private static void own(Path path, OptionalInt owner) throws IOException {
        if (owner.isPresent()) {
            Files.setAttribute(path, "unix:uid", owner.getAsInt(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    /// Lets every user read what only its owner could: programs and libraries, no secrets.
    static void openForReading(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.toList()) {
                var modes = Files.getPosixFilePermissions(file);
                boolean changed = modes.add(PosixFilePermission.OTHERS_READ);
                if (Files.isDirectory(file)) {
                    changed |= modes.add(PosixFilePermission.OTHERS_EXECUTE);
                }
                if (changed) {
                    Files.setPosixFilePermissions(file, modes);
                }
            }
        }
    }

    /// Folders within move up before they are emptied, so that no depth that a child made is too
    /// deep for a path or a stack.
    static void delete(Path path) throws IOException {
        if (!isFolder(path)) {
            Files.deleteIfExists(path);
            return;
        }
        var folders = new ArrayDeque<Path>(List.of(path));
        long moved = 0;
        for (var next = folders.peekLast(); next != null; next = folders.peekLast()) {
            permit(next, "rwx------");
            boolean empty = true;
            try (var entries = Files.newDirectoryStream(next)) {
                for (var entry : entries) {
                    if (!isFolder(entry)) {
                        Files.deleteIfExists(entry);
                    } else if (next.equals(path)) {
                        folders.add(entry);
                        empty = false;
                    } else {
                        permit(entry, "rwx------");
                        folders.add(Files.move(entry, path.resolve(".moved-" + moved++)));
                        empty = false;
                    }
                }
            }
            if (empty) {
                Files.deleteIfExists(next);
                folders.removeLast();
            }
        }
    }

    static void permit(Path path, String mode) throws IOException {
        var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view != null) {
            view.setPermissions(PosixFilePermissions.fromString(mode));
        }
    }

    /// Counts down from a limit and stops at the first too many, so that a flood of names does not
    /// hold the one who counts up.
    static final class Counter {
        private final Warden.Allowance limit;
        private long bytes;
        private int files;

        Counter(Warden.Allowance limit) {
            this.limit = limit;
        }

        boolean isExceededBy(Path folder) throws IOException {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                for (var entry : entries) {
                    var attributes =
                            Files.readAttributes(
                                    entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                    files++;
                    bytes += attributes.size();
                    if (files > limit.files()
                            || bytes > limit.bytes()
                            || (attributes.isDirectory() && isExceededBy(entry))) {
                        return true;
                    }
                }
            }
            return false;
        }

        Warden.Allowance counted() {
            return new Warden.Allowance(bytes, files);
        }
    }
}
