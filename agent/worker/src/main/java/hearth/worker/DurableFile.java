package hearth.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Owner-only files and folders that are whole or absent after a power cut: written beside their
/// place, forced to the disk, moved, and the folder forced too.
final class DurableFile {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private DurableFile() {}

    static void write(Path file, byte[] bytes) {
        Path temporary = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.deleteIfExists(temporary);
            try (var out =
                    FileChannel.open(
                            temporary,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            attributes("rw-------"))) {
                var left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    out.write(left);
                }
                out.force(true);
            }
            settle(temporary, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Forces a finished file and gives it its name.
    static void settle(Path temporary, Path file) throws IOException {
        try (var written = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        if (POSIX) {
            try (var folder = FileChannel.open(file.toAbsolutePath().getParent())) {
                folder.force(true);
            }
        }
    }

    /// Makes the folder with its parents if it is absent and takes everybody else's access away.
    static Path folder(Path folder) {
        try {
            Files.createDirectories(folder, attributes("rwx------"));
            if (POSIX) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether nobody but the owner may enter or read; machines without POSIX permissions rely on
    /// the profile folder's own protection.
    static boolean isOwnerOnly(Path path) throws IOException {
        if (!POSIX) {
            return true;
        }
        return Files.getPosixFilePermissions(path).stream()
                .noneMatch(
                        p ->
                                p != PosixFilePermission.OWNER_READ
                                        && p != PosixFilePermission.OWNER_WRITE
                                        && p != PosixFilePermission.OWNER_EXECUTE);
    }

    private static FileAttribute<?>[] attributes(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
