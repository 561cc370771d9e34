package hearth.coordinator.load;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// When cycles are to begin, by many devices that know nothing of each other (a Poisson process):
/// whoever is free takes the next one, and one that nobody was free for has been late since it was
/// due. Times are those of [System#nanoTime]. Safe for use by many threads.
final class Arrivals {
    private static final long SEED = 32;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final double mean;
    private double due;
    private boolean begun;

    /// @param perSecond on average; above 0
    Arrivals(double perSecond) {
        mean = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    /// The first is due soon after somebody asks for it: before that connections and sessions are
    /// opened, which is no request's wait.
    private synchronized long draw() {
        if (!begun) {
            begun = true;
            due = System.nanoTime();
        }
        due -= mean * Math.log(1 - random.nextDouble());
        return (long) due;
    }

    /// Waits until the next one is due, unless it is overdue.
    ///
    /// @return when that is, or nothing if it is not to begin any more
    OptionalLong await(BooleanSupplier goOn) {
        long next = draw();
        for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return goOn.getAsBoolean() ? OptionalLong.of(next) : OptionalLong.empty();
    }

    /// How long those have waited that were due and that nobody began, nanoseconds.
    ///
    /// @param end after which none is due
    List<Long> overdue(long end) {
        var waits = new ArrayList<Long>();
        for (long next = draw(); next < end; next = draw()) {
            waits.add(end - next);
        }
        return waits;
    }
}
