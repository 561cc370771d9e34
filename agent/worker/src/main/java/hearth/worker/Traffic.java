package hearth.worker;

import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;

/// Bytes that content and updates cost on the line, by day of the local calendar. Durable: written
/// down every few megabytes and at the end of each transfer. Safe to call from any thread.
final class Traffic {
    private static final long FLUSH = 4L << 20;

    private final JournalFile file;
    private final Clock clock;
    private long down;
    private long up;

    /// @param down,up bytes
    record Sum(long down, long up) {
        long both() {
            return down + up;
        }
    }

    Traffic(JournalFile file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    synchronized void downloaded(long bytes) {
        down += bytes;
        if (down >= FLUSH) {
            flush();
        }
    }

    synchronized void uploaded(long bytes) {
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
                    s.setLong(1, today().toEpochDay());
                    s.setLong(2, down);
                    s.setLong(3, up);
                });
        down = 0;
        up = 0;
    }

    Sum since(boolean monthBegan) {
        flush();
        var from = monthBegan ? today().with(TemporalAdjusters.firstDayOfMonth()) : today();
        return file.rows(
                        "SELECT COALESCE(SUM(down), 0), COALESCE(SUM(up), 0) FROM traffic"
                                + " WHERE day >= ?",
                        s -> s.setLong(1, from.toEpochDay()),
                        r -> new Sum(r.getLong(1), r.getLong(2)))
                .getFirst();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), clock.getZone());
    }
}
