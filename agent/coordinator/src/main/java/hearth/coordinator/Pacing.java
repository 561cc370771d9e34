package hearth.coordinator;

import hearth.protocol.ReplySeal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/// Asks devices to come less often while there are more of them than a coordinator serves calmly
/// (pace steering): the more requests, the later. What they have to deliver they bring at any time.
/// Safe for use by many threads.
final class Pacing {
    /// Reply header: seconds that the device may well let pass before it comes without need.
    static final String HEADER = ReplySeal.NEXT_CONTACT;

    /// What an agent does on its own, about.
    private static final Duration USUAL = Duration.ofSeconds(30);

    private static final long WINDOW = TimeUnit.SECONDS.toNanos(5);

    private final double calm;
    private final Duration longest;
    private final LongSupplier nanos;
    private final DoubleSupplier random;
    private final AtomicInteger underway = new AtomicInteger();
    private final AtomicLong begun;
    private final AtomicInteger counted = new AtomicInteger();
    private volatile double perSecond;

    /// @param calm requests a second
    /// @param longest that anybody is asked to stay away, such that leases do not expire
    /// @param random 0…1, so that those who were asked do not all come back at once
    Pacing(double calm, Duration longest, LongSupplier nanos, DoubleSupplier random) {
        this.calm = calm;
        this.longest = longest;
        this.nanos = nanos;
        this.random = random;
        this.begun = new AtomicLong(nanos.getAsLong());
    }

    /// A request begins.
    ///
    /// @return how many are being answered now, with this one
    int begin() {
        counted.incrementAndGet();
        long from = begun.get();
        long past = nanos.getAsLong() - from;
        if (past > WINDOW && begun.compareAndSet(from, from + past)) {
            perSecond = counted.getAndSet(0) * (double) TimeUnit.SECONDS.toNanos(1) / past;
        }
        return underway.incrementAndGet();
    }

    void end() {
        underway.decrementAndGet();
    }

    /// Requests a second over the last seconds.
    double perSecond() {
        return perSecond;
    }

    /// @return empty while nobody needs to come less often
    Optional<Duration> nextContact() {
        double excess = perSecond / calm;
        if (excess <= 1) {
            return Optional.empty();
        }
        double seconds = Math.min(USUAL.toSeconds() * excess, (double) longest.toSeconds());
        return Optional.of(
                Duration.ofSeconds(Math.round(seconds * (0.75 + random.getAsDouble() / 4))));
    }
}
