package hearth.hardware.desktop;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Asks a desktop that does not tell by itself whether it is locked, every two seconds. The desktop
/// is made and asked on the timer's thread.
final class PolledSessionLock implements SessionLock {
    private static final int SECONDS = 2;

    private final Supplier<Desktop> opening;
    private final Runnable told;
    private final ScheduledFuture<?> looks;
    private @Nullable Desktop desktop;
    private boolean wasLocked;
    private volatile boolean known;

    PolledSessionLock(Supplier<Desktop> opening, ScheduledExecutorService timer, Runnable told) {
        this.opening = opening;
        this.told = told;
        looks = timer.scheduleWithFixedDelay(this::look, 0, SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        var asked = desktop == null ? opening.get() : desktop;
        desktop = asked;
        Optional<Boolean> locked = asked.look().locked().ifKnown();
        known = locked.isPresent();
        boolean now = locked.orElse(false);
        if (now && !wasLocked) {
            told.run();
        }
        wasLocked = now;
    }

    @Override
    public boolean isHeard() {
        return known;
    }

    /// The desktop itself belongs to the timer's thread and ends with it.
    @Override
    public void close() {
        looks.cancel(false);
    }
}
