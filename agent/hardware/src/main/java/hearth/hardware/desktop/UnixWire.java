package hearth.hardware.desktop;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A connection to a Unix socket on which every wait ends: a server that hangs costs one reading
/// and not the agent. Little-endian; one thread.
final class UnixWire implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final SocketChannel channel;
    private final Selector selector;

    private UnixWire(SocketChannel channel, Selector selector) {
        this.channel = channel;
        this.selector = selector;
    }

    static UnixWire connect(Path socket) throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
            var selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
            return new UnixWire(channel, selector);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    void write(ByteBuffer bytes) throws IOException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                await(SelectionKey.OP_WRITE, until);
            }
        }
    }

    /// Exactly so many bytes, ready to be read.
    ByteBuffer read(int count) throws IOException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        var bytes = buffer(count);
        while (bytes.hasRemaining()) {
            int got = channel.read(bytes);
            if (got < 0) {
                throw new EOFException("the server hung up");
            }
            if (got == 0) {
                await(SelectionKey.OP_READ, until);
            }
        }
        return bytes.flip();
    }

    /// Waits until the server says something, for as long as that takes; [#close] from another
    /// thread ends it.
    void awaitServer() throws IOException {
        try {
            listenFor(SelectionKey.OP_READ);
            int _ = selector.select();
            selector.selectedKeys().clear();
        } catch (ClosedSelectorException | CancelledKeyException closed) {
            throw new IOException("the connection was closed", closed);
        }
    }

    private void listenFor(int operation) throws IOException {
        var key = channel.keyFor(selector);
        if (key == null) {
            throw new IOException("the connection was closed");
        }
        key.interestOps(operation);
    }

    private void await(int operation, long until) throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        listenFor(operation);
        if (left <= 0 || selector.select(left) == 0) {
            throw new SocketTimeoutException("the server does not answer");
        }
        selector.selectedKeys().clear();
    }

    @Override
    public void close() {
        try (channel;
                selector) {
            selector.keys().forEach(SelectionKey::cancel);
        } catch (IOException | ClosedSelectorException alreadyGone) {
            // Nothing is kept of a connection that ends.
        }
    }
}
