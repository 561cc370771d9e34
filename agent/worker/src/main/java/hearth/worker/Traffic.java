package hearth.worker;

import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;

/// Bytes that content, updates, requests and replies cost on the line, by day of the local
/// calendar. The journal is always ahead of what was counted, so that a crash forgets nothing and
/// counts at most [#AHEAD] and [#LEAST] too many in each direction. Safe to call from any thread.
final class Traffic implements LineCount {
    private static final System.Logger LOG = System.getLogger("hearth.worker");

    /// So many are written down at a time, beyond what is counted.
    static final long AHEAD = 1L << 20;

    /// So many are always written down and not counted yet: what is on its way through this
    /// computer.
    static final long LEAST = 1L << 18;

    /// Of what the disk does not take, so many are in memory before nothing more may be counted.
    private static final long MOST_UNWRITTEN = 4L << 20;

    private final JournalFile file;
    private final Clock clock;

    /// What the journal says of this day and was not used; below zero where it did not take it.
    private long aheadDown;

    private long aheadUp;
    private LocalDate day;
    private int restorations;

    /// @param down,up bytes
    record Sum(long down, long up) {
        long both() {
            return down + up;
        }
    }

    Traffic(JournalFile file, Clock clock) {
        this.file = file;
        this.clock = clock;
        this.day = today();
        this.restorations = file.restorations();
    }

    @Override
    public void expect() {
        moved(0, 0);
    }

    /// @throws AgentException if the journal takes nothing and much is not in it
    @Override
    public void downloaded(long bytes) {
        moved(bytes, 0);
    }

    /// @throws AgentException if the journal takes nothing and much is not in it
    @Override
    public void uploaded(long bytes) {
        moved(0, bytes);
    }

    private synchronized void moved(long down, long up) {
        if (file.restorations() != restorations) {
            // The copy knows nothing of what was written ahead.
            restorations = file.restorations();
            aheadDown = 0;
            aheadUp = 0;
        }
        var today = today();
        if (!today.equals(day)) {
            flush();
            day = today;
        }
        aheadDown -= down;
        aheadUp -= up;
        try {
            write(missing(aheadDown), missing(aheadUp));
        } catch (AgentException notTaken) {
            if (Math.min(aheadDown, aheadUp) < -MOST_UNWRITTEN) {
                throw notTaken;
            }
            LOG.log(Level.DEBUG, "bytes on the line are in memory only", notTaken);
        }
    }

    private static long missing(long ahead) {
        return ahead < LEAST ? AHEAD + LEAST - ahead : 0;
    }

    private void write(long moreDown, long moreUp) {
        if (moreDown == 0 && moreUp == 0) {
            return;
        }
        file.write(
                """
                INSERT INTO traffic (day, down, up) VALUES (?, ?, ?)
                ON CONFLICT (day) DO UPDATE SET
                    down = MAX(0, down + excluded.down), up = MAX(0, up + excluded.up)""",
                s -> {
                    s.setLong(1, day.toEpochDay());
                    s.setLong(2, moreDown);
                    s.setLong(3, moreUp);
                });
        aheadDown += moreDown;
        aheadUp += moreUp;
    }

    /// The journal says what was used, no more.
    synchronized void flush() {
        write(-aheadDown, -aheadUp);
    }

    /// Writes nothing: it is asked for with each decision. What a clock that ran ahead wrote on a
    /// later day counts then, not on every day until then.
    synchronized Sum since(boolean monthBegan) {
        var until = today();
        var from = monthBegan ? until.with(TemporalAdjusters.firstDayOfMonth()) : until;
        boolean isOfIt = !day.isBefore(from) && !day.isAfter(until);
        return file.rows(
                        "SELECT COALESCE(SUM(down), 0), COALESCE(SUM(up), 0) FROM traffic"
                                + " WHERE day BETWEEN ? AND ?",
                        s -> {
                            s.setLong(1, from.toEpochDay());
                            s.setLong(2, until.toEpochDay());
                        },
                        r ->
                                new Sum(
                                        r.getLong(1) - (isOfIt ? aheadDown : 0),
                                        r.getLong(2) - (isOfIt ? aheadUp : 0)))
                .getFirst();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), clock.getZone());
    }
}
