package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Answers that take longer than they last.
@Timeout(60)
class KeptTest {
    private static final Duration LASTS = Duration.ofSeconds(1);

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2027-01-01T00:00:00Z"));
    private final AtomicInteger worked = new AtomicInteger();

    private void pass(Duration time) {
        now.updateAndGet(n -> n.plus(time));
    }

    private Kept<Integer> counting() {
        return new Kept<>(worked::incrementAndGet, LASTS, now::get);
    }

    @Test
    void isWorkedOutOnceInAWhile() {
        var kept = counting();
        assertThat(kept.get()).isEqualTo(1);
        pass(LASTS.minusMillis(1));
        assertThat(kept.get()).isEqualTo(1);
        pass(Duration.ofMillis(1));
        assertThat(kept.get()).isEqualTo(2);
    }

    @Test
    void isWorkedOutAnewAfterTheClockWentBack() {
        var kept = counting();
        assertThat(kept.get()).isEqualTo(1);
        pass(Duration.ofSeconds(-1));
        assertThat(kept.get()).isEqualTo(2);
    }

    @Test
    void keepsNoFailure() {
        var kept =
                new Kept<>(
                        () -> {
                            if (worked.incrementAndGet() == 1) {
                                throw new IllegalStateException("in a test");
                            }
                            return worked.get();
                        },
                        LASTS,
                        now::get);
        assertThatThrownBy(kept::get).isInstanceOf(IllegalStateException.class);
        assertThat(kept.get()).isEqualTo(2);
    }

    @Test
    void isAsOldAsItsWorkIsDone() {
        var kept =
                new Kept<>(
                        () -> {
                            pass(LASTS.multipliedBy(2));
                            return worked.incrementAndGet();
                        },
                        LASTS,
                        now::get);
        assertThat(kept.get()).isEqualTo(1);
        assertThat(kept.get()).isEqualTo(1);
        pass(LASTS);
        assertThat(kept.get()).isEqualTo(2);
    }

    @Test
    void whileOneWorksOthersAreGivenTheLastOne() throws Exception {
        var begun = new CountDownLatch(1);
        var ends = new CountDownLatch(1);
        var kept =
                new Kept<>(
                        () -> {
                            int n = worked.incrementAndGet();
                            if (n == 2) {
                                begun.countDown();
                                await(ends);
                            }
                            return n;
                        },
                        LASTS,
                        now::get);
        assertThat(kept.get()).isEqualTo(1);
        pass(LASTS);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var slow = threads.submit(kept::get);
            begun.await();
            assertThat(kept.get()).isEqualTo(1);
            assertThat(worked).hasValue(2);
            ends.countDown();
            assertThat(slow.get()).isEqualTo(2);
        }
        assertThat(kept.get()).isEqualTo(2);
    }

    /// Before there is one they wait for it, and none of them does it again.
    @Test
    void theFirstIsWorkedOutOnce() throws Exception {
        var ends = new CountDownLatch(1);
        var kept =
                new Kept<>(
                        () -> {
                            await(ends);
                            pass(LASTS.multipliedBy(2));
                            return worked.incrementAndGet();
                        },
                        LASTS,
                        now::get);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = threads.submit(kept::get);
            var other = threads.submit(kept::get);
            ends.countDown();
            assertThat(one.get()).isEqualTo(1);
            assertThat(other.get()).isEqualTo(1);
        }
    }

    @Test
    void workThatFailsIsTriedAgainAndKeepsNobodyOut() {
        var kept =
                new Kept<>(
                        () -> {
                            if (worked.incrementAndGet() == 2) {
                                throw new IllegalStateException("no database");
                            }
                            return worked.get();
                        },
                        LASTS,
                        now::get);
        assertThat(kept.get()).isEqualTo(1);
        pass(LASTS);
        assertThatThrownBy(kept::get).hasMessage("no database");
        assertThat(kept.get()).isEqualTo(3);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
