package hearth.worker.policy;

import java.util.Locale;

/// Everything that can stand against working now, most important first. The id is stable: texts and
/// scripts rely on it.
public enum Cause {
    AGENT_STOPPING(Kind.OWNER),
    SUPERSEDED(Kind.OWNER),
    RULES_UNREADABLE(Kind.OWNER),
    AGENT_FAULT(Kind.OWNER),
    SHARING_OFF(Kind.OWNER),
    PAUSED(Kind.OWNER),
    SANDBOX_WEAK(Kind.OWNER),
    NO_PAYOUT(Kind.START),
    FINISHING(Kind.START),
    GOING_TO_SLEEP(Kind.MEASURED),
    IN_USE(Kind.MEASURED),
    IDLE_UNKNOWN(Kind.MEASURED),
    FULLSCREEN(Kind.MEASURED),
    FULLSCREEN_UNKNOWN(Kind.MEASURED),
    VIDEO_PLAYING(Kind.MEASURED),
    VIDEO_UNKNOWN(Kind.MEASURED),
    PROGRAM_RUNS(Kind.MEASURED),
    DO_NOT_DISTURB(Kind.CALENDAR),
    OUTSIDE_HOURS(Kind.CALENDAR),
    ON_BATTERY(Kind.MEASURED),
    AT_A_LOSS(Kind.MEASURED),
    CARD_FAILED(Kind.OWNER),
    CARD_THROTTLED(Kind.OWNER),
    CARD_OFF(Kind.OWNER),
    CARD_HOT(Kind.MEASURED),
    CARD_TEMPERATURE_UNKNOWN(Kind.MEASURED),
    CARD_LOUD(Kind.MEASURED),
    CARD_POWER(Kind.MEASURED),
    CARD_FULL(Kind.MEASURED),
    CARD_BUSY(Kind.MEASURED),
    CARD_MEMORY_TAKEN(Kind.MEASURED),
    CPU_HOT(Kind.MEASURED),
    CPU_BUSY(Kind.MEASURED),
    MEMORY_LOW(Kind.MEASURED),
    METERED(Kind.START),
    METERED_UNKNOWN(Kind.START),
    OUTSIDE_NETWORK_HOURS(Kind.START),
    DATA_CAP_DAY(Kind.START),
    DATA_CAP_MONTH(Kind.START),
    DISK_CAP(Kind.START),
    DISK_LOW(Kind.START);

    private final Kind kind;

    Cause(Kind kind) {
        this.kind = kind;
    }

    /// Where a cause comes from, which decides what it may stop and how fast it may go.
    public enum Kind {
        /// The owner's own word: acts at once, both ways.
        OWNER,
        /// The clock.
        CALENDAR,
        /// A sensor: acts at once, and goes only after it has been quiet for a while.
        MEASURED,
        /// Forbids the next lease, not the one in work: it needs no more of what is scarce.
        START
    }

    public Kind kind() {
        return kind;
    }

    /// Whether bytes cost money now, or may not pass: then also a download that has begun ends.
    public boolean isOfTheLine() {
        return switch (this) {
            case METERED, METERED_UNKNOWN, OUTSIDE_NETWORK_HOURS -> true;
            default -> false;
        };
    }

    /// Such as `in-use`.
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// @throws IllegalArgumentException if there is no such cause
    public static Cause of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
