package hearth.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// The right of one process to write in a folder. The system takes it back when the process ends,
/// however it ends.
public final class FolderLock implements AutoCloseable {
    private final FileChannel channel;
    private final FileLock lock;

    private FolderLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /// @return empty if another owner has the folder
    /// @throws IOException if the folder cannot be written
    public static Optional<FolderLock> acquire(Path folder) throws IOException {
        var channel =
                FileChannel.open(
                        folder.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        try {
            var lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new FolderLock(channel, lock));
            }
        } catch (OverlappingFileLockException ownProcess) {
            // This very process holds it already: the same answer as for another one.
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new StorageException("cannot release the folder", e);
        }
    }
}
