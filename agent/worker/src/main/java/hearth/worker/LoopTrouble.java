package hearth.worker;

import hearth.worker.AgentSnapshot.Reason;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// What stands between the agent's loop and its own home, such as a full disk: the loop says so and
/// tries again after a pause that grows. Belongs to the agent's thread.
final class LoopTrouble {
    private static final System.Logger LOG = System.getLogger("hearth.worker");
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private final Faults faults;
    private final Backoff backoff;
    private final Clock clock;
    private final RandomGenerator jitter;
    private final Consumer<Reason> onNew;
    private int failures;
    private Optional<Reason> reason = Optional.empty();
    private Instant until = Instant.MIN;
    private @Nullable Reason logged;
    private Instant nextLine = Instant.MIN;

    LoopTrouble(Faults faults, AgentPace pace, AgentPorts ports, Consumer<Reason> onNew) {
        this.faults = faults;
        this.backoff = new Backoff(pace.firstPause(), pace.longestPause());
        this.clock = ports.clock();
        this.jitter = ports.jitter();
        this.onNew = onNew;
    }

    /// @return the failure in words
    Reason met(Throwable failure) {
        var now = clock.instant();
        var found = faults.reason(failure);
        if (!reason.equals(Optional.of(found))) {
            onNew.accept(found);
        }
        reason = Optional.of(found);
        until = now.plus(backoff.pause(failures, jitter.nextDouble()));
        failures++;
        if (!found.equals(logged) || !now.isBefore(nextLine)) {
            LOG.log(System.Logger.Level.WARNING, "the agent met " + found.id(), failure);
            logged = found;
            nextLine = now.plus(BETWEEN_LINES);
        }
        return found;
    }

    /// All that was tried has worked again.
    void mended() {
        failures = 0;
        reason = Optional.empty();
        until = Instant.MIN;
    }

    /// The next attempt is due now.
    void hurry() {
        until = Instant.MIN;
        nextLine = Instant.MIN;
    }

    /// Whether it is too early to try again.
    boolean isPausing() {
        return clock.instant().isBefore(until);
    }

    /// When to try again; in the past without trouble.
    Instant until() {
        return until;
    }

    /// Absent without trouble.
    Optional<Reason> reason() {
        return reason;
    }
}
