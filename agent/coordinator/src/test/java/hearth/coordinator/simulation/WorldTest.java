package hearth.coordinator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.simulation.WorldSetting.Book;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.stream.LongStream;

@Tag("trial")
@Execution(ExecutionMode.CONCURRENT)
final class WorldTest {
    private static final int NIGHTLY = 1000;
    private static final int GATE = 2;

    static LongStream seeds() {
        return LongStream.range(0, Boolean.getBoolean("hearth.nightly") ? NIGHTLY : GATE);
    }

    private static WorldReport run(WorldSetting setting) {
        try (var world = new World(setting)) {
            return world.run(_ -> {});
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void losesNothingAndPaysNothingTwiceWhateverHappens(long seed) {
        var report = run(new WorldSetting(40, 0.4, seed, 0.2, Book.SQL));
        assertThat(report.firstViolations()).isEmpty();
        assertThat(report.isSound()).as(report.toString()).isTrue();
        assertThat(report.accepted()).as(report.toString()).isPositive();
        assertThat(report.hostileRefused()).as(report.toString()).isPositive();
    }

    @Test
    void keepsTheBookOfManyWorkersWithoutAFault() {
        var report = run(new WorldSetting(3_000, 0.5, 3, 0.1, Book.COMPACT));
        assertThat(report.firstViolations()).isEmpty();
        assertThat(report.isSound()).as(report.toString()).isTrue();
        assertThat(report.book()).isEqualTo("compact");
        assertThat(report.checks()).isEqualTo(13);
        assertThat(report.rounds()).as(report.toString()).isPositive();
        assertThat(report.hostileRefused()).as(report.toString()).isPositive();
        assertThat(report.hostilePayShare()).as(report.toString()).isLessThan(0.01);
    }

    @ParameterizedTest
    @EnumSource
    void isTheSameForTheSameSeed(Book book) {
        var setting = new WorldSetting(24, 0.25, 7, 0.25, book);
        var one = run(setting);
        var other = run(setting);
        assertThat(other)
                .usingRecursiveComparison()
                .ignoringFields(
                        "wallSeconds",
                        "cpuSeconds",
                        "leasesPerSecond",
                        "leasesPerCpuSecond",
                        "heapMb")
                .isEqualTo(one);
        assertThat(one.leases()).isPositive();
    }
}
