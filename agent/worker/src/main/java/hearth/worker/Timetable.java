package hearth.worker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/// When the agent next does what it repeats, and whether the computer's clock was set back: what
/// was to be done at a time by the clock before would otherwise wait for hours that nobody meant. A
/// clock that is set forward, as after a sleep, only makes things due early. Belongs to one thread.
final class Timetable {
    private static final Duration BETWEEN_STEPS = Duration.ofMillis(250);
    private static final int SELDOM = 10;

    /// Below this it is the slow correction of a clock that runs fast.
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private final AgentPace pace;
    private final UnaryOperator<Duration> unhurried;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private Instant nextRefresh;
    private Instant nextBeat;
    private Instant nextStep;
    private Instant last;
    private long lastNanos;
    private boolean wasWatched;

    /// @param unhurried a usual pause, or the longer one that the coordinator asks for
    /// @param nanos a clock that nobody sets, such as `System::nanoTime`
    Timetable(
            AgentPace pace,
            UnaryOperator<Duration> unhurried,
            InstantSource clock,
            LongSupplier nanos) {
        this.pace = pace;
        this.unhurried = unhurried;
        this.clock = clock;
        this.nanos = nanos;
        this.last = clock.instant();
        this.lastNanos = nanos.getAsLong();
        this.nextRefresh = last;
        this.nextBeat = last;
        this.nextStep = last;
    }

    /// Whether the clock was set back since this was last asked; then everything is due.
    boolean wasSetBack() {
        var now = clock.instant();
        long nowNanos = nanos.getAsLong();
        var expected = last.plusNanos(nowNanos - lastNanos);
        last = now;
        lastNanos = nowNanos;
        if (!now.isBefore(expected.minus(TOLERANCE))) {
            return false;
        }
        nextRefresh = now;
        nextBeat = now;
        nextStep = now;
        return true;
    }

    boolean beatIsDue(Instant now) {
        if (now.isBefore(nextBeat)) {
            return false;
        }
        nextBeat = now.plus(unhurried.apply(pace.heartbeat()));
        return true;
    }

    /// Seldom while nobody looks and the agent rests. Whoever begins to look is shown what is true
    /// now.
    ///
    /// @param isWatched whether somebody looks
    /// @param rests whether nothing is shared, or may run
    boolean refreshIsDue(Instant now, boolean isWatched, BooleanSupplier rests) {
        if (isWatched && !wasWatched) {
            refreshSoon(now);
        }
        wasWatched = isWatched;
        if (now.isBefore(nextRefresh)) {
            return false;
        }
        nextRefresh =
                now.plus(
                        !isWatched && rests.getAsBoolean()
                                ? pace.refresh().multipliedBy(SELDOM)
                                : unhurried.apply(pace.refresh()));
        return true;
    }

    /// Whether a step of a training is to be shown.
    boolean stepIsDue(Instant now) {
        if (now.isBefore(nextStep)) {
            return false;
        }
        nextStep = now.plus(BETWEEN_STEPS);
        return true;
    }

    /// There is something new to ask for.
    void refreshSoon(Instant now) {
        nextRefresh = now;
    }

    Instant next() {
        return nextRefresh.isBefore(nextBeat) ? nextRefresh : nextBeat;
    }
}
