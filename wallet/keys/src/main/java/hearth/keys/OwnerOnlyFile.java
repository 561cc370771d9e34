package hearth.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A small file that only its owner may read, replaced as a whole: temporary file, fsync, atomic
/// move. After a crash either the old or the new content is there.
public final class OwnerOnlyFile {
    private static final Set<PosixFilePermission> OWNER_FILE =
            PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_DIRECTORY =
            PosixFilePermissions.fromString("rwx------");

    private final Path file;
    private final int olderCopies;

    /// @param olderCopies how many earlier contents stay beside it as `name.1`, `name.2`, …
    public OwnerOnlyFile(Path file, int olderCopies) {
        this.file = file.toAbsolutePath();
        this.olderCopies = olderCopies;
    }

    public Path path() {
        return file;
    }

    public boolean exists() {
        return Files.exists(file);
    }

    /// @throws IOException if the file cannot be written whole; the old content is then still there
    public void write(byte[] content) throws IOException {
        Path directory = file.resolveSibling(".").normalize();
        createDirectory(directory);
        Path temporary = Files.createTempFile(directory, file.getFileName().toString(), ".new");
        try {
            restrict(temporary, OWNER_FILE);
            try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                var buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            keepOlder();
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            sync(directory);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /// The content, or empty if there is no file.
    ///
    /// @param limit most bytes that are accepted
    /// @throws IOException if it is longer or unreadable
    public Optional<byte[]> read(int limit) throws IOException {
        return read(file, limit);
    }

    /// The newest older content first; `number` counts from 1.
    public Optional<byte[]> readOlder(int number, int limit) throws IOException {
        return read(older(number), limit);
    }

    private static Optional<byte[]> read(Path path, int limit) throws IOException {
        try (var in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(limit + 1);
            if (content.length > limit) {
                throw new IOException("file is too long: " + path.getFileName());
            }
            return Optional.of(content);
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        }
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    /// Writes noise over the file, its older copies and what killed writers left half done, as far
    /// as the disk lets it, and removes them.
    void overwriteAndDelete(SecureRandom random) throws IOException {
        overwriteOlder(random);
        overwrite(file, random);
        sync(file.resolveSibling(".").normalize());
    }

    /// The same, but for the file itself.
    void overwriteOlder(SecureRandom random) throws IOException {
        var doomed = leftBehind();
        for (int i = olderCopies; i > 0; i--) {
            doomed.add(older(i));
        }
        for (Path path : doomed) {
            overwrite(path, random);
        }
        sync(file.resolveSibling(".").normalize());
    }

    private static void overwrite(Path path, SecureRandom random) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        var noise = new byte[Math.toIntExact(Files.size(path))];
        random.nextBytes(noise);
        try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            var buffer = ByteBuffer.wrap(noise);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.delete(path);
    }

    /// Temporary files of writers that were killed.
    private List<Path> leftBehind() throws IOException {
        String name = Pattern.quote(file.getFileName().toString());
        try (var files = Files.list(file.resolveSibling(".").normalize())) {
            return files.filter(f -> f.getFileName().toString().matches(name + "[0-9]+[.]new"))
                    .collect(Collectors.toCollection(ArrayList::new));
        }
    }

    /// Shifts name.1 to name.2 and so on, and copies the present file to name.1. The present file
    /// never goes away in between.
    private void keepOlder() throws IOException {
        if (olderCopies == 0 || !Files.exists(file)) {
            return;
        }
        for (int i = olderCopies; i > 1; i--) {
            if (Files.exists(older(i - 1))) {
                Files.move(older(i - 1), older(i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.copy(
                file,
                older(1),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        restrict(older(1), OWNER_FILE);
    }

    private Path older(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    /// Makes a folder that only its owner may enter; an existing one is left as it is.
    public static void createDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            restrict(directory, OWNER_DIRECTORY);
        }
    }

    private static void restrict(Path path, Set<PosixFilePermission> permissions)
            throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, permissions);
            return;
        }
        var acl = Files.getFileAttributeView(path, AclFileAttributeView.class);
        if (acl == null) {
            throw new IOException("this disk cannot keep a file private: " + path.getFileName());
        }
        acl.setAcl(
                List.of(
                        AclEntry.newBuilder()
                                .setType(AclEntryType.ALLOW)
                                .setPrincipal(Files.getOwner(path))
                                .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                                .build()));
    }

    /// Makes the move itself durable where folders can be opened (not on Windows).
    private static void sync(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
