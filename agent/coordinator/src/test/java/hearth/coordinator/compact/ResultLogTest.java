package hearth.coordinator.compact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.coordinator.Checking;
import hearth.coordinator.Policy;
import hearth.coordinator.aggregation.RepeatCheck;
import hearth.protocol.Manifest.RepeatLimits;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

final class ResultLogTest {
    private static final int HOUR = 3_600_000;
    private static final int HELD_FOR = 6 * HOUR;

    private final List<Long> moved = new ArrayList<>();
    private final ResultLog log = new ResultLog(extent());

    /// Pay is held for six hours and two newer results.
    private static Extent extent() {
        var p = Policy.network();
        var policy =
                new Policy(
                        p.leaseTime(),
                        p.longestLease(),
                        p.roundPatience(),
                        Duration.ofHours(6),
                        2,
                        p.epochInterval(),
                        p.sweep(),
                        p.provenAfter(),
                        p.provenLeases(),
                        p.ownerShare(),
                        Checking.network());
        var repeats = new RepeatCheck(RepeatLimits.usual());
        int[] owners = {0, 1};
        return new Extent(
                policy,
                Instant.EPOCH,
                24 * HOUR,
                3,
                4,
                8,
                List.of(0L, 10L, 20L),
                1_000,
                repeats,
                owners);
    }

    private int good(int job, int steps, int at) {
        int number = log.append(1, job, steps, ResultLog.STATIC_OK, at);
        log.move(1, number, ResultLog.STATIC_OK, ResultLog.FINAL_OK);
        log.hold(1, number, at);
        return number;
    }

    private long release(int now) {
        return log.release(
                now,
                (job, pay) -> {
                    moved.add((long) job);
                    moved.add(pay);
                });
    }

    @Test
    void releasesWhatIsOldEnoughAndHasEnoughBehindIt() {
        good(2, 1, 0);
        good(1, 2, 1);
        good(1, 2, 2);
        assertThat(release(HELD_FOR - 1)).isZero();
        assertThat(release(HELD_FOR + 2)).isEqualTo(1);
        assertThat(moved).containsExactly(2L, 10L);
        assertThat(release(HELD_FOR + 2)).isZero();
    }

    @Test
    void aResultThatArrivedEarlierButWasBookedLaterCountsByItsArrival() {
        int first = log.append(1, 0, 1, ResultLog.STATIC_OK, 0);
        good(1, 2, 1);
        good(1, 2, 2);
        log.move(1, first, ResultLog.STATIC_OK, ResultLog.AUDIT_WAIT);
        assertThat(release(HELD_FOR + 2)).isZero();
        log.move(1, first, ResultLog.AUDIT_WAIT, ResultLog.FINAL_OK);
        log.hold(1, first, HOUR);
        assertThat(release(HELD_FOR + 2)).isZero();
        assertThat(release(HELD_FOR + HOUR)).isEqualTo(1);
        assertThat(moved).containsExactly(0L, 10L);
    }

    @Test
    void forgetsFromTheFrontWhatNothingCanBecomeOfAndKeepsTheNumbers() {
        int first = good(2, 1, 0);
        good(2, 1, 1);
        int third = good(2, 1, 2);
        good(2, 1, 3);
        assertThat(release(HELD_FOR + 3)).isEqualTo(2);
        int next = log.append(1, 0, 1, ResultLog.LATE, 4);
        assertThat(release(HELD_FOR + 3)).isZero();
        good(2, 1, 5);
        assertThat(release(HELD_FOR + 3)).isEqualTo(1);
        assertThat(log.state(1, first)).isEqualTo(ResultLog.FINAL_OK);
        good(2, 1, 6);
        good(2, 1, 7);
        assertThat(release(HELD_FOR + 3)).isEqualTo(1);
        for (int over : new int[] {first, third, next}) {
            assertThat(log.state(1, over)).isEqualTo(ResultLog.FORGOTTEN);
        }
        int last = log.append(1, 0, 1, ResultLog.LATE, 8);
        assertThat(last).isEqualTo(8);
        assertThat(log.state(1, last)).isEqualTo(ResultLog.LATE);
        assertThat(log.count(1)).isEqualTo(9);
    }

    @Test
    void takesWhatIsHeldOfOneDeviceAndNothingTwice() {
        int first = good(2, 1, 0);
        good(1, 2, 1);
        log.slash(1, 2, (job, pay) -> moved.add(pay));
        assertThat(moved).containsExactly(10L);
        log.slash(1, ResultLog.ALL_JOBS, (job, pay) -> moved.add(pay));
        log.slash(1, ResultLog.ALL_JOBS, (job, pay) -> moved.add(pay));
        assertThat(moved).containsExactly(10L, 20L);
        assertThat(release(20 * HOUR)).isZero();
        assertThatThrownBy(() -> log.hold(1, first, 5)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> log.move(1, first, ResultLog.STATIC_OK, ResultLog.FINAL_OK))
                .isInstanceOf(IllegalStateException.class);
    }
}
