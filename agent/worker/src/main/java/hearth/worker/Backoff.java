package hearth.worker;

import java.time.Duration;
import java.util.Optional;

/// Doubling pauses with jitter between failed attempts.
///
/// @param first upper end of the first pause
/// @param cap upper end of any pause
record Backoff(Duration first, Duration cap) {
    private static final int MOST_DOUBLINGS = 20;

    /// @param failures so far, from 0
    /// @param jitter 0…1; the pause lies between half and the whole of the doubled one
    Duration pause(int failures, double jitter) {
        var doubled = first.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        long most = Math.min(doubled.toMillis(), cap.toMillis());
        return Duration.ofMillis(Math.round(most * (0.5 + jitter / 2)));
    }

    /// The same, but at least what the other side asked for.
    Duration pause(int failures, double jitter, Optional<Duration> wanted) {
        var pause = pause(failures, jitter);
        return wanted.filter(w -> w.compareTo(pause) > 0).orElse(pause);
    }
}
