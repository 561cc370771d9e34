package hearth.coordinator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.simulation.WorldSetting.Book;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// A thousand worlds of two hundred workers in which everything fails: most of them short, one in
/// twenty long enough for payments, canaries and slashes. `-Dhearth.world=N` runs one alone, as
/// does the command that a failure names.
@Tag("trial")
@Execution(ExecutionMode.CONCURRENT)
final class RoughWorldsTest {
    private static final int SEEDS = 1000;
    private static final int NIGHTLY = 10 * SEEDS;
    private static final int BLOCKS = 8;
    private static final int WORKERS = 200;
    private static final double HOSTILE = 0.2;
    private static final int LONG_ONE_IN = 20;
    private static final double SHORT = 0.018;
    private static final double LONG = 0.08;

    /// What must have happened in a thousand worlds, and how often at least: far less than it did
    /// when this was written.
    private static final Map<String, Integer> LEAST =
            Map.ofEntries(
                    Map.entry("audit CANARY DONE", 10),
                    Map.entry("audit CHECK DONE", 2_000),
                    Map.entry("epoch FINAL", 100),
                    Map.entry("job CANCELLED", 10),
                    Map.entry("job DONE", 50),
                    Map.entry("lease AUDIT EXPIRED", 100),
                    Map.entry("lease AUDIT REVEALED", 1_000),
                    Map.entry("lease TRAIN EXPIRED", 1_000),
                    Map.entry("lease TRAIN REVEALED", 10_000),
                    Map.entry("lease TRAIN REVOKED", 100),
                    Map.entry("loss MEASURED", 5_000),
                    Map.entry("part FINAL_OK", 20),
                    Map.entry("pay HELD", 1_000),
                    Map.entry("pay RELEASED", 1_000),
                    Map.entry("pay SLASHED", 10),
                    Map.entry("refused against-the-others", 100),
                    Map.entry("refused duplicate", 10),
                    Map.entry("refused norm-too-large", 100),
                    Map.entry("refused norm-too-small", 100),
                    Map.entry("refused not-this-data", 100),
                    Map.entry("refused other-work", 100),
                    Map.entry("repeated here", 1_000),
                    Map.entry("result TRAIN LATE", 20),
                    Map.entry("round PUBLISHED", 1_000));

    private static final int LEAST_OF_A_FAULT = 50;

    private static final Grounds GROUNDS = new Grounds();
    private static final ThreadLocal<Boolean> IS_WORLD = ThreadLocal.withInitial(() -> false);
    private static final Map<Handler, Filter> FILTERS = new HashMap<>();
    private static final List<WorldReport> REPORTS = new ArrayList<>();

    /// Thousands of failures are what is wanted here; nobody reads about each.
    @BeforeAll
    static void hush() {
        for (var handler : LogManager.getLogManager().getLogger("").getHandlers()) {
            FILTERS.put(handler, handler.getFilter());
            handler.setFilter(_ -> !IS_WORLD.get());
        }
    }

    static IntStream blocks() {
        return IntStream.range(0, Long.getLong("hearth.world") == null ? BLOCKS : 1);
    }

    private static LongStream seeds(int block) {
        var one = Long.getLong("hearth.world");
        int all = Boolean.getBoolean("hearth.nightly") ? NIGHTLY : SEEDS;
        return one == null
                ? LongStream.range(0, all).filter(seed -> seed % BLOCKS == block)
                : LongStream.of(one);
    }

    private static WorldSetting setting(long seed) {
        double days = seed / BLOCKS % LONG_ONE_IN == 0 ? LONG : SHORT;
        return new WorldSetting(WORKERS, days, seed, HOSTILE, Book.SQL, true);
    }

    private static String command(WorldSetting setting) {
        return String.format(
                Locale.ROOT,
                "hearth sim --rough --workers %d --days %s --hostile %s --seed %d",
                setting.workers(),
                setting.days(),
                setting.hostile(),
                setting.seed());
    }

    private static WorldReport run(WorldSetting setting, Grounds grounds) {
        IS_WORLD.set(true);
        try (var world = new World(setting, grounds)) {
            return world.run(_ -> {});
        } finally {
            IS_WORLD.set(false);
        }
    }

    @ParameterizedTest(name = "seeds of block {0}")
    @MethodSource("blocks")
    void loseNothingAndPayNothingTwiceWhateverFails(int block) {
        var failures = new ArrayList<String>();
        seeds(block)
                .mapToObj(RoughWorldsTest::setting)
                .forEach(
                        setting -> {
                            try {
                                var report = run(setting, GROUNDS);
                                synchronized (REPORTS) {
                                    REPORTS.add(report);
                                }
                                if (!report.isSound()) {
                                    failures.add(command(setting) + ": " + report);
                                }
                            } catch (RuntimeException | Error e) {
                                failures.add(
                                        command(setting)
                                                + ": "
                                                + e
                                                + " "
                                                + Arrays.toString(e.getStackTrace()));
                            }
                        });
        assertThat(failures).isEmpty();
    }

    /// Of all worlds together, so that none passes in which nothing happened.
    @AfterAll
    static void everythingHappenedOften() {
        FILTERS.forEach(Handler::setFilter);
        if (REPORTS.size() < SEEDS) {
            return;
        }
        var faults = new TreeMap<String, Long>();
        var outcomes = new TreeMap<String, Long>();
        REPORTS.forEach(r -> r.faults().forEach((what, n) -> faults.merge(what, n, Long::sum)));
        REPORTS.forEach(r -> r.outcomes().forEach((what, n) -> outcomes.merge(what, n, Long::sum)));
        long leases = REPORTS.stream().mapToLong(WorldReport::leases).sum();
        long results = REPORTS.stream().mapToLong(WorldReport::results).sum();
        long punished = REPORTS.stream().mapToLong(WorldReport::honestPunished).sum();
        System.getLogger(RoughWorldsTest.class.getName())
                .log(
                        System.Logger.Level.INFO,
                        "{0} worlds, {1} leases, {2} honest results punished; {3}; {4}",
                        REPORTS.size(),
                        leases,
                        punished,
                        faults,
                        outcomes);
        assertThat(faults).hasSize(Fault.values().length);
        assertThat(faults)
                .allSatisfy((what, n) -> assertThat(n).as(what).isGreaterThan(LEAST_OF_A_FAULT));
        LEAST.forEach(
                (what, least) ->
                        assertThat(outcomes.getOrDefault(what, 0L))
                                .as(what)
                                .isGreaterThanOrEqualTo(least));
        assertThat(punished).isLessThan(results / 500);
        assertThat(REPORTS.stream().flatMap(r -> r.honestPunishedFor().keySet().stream()))
                .as("on the word of others, or the coordinator's")
                .doesNotContain("other-work", "slashed");
    }

    @Test
    void areTheSameForTheSameSeed() {
        var setting = new WorldSetting(40, 0.03, 7, 0.25, Book.SQL, true);
        var one = run(setting, GROUNDS);
        var other = run(setting, new Grounds());
        assertThat(other)
                .usingRecursiveComparison()
                .ignoringFields(
                        "wallSeconds",
                        "cpuSeconds",
                        "leasesPerSecond",
                        "leasesPerCpuSecond",
                        "heapMb")
                .isEqualTo(one);
        assertThat(one.faults().get("crash")).isPositive();
    }
}
