package hearth.hardware.desktop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/// A value that is looked up at most so often. One thread.
final class Every<T> {
    private final InstantSource clock;
    private final Duration pause;
    private final Supplier<T> look;
    private T newest;
    private Instant next = Instant.MIN;

    /// @param before the value until the first look
    Every(InstantSource clock, Duration pause, T before, Supplier<T> look) {
        this.clock = clock;
        this.pause = pause;
        this.newest = before;
        this.look = look;
    }

    T get() {
        var now = clock.instant();
        if (!now.isBefore(next) || now.plus(pause).isBefore(next)) {
            next = now.plus(pause);
            newest = look.get();
        }
        return newest;
    }
}
