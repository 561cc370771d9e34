package hearth.hardware.desktop;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Tells at once when an input ends a rest at an X server. A thread of its own sleeps in the kernel
/// until the server says so; a server that goes away is tried again after a while.
final class InputAlarm implements AutoCloseable {
    /// Shorter than the shortest absence that a rule may ask for.
    private static final Duration REST = Duration.ofSeconds(1);

    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final XAddress address;
    private final Runnable told;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable XDisplay open;

    private InputAlarm(XAddress address, Runnable told) {
        this.address = address;
        this.told = told;
    }

    static InputAlarm start(XAddress address, Runnable told) {
        var alarm = new InputAlarm(address, told);
        // A named place for a thread: a selector holds whatever runs it.
        Thread.ofPlatform().daemon().name("hearth input").start(alarm::run);
        return alarm;
    }

    private void run() {
        try {
            boolean exists = true;
            while (exists && closed.getCount() > 0) {
                exists = listen();
                boolean _ = exists && closed.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// @return whether another attempt may do better
    private boolean listen() {
        try (var display = address.open()) {
            open = display;
            if (!display.watchInput(REST)) {
                return false;
            }
            while (closed.getCount() > 0) {
                display.awaitInput();
                told.run();
            }
        } catch (IOException gone) {
            // The server may come back.
        }
        return true;
    }

    @Override
    public void close() {
        closed.countDown();
        var display = open;
        if (display != null) {
            display.close();
        }
    }
}
