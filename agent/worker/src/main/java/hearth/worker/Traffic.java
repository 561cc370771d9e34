package hearth.worker;

import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;

/// Bytes that content, updates, requests and replies cost on the line, by day of the local
/// calendar. Durable: written down every few megabytes and at the end of each transfer. Safe to
/// call from any thread.
final class Traffic implements LineCount {
    private static final long FLUSH = 4L << 20;

    private final JournalFile file;
    private final Clock clock;

    /// Not written down yet, and of which day.
    private long down;

    private long up;
    private LocalDate day;

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
    }

    @Override
    public synchronized void downloaded(long bytes) {
        turnDay();
        down += bytes;
        if (down >= FLUSH) {
            flush();
        }
    }

    private void turnDay() {
        var today = today();
        if (!today.equals(day)) {
            flush();
            day = today;
        }
    }

    @Override
    public synchronized void uploaded(long bytes) {
        turnDay();
        up += bytes;
        if (up >= FLUSH) {
            flush();
        }
    }

    synchronized void flush() {
        if (down == 0 && up == 0) {
            return;
        }
        file.write(
                """
                INSERT INTO traffic (day, down, up) VALUES (?, ?, ?)
                ON CONFLICT (day) DO UPDATE SET
                    down = down + excluded.down, up = up + excluded.up""",
                s -> {
                    s.setLong(1, day.toEpochDay());
                    s.setLong(2, down);
                    s.setLong(3, up);
                });
        down = 0;
        up = 0;
    }

    /// Writes nothing: it is asked for with each decision.
    synchronized Sum since(boolean monthBegan) {
        var from = monthBegan ? today().with(TemporalAdjusters.firstDayOfMonth()) : today();
        boolean isOfIt = !day.isBefore(from);
        return file.rows(
                        "SELECT COALESCE(SUM(down), 0), COALESCE(SUM(up), 0) FROM traffic"
                                + " WHERE day >= ?",
                        s -> s.setLong(1, from.toEpochDay()),
                        r ->
                                new Sum(
                                        r.getLong(1) + (isOfIt ? down : 0),
                                        r.getLong(2) + (isOfIt ? up : 0)))
                .getFirst();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), clock.getZone());
    }
}
