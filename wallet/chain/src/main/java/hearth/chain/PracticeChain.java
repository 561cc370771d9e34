package hearth.chain;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// A chain of our own on this computer, in a child process that is watched: when it dies it is
/// started again on the same port with its state. Older copies of the state are kept for the case
/// that it was torn. Worth nothing and not protected against other programs of this computer.
public final class PracticeChain implements AutoCloseable {
    private static final Duration COPY_EVERY = Duration.ofSeconds(30);
    private static final Duration CRASH_WINDOW = Duration.ofMinutes(1);
    private static final int CRASHES_IN_WINDOW = 5;
    private static final int STATES = 3;

    private final PracticeSettings settings;
    private final PracticeFiles files;
    private final int port;
    private final InstantSource clock;
    private final ScheduledFuture<?> copying;
    private final ArrayDeque<Instant> crashes = new ArrayDeque<>();
    private AnvilProcess anvil;
    private Runnable onRestart = () -> {};
    private boolean closed;

    private PracticeChain(
            PracticeSettings settings,
            PracticeFiles files,
            AnvilProcess anvil,
            int port,
            Surroundings surroundings) {
        this.settings = settings;
        this.files = files;
        this.port = port;
        this.clock = surroundings.clock();
        this.anvil = anvil;
        this.copying =
                surroundings
                        .timer()
                        .scheduleWithFixedDelay(
                                this::copyState,
                                COPY_EVERY.toMillis(),
                                COPY_EVERY.toMillis(),
                                TimeUnit.MILLISECONDS);
    }

    private record Surroundings(InstantSource clock, ScheduledExecutorService timer) {}

    /// Starts the chain, with its earlier state where there is one.
    ///
    /// @param timer for copies of the state, some milliseconds each half minute
    public static PracticeStart start(
            PracticeSettings settings, InstantSource clock, ScheduledExecutorService timer) {
        if (!Files.isExecutable(settings.anvil())) {
            return new PracticeStart.BinaryMissing(settings.anvil());
        }
        PracticeFiles files;
        int port;
        try {
            files = new PracticeFiles(settings.folder());
            if (files.isInUse(settings.anvil())) {
                return new PracticeStart.PortTaken(files.port().orElse(0));
            }
            files.endLeftover(settings.anvil());
            port = choosePort(settings, files);
        } catch (IOException e) {
            return new PracticeStart.FolderUnwritable(settings.folder());
        }
        if (!isFree(port)) {
            return new PracticeStart.PortTaken(port);
        }
        var anvil = startWithSomeState(settings, files, port, clock);
        if (anvil.isEmpty()) {
            return new PracticeStart.NotAnswering(files.log());
        }
        var chain =
                new PracticeChain(
                        settings, files, anvil.get(), port, new Surroundings(clock, timer));
        chain.watch(anvil.get());
        return new PracticeStart.Started(chain);
    }

    /// The asked one; else the one of last time, if it is free; else any.
    private static int choosePort(PracticeSettings settings, PracticeFiles files)
            throws IOException {
        if (settings.port().isPresent()) {
            return settings.port().getAsInt();
        }
        var stored = files.port();
        if (stored.isPresent() && isFree(stored.getAsInt())) {
            return stored.getAsInt();
        }
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            files.rememberPort(socket.getLocalPort());
            return socket.getLocalPort();
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /// anvil refuses a torn state file; then each older copy is tried, and at last none.
    private static Optional<AnvilProcess> startWithSomeState(
            PracticeSettings settings, PracticeFiles files, int port, InstantSource clock) {
        try {
            for (int skip = 0; skip <= STATES; skip++) {
                boolean restored = files.prepareState(skip);
                var anvil = AnvilProcess.start(settings, files, port, clock);
                if (anvil.isEmpty() && restored) {
                    // It may have been killed while it started; that is no reason to pass over a
                    // state.
                    anvil = AnvilProcess.start(settings, files, port, clock);
                }
                if (anvil.isPresent() || !restored) {
                    return anvil;
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void watch(AnvilProcess running) {
        var _ = running.onExit().thenRunAsync(() -> restart(running), Thread::startVirtualThread);
    }

    private void restart(AnvilProcess dead) {
        Runnable tell;
        synchronized (this) {
            if (closed || anvil != dead || crashesTooOften()) {
                return;
            }
            var next = startWithSomeState(settings, files, port, clock);
            if (next.isEmpty()) {
                return;
            }
            anvil = next.get();
            watch(anvil);
            tell = onRestart;
        }
        tell.run();
    }

    private boolean crashesTooOften() {
        var now = clock.instant();
        crashes.addLast(now);
        while (crashes.getFirst().isBefore(now.minus(CRASH_WINDOW))) {
            crashes.removeFirst();
        }
        return crashes.size() > CRASHES_IN_WINDOW;
    }

    /// Called on a thread of its own after the chain came back: the last second of transactions may
    /// be missing, which {@link EmberNetwork#refresh} sends again.
    public synchronized void onRestart(Runnable listener) {
        onRestart = listener;
    }

    private void copyState() {
        try {
            files.copyState();
        } catch (IOException e) {
            // The disk may be full; the state itself is still there, and the next copy may fit.
            return;
        }
    }

    public URI rpc() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public long chainId() {
        return settings.chainId();
    }

    /// Process id of the chain, for the list of our processes.
    public synchronized long pid() {
        return anvil.pid();
    }

    /// False while it is down: for a moment after a crash, for good after too many in a row.
    public synchronized boolean isRunning() {
        return anvil.isAlive();
    }

    synchronized Node node() {
        return anvil.node();
    }

    /// Stops the chain and waits until its state is on disk.
    @Override
    public void close() {
        AnvilProcess last;
        synchronized (this) {
            closed = true;
            last = anvil;
        }
        copying.cancel(false);
        last.close();
        copyState();
    }
}
