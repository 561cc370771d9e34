package hearth.coordinator;

import hearth.protocol.SigningKey;
import hearth.storage.StorageException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/// The key that signs receipts, in an owner-only file of the coordinator's folder; made once.
final class CoordinatorKey {
    private static final String FILE = "server.key";

    private CoordinatorKey() {}

    static SigningKey load(Path folder) {
        var file = folder.resolve(FILE);
        try {
            if (Files.exists(file)) {
                return SigningKey.ofSeed(Files.readAllBytes(file));
            }
            var key = SigningKey.generate(new SecureRandom());
            write(folder, file, key.seed());
            return key;
        } catch (IOException e) {
            throw new StorageException("cannot read or make the coordinator's key", e);
        }
    }

    private static void write(Path folder, Path file, byte[] seed) throws IOException {
        var part = folder.resolve(FILE + ".part");
        Files.deleteIfExists(part);
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        // Private from its first moment: whoever opens a file before it is made private may read it
        // for ever.
        FileAttribute<?>[] ownerOnly =
                posix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        try (var out =
                FileChannel.open(
                        part,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        ownerOnly)) {
            var bytes = ByteBuffer.wrap(seed);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        if (posix) {
            // A coordinator that loses its key after a power cut is a stranger to all its agents.
            try (var names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }
}
