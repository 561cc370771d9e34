package hearth.app.update;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;

/// The files of this computer.
final class RealDisk implements Disk {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    @Override
    public void folder(Path folder) throws IOException {
        Files.createDirectories(folder);
    }

    @Override
    public OutputStream append(Path file) throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public void create(Path file, InputStream content, boolean isExecutable, Instant modified)
            throws IOException {
        try (var out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            content.transferTo(out);
        }
        Files.setLastModifiedTime(file, FileTime.from(modified));
        if (isExecutable && POSIX) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Override
    public void link(Path link, Path target) throws IOException {
        Files.createSymbolicLink(link, target);
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        try (var out =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            var rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
        }
        move(fresh, file);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        forceOne(to.resolveSibling("."));
    }

    @Override
    public void force(Path fileOrFolder) throws IOException {
        Files.walkFileTree(
                fileOrFolder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        if (attributes.isRegularFile()) {
                            try (var written = FileChannel.open(file, StandardOpenOption.WRITE)) {
                                written.force(true);
                            }
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path folder, @Nullable IOException trouble) throws IOException {
                        if (trouble != null) {
                            throw trouble;
                        }
                        forceOne(folder);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private static void forceOne(Path folder) throws IOException {
        if (POSIX) {
            try (var channel = FileChannel.open(folder)) {
                channel.force(true);
            }
        }
    }

    @Override
    public void remove(Path fileOrFolder) throws IOException {
        if (!Files.exists(fileOrFolder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(
                fileOrFolder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e)
                            throws IOException {
                        if (e instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path folder, @Nullable IOException trouble) throws IOException {
                        if (trouble != null) {
                            throw trouble;
                        }
                        Files.delete(folder);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    @Override
    public long room(Path folder) throws IOException {
        var there = folder.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return Files.getFileStore(there).getUsableSpace();
    }
}
