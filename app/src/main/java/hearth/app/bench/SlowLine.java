package hearth.app.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// A home's line to a server on this computer: a TCP relay on the loopback interface that lets
/// through so many bits a second in each direction, over all connections together. Adds no delay of
/// its own beyond that.
final class SlowLine implements AutoCloseable {
    private static final int PIECE = 8 << 10;
    private static final int SOCKET_BUFFER = 32 << 10;
    private static final double BITS = 8;
    private static final long SECOND = 1_000_000_000L;

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Direction up;
    private final Direction down;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /// Bytes wait until it is their turn.
    private static final class Direction {
        private final double nanosPerByte;
        private final AtomicLong passed = new AtomicLong();
        private long free = System.nanoTime();

        Direction(double megabits) {
            this.nanosPerByte = BITS * SECOND / (megabits * 1e6);
        }

        void pass(int bytes) {
            long until;
            synchronized (this) {
                free = Math.max(free, System.nanoTime()) + Math.round(bytes * nanosPerByte);
                until = free;
            }
            passed.addAndGet(bytes);
            for (long left = until - System.nanoTime();
                    left > 0;
                    left = until - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }

    /// @param upMegabits,downMegabits each second, from and to the home
    SlowLine(URI target, double upMegabits, double downMegabits) {
        this.target = new InetSocketAddress(target.getHost(), target.getPort());
        this.up = new Direction(upMegabits);
        this.down = new Direction(downMegabits);
        try {
            this.server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("slow-line").start(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    long bytesUp() {
        return up.passed.get();
    }

    long bytesDown() {
        return down.passed.get();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                var home = server.accept();
                var there = new Socket();
                there.setSendBufferSize(SOCKET_BUFFER);
                there.setReceiveBufferSize(SOCKET_BUFFER);
                there.connect(target);
                home.setSendBufferSize(SOCKET_BUFFER);
                home.setReceiveBufferSize(SOCKET_BUFFER);
                home.setTcpNoDelay(true);
                there.setTcpNoDelay(true);
                open.add(home);
                open.add(there);
                Thread.ofVirtual().start(() -> relay(home, there, up));
                Thread.ofVirtual().start(() -> relay(there, home, down));
            }
        } catch (IOException closed) {
            closeAll();
        }
    }

    private void relay(Socket from, Socket to, Direction direction) {
        var buffer = new byte[PIECE];
        try {
            var in = from.getInputStream();
            var out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                direction.pass(n);
                out.write(buffer, 0, n);
            }
            to.shutdownOutput();
        } catch (IOException ended) {
            quietly(from);
            quietly(to);
        }
    }

    private static void quietly(Closeable socket) {
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            // Nothing is left to close.
        }
    }

    private void closeAll() {
        open.forEach(SlowLine::quietly);
    }

    @Override
    public void close() {
        quietly(server);
        closeAll();
    }
}
