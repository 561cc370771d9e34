package hearth.hardware.desktop;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Listens to a Wayland compositor. A thread of its own sleeps in the kernel until something is
/// said; a compositor that goes away is tried again after a while, one that tells nothing is left.
final class CompositorWatch implements AutoCloseable {
    private static final Duration AGAIN = Duration.ofSeconds(30);
    private static final Duration INTRODUCTION = Duration.ofSeconds(1);

    /// For the second of two notices of the same rest.
    private static final Duration BOTH = Duration.ofSeconds(2);

    private final Path socket;
    private final CountDownLatch tried = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Compositor open;
    private volatile Runnable told = () -> {};

    private CompositorWatch(Path socket) {
        this.socket = socket;
    }

    static CompositorWatch start(Path socket) {
        var watch = new CompositorWatch(socket);
        // A named place for a thread: a selector holds whatever runs it.
        Thread.ofPlatform().daemon().name("hearth compositor").start(watch::run);
        return watch;
    }

    /// @param listener of the first input after a rest, on the thread of this
    void onInput(Runnable listener) {
        told = listener;
    }

    /// How long there has been no input; nothing where the compositor does not tell.
    Optional<Duration> idle() {
        return view().filter(Compositor.View::tellsIdle)
                .map(v -> v.still().map(CompositorWatch::since).orElse(Duration.ZERO));
    }

    /// Whether a window keeps the screen on although nobody touches anything, as for a film.
    boolean isKeptAwake() {
        return view().filter(Compositor.View::awake)
                .flatMap(Compositor.View::still)
                .filter(still -> since(still).compareTo(BOTH) > 0)
                .isPresent();
    }

    /// Whether the active window fills its screen; nothing where the compositor does not tell.
    Optional<Boolean> fullscreen() {
        return view().flatMap(Compositor.View::fullscreen);
    }

    private static Duration since(long still) {
        return Duration.ofNanos(Math.max(0, System.nanoTime() - still));
    }

    private Optional<Compositor.View> view() {
        try {
            boolean _ = tried.await(INTRODUCTION.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.ofNullable(open).map(Compositor::view);
    }

    private void run() {
        try {
            boolean isTelling = true;
            while (isTelling && closed.getCount() > 0) {
                isTelling = listen();
                tried.countDown();
                boolean _ = isTelling && closed.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// @return whether another attempt may do better
    private boolean listen() {
        try (var compositor = Compositor.open(socket)) {
            if (!compositor.isTelling()) {
                return false;
            }
            open = compositor;
            tried.countDown();
            while (closed.getCount() > 0) {
                if (compositor.awaitInput()) {
                    told.run();
                }
            }
        } catch (IOException gone) {
            // The compositor may come back.
        } finally {
            open = null;
        }
        return true;
    }

    @Override
    public void close() {
        closed.countDown();
        var compositor = open;
        if (compositor != null) {
            compositor.close();
        }
    }
}
