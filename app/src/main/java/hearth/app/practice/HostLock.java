package hearth.app.practice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// One host per data folder: an exclusive lock that the operating system drops when its process
/// dies.
final class HostLock implements AutoCloseable {
    private final FileChannel channel;

    @SuppressWarnings("UnusedVariable") // held so that the lock lives as long as this object
    private final FileLock held;

    private HostLock(FileChannel channel, FileLock held) {
        this.channel = channel;
        this.held = held;
    }

    /// Takes the lock, or nothing while another process holds it.
    static Optional<HostLock> take(Path practice) {
        try {
            Files.createDirectories(practice);
            var channel =
                    FileChannel.open(
                            practice.resolve("host.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return Optional.of(new HostLock(channel, lock));
                }
            } catch (OverlappingFileLockException heldHere) {
                // Taken by this very process: the same answer as by another one.
            }
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
