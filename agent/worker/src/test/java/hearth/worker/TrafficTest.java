package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.worker.AgentSnapshot.Reason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

class TrafficTest {
    @TempDir private Path home;

    private AgentRecords at(String time) {
        return AgentRecords.open(
                home.resolve("journal.db"), Clock.fixed(Instant.parse(time), ZoneOffset.UTC));
    }

    private Optional<Reason> exceeds(AgentRecords records, long bytes) {
        return new Allowance(records.settings(), records.traffic(), home).exceeds(bytes, 0);
    }

    @Test
    void countsByDayAndMonthAlsoOverARestart() {
        try (var records = at("2026-11-20T10:00:00Z")) {
            records.traffic().downloaded(70);
            records.traffic().uploaded(30);
        }
        try (var records = at("2026-11-21T10:00:00Z")) {
            records.traffic().downloaded(5);

            assertThat(records.traffic().since(false)).isEqualTo(new Traffic.Sum(5, 0));
            assertThat(records.traffic().since(true)).isEqualTo(new Traffic.Sum(75, 30));
        }
        try (var records = at("2026-12-01T00:00:00Z")) {
            assertThat(records.traffic().since(true)).isEqualTo(new Traffic.Sum(0, 0));
        }
    }

    @Test
    void whatWasCountedUnderAClockThatRanAheadIsNotOfTodayOrOfThisMonth() {
        try (var records = at("2027-03-01T10:00:00Z")) {
            records.traffic().downloaded(70);
        }
        try (var records = at("2026-11-20T10:00:00Z")) {
            records.traffic().downloaded(5);

            assertThat(records.traffic().since(false)).isEqualTo(new Traffic.Sum(5, 0));
            assertThat(records.traffic().since(true)).isEqualTo(new Traffic.Sum(5, 0));
        }
    }

    /// Killed at any byte: another process reads what the journal says then.
    @Test
    void aCrashForgetsNothing() {
        int piece = 48 << 10;
        try (var records = at("2026-11-20T10:00:00Z")) {
            records.file().write("CREATE TABLE written (n INTEGER)", s -> {});
            for (var when : List.of("INSERT", "UPDATE")) {
                records.file()
                        .write(
                                "CREATE TRIGGER on_"
                                        + when
                                        + " AFTER "
                                        + when
                                        + " ON traffic BEGIN INSERT INTO written VALUES (1); END",
                                s -> {});
            }
            records.traffic().expect();
            for (long down = 0; down < 4L << 20; down += piece) {
                var afterACrash = afterACrash();
                assertThat(afterACrash.down())
                        .isBetween(down + Traffic.LEAST, down + Traffic.AHEAD + Traffic.LEAST);
                assertThat(afterACrash.up())
                        .isBetween(
                                down / 3 + Traffic.LEAST, down / 3 + Traffic.AHEAD + Traffic.LEAST);
                records.traffic().downloaded(piece);
                records.traffic().uploaded(piece / 3);
            }
            long written =
                    records.file()
                            .rows("SELECT COUNT(*) FROM written", s -> {}, r -> r.getLong(1))
                            .getFirst();
            assertThat(written).as("for each mebibyte one").isLessThanOrEqualTo(1 + 4 + 2);
        }
    }

    private Traffic.Sum afterACrash() {
        var clock = Clock.fixed(Instant.parse("2026-11-20T10:00:00Z"), ZoneOffset.UTC);
        try (var file = JournalFile.open(home.resolve("journal.db"), clock)) {
            return new Traffic(file, clock).since(false);
        }
    }

    @Test
    void whatWasWrittenAheadIsTakenBackAtTheEndOfADayAndOfTheAgent() {
        var time = new AtomicReference<>(Instant.parse("2026-11-20T23:59:00Z"));
        var clock =
                new Clock() {
                    @Override
                    public ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return Objects.requireNonNull(time.get());
                    }
                };
        try (var records = AgentRecords.open(home.resolve("journal.db"), clock)) {
            records.traffic().downloaded(70);
            time.set(Instant.parse("2026-11-21T00:01:00Z"));
            records.traffic().uploaded(30);
            assertThat(records.traffic().since(false)).isEqualTo(new Traffic.Sum(0, 30));
            assertThat(records.traffic().since(true)).isEqualTo(new Traffic.Sum(70, 30));
        }
        try (var records = AgentRecords.open(home.resolve("journal.db"), clock)) {
            assertThat(records.traffic().since(true)).isEqualTo(new Traffic.Sum(70, 30));
        }
    }

    @Test
    void saysWhichLimitWouldBeBroken() {
        try (var records = at("2026-11-20T10:00:00Z")) {
            records.traffic().downloaded(60L << 20);
        }
        try (var records = at("2026-11-21T10:00:00Z")) {
            records.traffic().uploaded(30L << 20);
            records.settings()
                    .limit(
                            new TransferLimits(
                                    Optional.of(50L << 20), Optional.of(100L << 20), 1L << 30, 0));

            assertThat(exceeds(records, 10L << 20)).isEmpty();
            assertThat(exceeds(records, 11L << 20)).contains(new Reason("data-cap-month", "100"));
            assertThat(exceeds(records, 21L << 20)).contains(new Reason("data-cap-day", "50"));
        }
    }

    @Test
    void leavesTheDiskToOthers() {
        try (var records = at("2026-11-21T10:00:00Z")) {
            var allowance = new Allowance(records.settings(), records.traffic(), home);
            assertThat(records.settings().limits()).isEqualTo(TransferLimits.standard());
            records.settings()
                    .limit(
                            new TransferLimits(
                                    Optional.empty(), Optional.empty(), 3L << 30, 1L << 62));
            assertThat(allowance.exceeds(0, 1)).map(Reason::id).contains("disk-low");
            assertThat(allowance.exceeds(0, 4L << 30)).contains(new Reason("disk-cap", "3"));
        }
    }

    @Test
    void aDiskThatWasTooFullMustHaveATenthMoreBeforeItIsUsedAgain() {
        try (var records = at("2026-11-20T10:00:00Z")) {
            long gib = 1L << 30;
            records.settings()
                    .limit(
                            new TransferLimits(
                                    Optional.empty(), Optional.empty(), 10 * gib, 10 * gib));
            var free = new AtomicLong(10 * gib + 1);
            var allowance = new Allowance(records.settings(), records.traffic(), free::get);
            assertThat(allowance.spent()).isEmpty();

            free.set(10 * gib - 1);
            assertThat(allowance.spent()).contains(new Reason("disk-low", "9"));
            free.set(11 * gib - 1);
            assertThat(allowance.spent()).contains(new Reason("disk-low", "10"));
            assertThat(allowance.exceeds(0, 0)).isPresent();
            free.set(11 * gib + 1);
            assertThat(allowance.spent()).isEmpty();
            free.set(10 * gib + 1);
            assertThat(allowance.spent()).isEmpty();
        }
    }
}
