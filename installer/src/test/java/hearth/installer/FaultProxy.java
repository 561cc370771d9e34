package hearth.installer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A bad line on this computer: hands bytes on in both directions and does to them what the fault
/// of the moment says. Safe to change from any thread; open connections follow at their next piece.
final class FaultProxy implements AutoCloseable {
    /// What the line does.
    enum Fault {
        /// Hands everything on.
        NONE,
        /// Each piece comes late.
        LATENCY,
        /// A modem of the nineties.
        BANDWIDTH,
        /// Connections end in the middle.
        RESET,
        /// The end of a connection comes late.
        SLOW_CLOSE,
        /// Each piece comes in crumbs.
        SLICES,
        /// One bit of a piece is another.
        BIT_FLIPS,
        /// Takes everything and answers nothing.
        HALF_OPEN,
        /// What goes to the server goes there twice.
        DUPLICATES,
        /// Nobody listens.
        REFUSED
    }

    private static final int PIECE = 16 << 10;
    private static final int CRUMB = 7;
    private static final int MODEM_PIECE = 512;
    private static final Duration MODEM_PAUSE = Duration.ofMillis(40);
    private static final Duration LATE = Duration.ofMillis(700);
    private static final Duration LATE_END = Duration.ofSeconds(2);
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final double SOMETIMES = 0.25;

    private final ServerSocket listening;
    private final InetSocketAddress target;
    private final Random random;
    private final AtomicLong harmed = new AtomicLong();
    private volatile Fault fault = Fault.NONE;

    /// @param target where the bytes go
    FaultProxy(InetSocketAddress target, Random random) throws IOException {
        this.listening = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        this.target = target;
        this.random = random;
        Thread.ofVirtual().name("fault-proxy").start(this::listen);
    }

    int port() {
        return listening.getLocalPort();
    }

    /// Pieces that were not handed on as they came.
    long harmed() {
        return harmed.get();
    }

    void fault(Fault now) {
        fault = now;
    }

    private void listen() {
        try {
            while (true) {
                var client = listening.accept();
                Thread.ofVirtual().start(() -> connect(client));
            }
        } catch (IOException closed) {
            assert listening.isClosed();
        }
    }

    private void connect(Socket client) {
        if (fault == Fault.REFUSED) {
            harmed.incrementAndGet();
            end(client, true);
            return;
        }
        var server = new Socket();
        try {
            server.connect(target, (int) CONNECT.toMillis());
        } catch (IOException nobodyThere) {
            end(server, true);
            end(client, true);
            return;
        }
        Thread.ofVirtual().start(() -> pump(client, server, true));
        pump(server, client, false);
    }

    private void pump(Socket from, Socket to, boolean isUp) {
        var piece = new byte[PIECE];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                if (!hand(Arrays.copyOf(piece, n), out, isUp)) {
                    end(from, true);
                    end(to, true);
                    return;
                }
            }
        } catch (IOException broken) {
            end(from, true);
            end(to, true);
            return;
        }
        if (fault == Fault.SLOW_CLOSE) {
            harmed.incrementAndGet();
            pause(LATE_END);
        }
        end(to, false);
        end(from, false);
    }

    /// @return false if the line ends here
    private boolean hand(byte[] piece, OutputStream out, boolean isUp) throws IOException {
        var now = fault;
        if (now != Fault.NONE) {
            harmed.incrementAndGet();
        }
        switch (now) {
            case LATENCY -> {
                pause(LATE);
                out.write(piece);
            }
            case BANDWIDTH -> inPieces(piece, MODEM_PIECE, MODEM_PAUSE, out);
            case SLICES -> inPieces(piece, CRUMB, Duration.ZERO, out);
            case RESET -> {
                if (random.nextDouble() < SOMETIMES) {
                    out.write(piece, 0, random.nextInt(piece.length));
                    return false;
                }
                out.write(piece);
            }
            case BIT_FLIPS -> {
                if (random.nextDouble() < SOMETIMES) {
                    piece[random.nextInt(piece.length)] ^= (byte) (1 << random.nextInt(8));
                }
                out.write(piece);
            }
            case HALF_OPEN -> {}
            case DUPLICATES -> {
                if (isUp) {
                    repeat(piece);
                }
                out.write(piece);
            }
            case NONE, SLOW_CLOSE, REFUSED -> out.write(piece);
        }
        out.flush();
        return true;
    }

    private static void inPieces(byte[] all, int size, Duration between, OutputStream out)
            throws IOException {
        for (int at = 0; at < all.length; at += size) {
            out.write(all, at, Math.min(size, all.length - at));
            out.flush();
            pause(between);
        }
    }

    /// The same bytes on a connection of their own, whose answer nobody hears.
    private void repeat(byte[] piece) {
        try (var again = new Socket()) {
            again.connect(target, (int) CONNECT.toMillis());
            again.setSoTimeout((int) CONNECT.toMillis());
            again.getOutputStream().write(piece);
            again.getOutputStream().flush();
            int first = again.getInputStream().read();
            assert first >= -1;
        } catch (IOException nothingLost) {
            harmed.incrementAndGet();
        }
    }

    private static void end(Socket socket, boolean atOnce) {
        try (socket) {
            if (atOnce) {
                socket.setSoLinger(true, 0);
            }
        } catch (IOException alreadyClosed) {
            assert socket.isClosed();
        }
    }

    static void pause(Duration time) {
        try {
            var _ = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
