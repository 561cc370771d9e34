package hearth.coordinator;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/// An answer that anybody may ask for and that costs much: it is worked out once in a while,
/// however often it is asked for, and by one thread. Safe for use by many threads.
final class Kept<T> {
    private final Supplier<T> work;
    private final Duration lasts;
    private final InstantSource clock;
    private @Nullable T answer;
    private Instant from = Instant.MIN;

    /// @param lasts for which an answer is given again
    Kept(Supplier<T> work, Duration lasts, InstantSource clock) {
        this.work = work;
        this.lasts = lasts;
        this.clock = clock;
    }

    /// The last answer, if it is not too old and not from a time to come.
    synchronized T get() {
        var now = clock.instant();
        var known = answer;
        if (known != null && !now.isBefore(from) && now.isBefore(from.plus(lasts))) {
            return known;
        }
        var next = work.get();
        answer = next;
        from = now;
        return next;
    }
}
