package hearth.coordinator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Work that failed here lately and is left alone for a while, each time a longer one, so that
/// nothing waits behind it. In memory only: after a restart all is tried at once. One thread at a
/// time.
///
/// @param <T> what names a piece of work
final class Pauses<T> {
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    private record Pause(Instant end, Duration length) {}

    private final Clock clock;
    private final Map<T, Pause> pauses = new HashMap<>();

    Pauses(Clock clock) {
        this.clock = clock;
    }

    /// How many pieces of work rest, at most.
    int size() {
        return pauses.size();
    }

    boolean has(T work) {
        var pause = pauses.get(work);
        return pause != null && clock.instant().isBefore(pause.end());
    }

    /// Does it, or lets it rest if it fails. An end of the evaluator is no failure of the work.
    void attempt(T work, Runnable attempt) {
        try {
            attempt.run();
            pauses.remove(work);
        } catch (RuntimeException e) {
            if (!Evaluator.isClosed(e)) {
                begin(work);
            }
            throw e;
        }
    }

    private void begin(T work) {
        var now = clock.instant();
        // What nobody tried again for so long is not wanted any more.
        pauses.values().removeIf(pause -> pause.end().plus(LONGEST).isBefore(now));
        var last = pauses.get(work);
        var doubled = last == null ? FIRST : last.length().multipliedBy(2);
        var length = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        pauses.put(work, new Pause(now.plus(length), length));
    }
}
