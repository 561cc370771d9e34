package hearth.coordinator;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How often the coordinator tries to repeat a lease itself, and when: what fails for an engine
/// that does not start may well be done an hour later.
final class OwnAttempts {
    private static final int MOST = 5;

    /// Until the second one; each further one takes four times as long, 85 minutes in all.
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

    static final Duration LONGEST_PAUSE = Duration.ofMinutes(64);

    private OwnAttempts() {}

    /// @param failed how many did, this one among them
    /// @return from when on it is tried again, unless this was the last time
    static Optional<Instant> next(int failed, Instant now) {
        return failed < MOST
                ? Optional.of(now.plus(FIRST_PAUSE.multipliedBy(1L << (2 * (failed - 1)))))
                : Optional.empty();
    }
}
