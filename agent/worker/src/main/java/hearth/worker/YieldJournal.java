package hearth.worker;

import hearth.worker.AgentSnapshot.Spread;
import hearth.worker.AgentSnapshot.Yields;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// How fast the machine was given back, each time; the newest 2,000 times are kept. Durable as soon
/// as [#add] has returned.
final class YieldJournal {
    private static final int KEPT = 2000;
    private static final Duration SHOWN = Duration.ofDays(30);

    private final JournalFile file;
    private final int kept;

    YieldJournal(JournalFile file) {
        this(file, KEPT);
    }

    /// @param kept how many of the newest
    YieldJournal(JournalFile file, int kept) {
        this.file = file;
        this.kept = kept;
    }

    void add(Yield taken) {
        file.transact(
                () -> {
                    file.change(
                            """
                            INSERT INTO yield (at_ms, cause, still_ms, free_ms, killed)
                                VALUES (?, ?, ?, ?, ?)""",
                            s -> {
                                s.setLong(1, taken.at().toEpochMilli());
                                s.setString(2, taken.cause());
                                s.setLong(3, taken.untilStill().toMillis());
                                s.setLong(4, taken.untilFree().toMillis());
                                s.setBoolean(5, taken.killed());
                            });
                    return file.change(
                            "DELETE FROM yield WHERE number <= (SELECT max(number) FROM yield) - ?",
                            s -> s.setInt(1, kept));
                });
    }

    /// Of the last thirty days.
    Yields summary(Instant now) {
        var all = since(now.minus(SHOWN));
        return new Yields(
                all.size(),
                all.stream().filter(Yield::killed).count(),
                spread(all, Yield::untilStill),
                spread(all, Yield::untilFree),
                all.isEmpty() ? Optional.empty() : Optional.of(all.getLast()));
    }

    /// Oldest first.
    List<Yield> since(Instant from) {
        return file.rows(
                """
                SELECT at_ms, cause, still_ms, free_ms, killed FROM yield
                    WHERE at_ms >= ? ORDER BY number""",
                s -> s.setLong(1, from.toEpochMilli()),
                r ->
                        new Yield(
                                Instant.ofEpochMilli(r.getLong(1)),
                                r.getString(2),
                                Duration.ofMillis(r.getLong(3)),
                                Duration.ofMillis(r.getLong(4)),
                                r.getBoolean(5)));
    }

    private static Optional<Spread> spread(List<Yield> yields, Function<Yield, Duration> what) {
        return Spread.of(yields.stream().map(what).toList());
    }
}
