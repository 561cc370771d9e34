package hearth.worker;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// One agent a home folder: a file lock that the system takes away when the process ends, however
/// it ends.
final class AgentLock implements AutoCloseable {
    private final FileChannel channel;

    private AgentLock(FileChannel channel) {
        this.channel = channel;
    }

    /// @throws AgentAlreadyRunningException if another agent holds it
    static AgentLock take(Path home) {

        try {
            var channel =
                    FileChannel.open(
                            home.resolve("agent.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new AgentAlreadyRunningException(home);
            }
            return new AgentLock(channel);
        } catch (IOException e) {
            throw new AgentException("home-unusable", "cannot lock the home folder", e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new AgentException("home-unusable", "cannot release the home folder", e);
        }
    }
}
