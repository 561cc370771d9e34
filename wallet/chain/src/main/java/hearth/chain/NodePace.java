package hearth.chain;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// How often one node may be asked: a bucket of calls that fills with time, and a rest for as long
/// as the node itself asked for one, within bounds. Safe for use by several threads.
final class NodePace {
    /// More than a screen with everything on it asks at once.
    private static final int BUCKET = 400;

    private static final int CALLS_A_SECOND = 100;

    /// Of a node that is busy and does not say for how long.
    private static final Duration SHORT_REST = Duration.ofSeconds(1);

    /// Nobody keeps us away for longer by a header.
    private static final Duration LONGEST_REST = Duration.ofSeconds(60);

    private final InstantSource clock;
    private final boolean isCounted;
    private double calls = BUCKET;
    private Instant filled;
    private Instant restsUntil = Instant.MIN;

    /// @param isCounted false for a node on this computer: it is nobody else's
    NodePace(InstantSource clock, boolean isCounted) {
        this.isCounted = isCounted;
        this.clock = clock;
        this.filled = clock.instant();
    }

    /// @return false if the node is not to be asked now
    synchronized boolean take() {
        var now = clock.instant();
        var since = Duration.between(filled, now);
        if (!since.isNegative()) {
            calls = Math.min(BUCKET, calls + since.toMillis() * CALLS_A_SECOND / 1000.0);
        }
        filled = now;
        if (now.isBefore(restsUntil) || (isCounted && calls < 1)) {
            return false;
        }
        calls--;
        return true;
    }

    /// @param retryAfter what the node's header says: seconds; anything else is not understood
    synchronized void rest(String retryAfter) {
        var rest = SHORT_REST;
        if (retryAfter.matches("[0-9]{1,9}")) {
            var asked = Duration.ofSeconds(Long.parseLong(retryAfter));
            rest = asked.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : asked;
        }
        restsUntil = clock.instant().plus(rest);
    }
}
