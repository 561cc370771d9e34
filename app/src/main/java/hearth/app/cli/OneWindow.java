package hearth.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;

/// One window per data folder. A second start knocks, and the first window comes to the front; the
/// lock is dropped by the operating system when its process dies.
final class OneWindow implements AutoCloseable {
    private static final int LONGEST_WORD = 512;
    private final FileChannel lock;
    private final ServerSocketChannel door;

    private OneWindow(FileChannel lock, ServerSocketChannel door) {
        this.lock = lock;
        this.door = door;
    }

    /// The right to open the window, or nothing while another process has it.
    ///
    /// @throws UncheckedIOException if the folder cannot be written
    static Optional<OneWindow> take(Path home) {
        try {
            var lock =
                    FileChannel.open(
                            home.resolve("window.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            try {
                if (lock.tryLock() != null) {
                    return Optional.of(new OneWindow(lock, door(home)));
                }
            } catch (OverlappingFileLockException heldHere) {
                // Taken by this very process: the same answer as by another one.
            }
            lock.close();
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerSocketChannel door(Path home) throws IOException {
        var door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        Path path = socket(home);
        try {
            Files.deleteIfExists(path);
            door.bind(UnixDomainSocketAddress.of(path));
        } catch (IOException tooLongAPath) {
            // Nobody can knock then; there is still but one window.
            door.close();
        }
        return door;
    }

    private static Path socket(Path home) {
        return home.resolve("window.sock");
    }

    /// Calls, on a thread of its own, whenever somebody knocks.
    ///
    /// @param show takes what the other start was asked to open; empty for the window alone
    void onKnock(Consumer<String> show) {
        Thread.ofVirtual().name("window-door").start(() -> listen(show));
    }

    private void listen(Consumer<String> show) {
        while (door.isOpen()) {
            try {
                var visitor = door.accept();
                // One that says nothing keeps no other waiting.
                Thread.ofVirtual().name("window-visitor").start(() -> hear(visitor, show));
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException lost) {
                // This one did not get through; the next may.
            }
        }
    }

    private static void hear(SocketChannel visitor, Consumer<String> show) {
        var said = ByteBuffer.allocate(LONGEST_WORD + 1);
        try (visitor) {
            int got = 0;
            while (got >= 0 && said.hasRemaining()) {
                got = visitor.read(said);
            }
        } catch (IOException lost) {
            return;
        }
        // What is too long is cut, and then it is no link any more.
        show.accept(StandardCharsets.UTF_8.decode(said.flip()).toString());
    }

    /// Asks the window of the folder to come to the front.
    ///
    /// @param link what it shall open there; empty for nothing
    /// @return whether it heard
    static boolean knock(Path home, String link) {
        try (var knock = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            if (!knock.connect(UnixDomainSocketAddress.of(socket(home)))) {
                return false;
            }
            var word = StandardCharsets.UTF_8.encode(link);
            while (word.hasRemaining()) {
                knock.write(word);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try (lock) {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
