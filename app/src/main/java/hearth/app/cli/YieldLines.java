package hearth.app.cli;

import hearth.worker.AgentSnapshot.Spread;
import hearth.worker.AgentSnapshot.Yields;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// How fast the machine was given back, for the command line.
final class YieldLines {
    private static final double MILLIS = 1000;

    private YieldLines() {}

    /// Of the last thirty days; times are absent where there was none.
    ///
    /// @param count how often the machine was needed while the trainer worked
    /// @param killed how often the trainer had to be ended
    record Figures(
            long count,
            long killed,
            Optional<Long> p50Ms,
            Optional<Long> p95Ms,
            Optional<Long> worstMs,
            Optional<Long> memoryP50Ms,
            Optional<Long> memoryP95Ms,
            Optional<Long> memoryWorstMs) {}

    static Figures figures(Yields yields) {
        return new Figures(
                yields.count(),
                yields.killed(),
                millis(yields.untilStill(), Spread::median),
                millis(yields.untilStill(), Spread::p95),
                millis(yields.untilStill(), Spread::worst),
                millis(yields.untilFree(), Spread::median),
                millis(yields.untilFree(), Spread::p95),
                millis(yields.untilFree(), Spread::worst));
    }

    private static Optional<Long> millis(
            Optional<Spread> spread, Function<Spread, Duration> which) {
        return spread.map(which).map(Duration::toMillis);
    }

    static String text(Yields yields) {
        return yields.untilStill()
                .flatMap(
                        still ->
                                yields.untilFree()
                                        .map(
                                                free ->
                                                        String.format(
                                                                Locale.ROOT,
                                                                "your computer was given back %d"
                                                                        + " times in 30 days, 95"
                                                                        + " of 100 times within"
                                                                        + " %.2f s, its memory"
                                                                        + " within %.2f s",
                                                                yields.count(),
                                                                still.p95().toMillis() / MILLIS,
                                                                free.p95().toMillis() / MILLIS)))
                .orElse("your computer was not needed in 30 days while the trainer worked");
    }
}
