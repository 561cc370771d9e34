package hearth.coordinator;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// A bucket of tokens for each sender, filled at a steady rate; every request takes one. A bucket
/// is kept as the time at which it will be full again (the generic cell rate algorithm, ITU-T
/// I.371), so a silent sender costs nothing. Safe for use by many threads.
final class TokenBuckets<K> {
    private final ConcurrentHashMap<K, Long> fullAt = new ConcurrentHashMap<>();
    private final long interval;
    private final long depth;
    private final int most;
    private final LongSupplier nanos;
    private final K others;

    /// @param others key of the one bucket that all share who come while `most` are active; memory
    /// stays bounded however many senders there are
    /// @param nanos a clock that never goes back, such as `System::nanoTime`
    TokenBuckets(TrafficLimits.Rate rate, int most, K others, LongSupplier nanos) {
        this.interval = Math.max(1, Math.round(TimeUnit.SECONDS.toNanos(1) / rate.perSecond()));
        this.depth = Math.multiplyExact(interval, (long) rate.burst());
        this.most = most;
        this.others = others;
        this.nanos = nanos;
    }

    /// @return empty if the request may go on, else after how long the next one may
    Optional<Duration> take(K sender) {
        long now = nanos.getAsLong();
        if (fullAt.size() >= most) {
            fullAt.values().removeIf(full -> full - now <= 0);
        }
        boolean crowded = fullAt.size() >= most && !fullAt.containsKey(sender);
        long[] wait = {0};
        var _ =
                fullAt.compute(
                        crowded ? others : sender,
                        (_, known) -> {
                            long full = known == null || known - now < 0 ? now : known;
                            long over = full + interval - now - depth;
                            wait[0] = over;
                            return over > 0 ? full : full + interval;
                        });
        return wait[0] > 0 ? Optional.of(Duration.ofNanos(wait[0])) : Optional.empty();
    }

    int size() {
        return fullAt.size();
    }
}
