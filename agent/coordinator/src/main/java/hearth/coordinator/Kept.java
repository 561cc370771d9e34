package hearth.coordinator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// An answer that anybody may ask for and that costs much: it is worked out once in a while,
/// however often it is asked for, and by one thread. Whoever asks meanwhile is given the last one,
/// however old, and waits only where there is none yet. Safe for use by many threads.
final class Kept<T> {
    private final Supplier<T> work;
    private final Duration lasts;
    private final InstantSource clock;
    private final ReentrantLock working = new ReentrantLock();
    private final AtomicReference<Optional<Known<T>>> last =
            new AtomicReference<>(Optional.empty());

    /// @param at when it was there: the work may take longer than the answer lasts
    private record Known<T>(T answer, Instant at) {}

    /// @param lasts for which an answer is given again
    Kept(Supplier<T> work, Duration lasts, InstantSource clock) {
        this.work = work;
        this.lasts = lasts;
        this.clock = clock;
    }

    /// The last answer, if it is not too old and not from a time to come, or somebody is at the
    /// next one.
    T get() {
        var known = last.get();
        if (known.filter(this::isNew).isPresent()) {
            return known.get().answer();
        }
        if (known.isEmpty()) {
            working.lock();
        } else if (!working.tryLock()) {
            return known.get().answer();
        }
        try {
            // Somebody may have been at it until now.
            var newest = last.get().filter(this::isNew);
            if (newest.isPresent()) {
                return newest.get().answer();
            }
            var next = work.get();
            last.set(Optional.of(new Known<>(next, clock.instant())));
            return next;
        } finally {
            working.unlock();
        }
    }

    private boolean isNew(Known<T> known) {
        var now = clock.instant();
        return !now.isBefore(known.at()) && now.isBefore(known.at().plus(lasts));
    }
}
