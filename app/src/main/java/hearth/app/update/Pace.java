package hearth.app.update;

import hearth.app.update.trust.Refusal;
import hearth.app.update.trust.UpdateRefused;

import java.time.Duration;
import java.util.function.LongSupplier;

/// How fast bytes must come at least: a mirror that gives one byte now and then would hold an
/// update back for ever.
///
/// @param grace before the rate is looked at
/// @param nanoTime the machine's monotonic time in nanoseconds
public record Pace(long leastBytesPerSecond, Duration grace, LongSupplier nanoTime) {
    /// Slower than any line that somebody would call one.
    public static Pace usual() {
        return new Pace(1024, Duration.ofSeconds(20), System::nanoTime);
    }

    Run begin() {
        return new Run();
    }

    /// One file on its way.
    final class Run {
        private final long begun = nanoTime.getAsLong();
        private long bytes;

        /// @throws UpdateRefused if that goes on too slowly
        void arrived(int count) {
            bytes += count;
            var taken = Duration.ofNanos(nanoTime.getAsLong() - begun);
            if (taken.compareTo(grace) > 0
                    && bytes < leastBytesPerSecond * taken.toMillis() / 1000) {
                throw new UpdateRefused(Refusal.SLOW);
            }
        }
    }
}
