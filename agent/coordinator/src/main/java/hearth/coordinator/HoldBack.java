package hearth.coordinator;

import java.time.Duration;
import java.time.Instant;

/// Layer L6: for how long accepted pay is held back.
public final class HoldBack {
    /// After which an entry is due even if its device sent no more: who leaves is paid in the end,
    /// and so gains nothing by sending what pushes the last entries out.
    public static final Duration LONGEST = Duration.ofDays(90);

    /// Turns of the settlement that may fail before a root is on the chain.
    private static final int SWEEPS = 10;

    private HoldBack() {}

    /// Whether an entry is released now.
    ///
    /// @param since when it was booked
    /// @param newer entries of the same device for later results
    public static boolean isOver(Instant since, long newer, Policy policy, Instant now) {
        return !since.isAfter(youngest(policy, now))
                && (newer >= policy.holdBackCount() || since.isBefore(now.minus(LONGEST)));
    }

    /// When an entry is due if its device sends no more, at the latest.
    ///
    /// @param since when it was booked; the newest of its device
    static Instant latest(Instant since, Policy policy) {
        boolean waits = policy.holdBackCount() > 0 && policy.holdBack().compareTo(LONGEST) < 0;
        return since.plus(waits ? LONGEST : policy.holdBack());
    }

    /// How long before the end of a job's budget its pay is held back no more: an epoch's interval
    /// and two windows in which no root is taken, so that one that the chain kept waiting does no
    /// harm.
    ///
    /// @param window between a root and its first claim
    public static Duration settling(Policy policy, Duration window) {
        return window.multipliedBy(2)
                .plus(policy.epochInterval())
                .plus(policy.sweep().multipliedBy(SWEEPS));
    }

    /// What was booked later is not due, however many came after it.
    public static Instant youngest(Policy policy, Instant now) {
        return now.minus(policy.holdBack());
    }
}
