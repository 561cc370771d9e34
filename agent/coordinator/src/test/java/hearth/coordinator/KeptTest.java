package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

class KeptTest {
    private final AtomicInteger asked = new AtomicInteger();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private Kept<Integer> kept() {
        return new Kept<>(asked::incrementAndGet, Duration.ofSeconds(2), () -> now);
    }

    @Test
    void isWorkedOutOnceInAWhile() {
        var kept = kept();
        assertThat(kept.get()).isEqualTo(1);
        now = now.plusMillis(1999);
        assertThat(kept.get()).isEqualTo(1);
        now = now.plusMillis(1);
        assertThat(kept.get()).isEqualTo(2);
    }

    @Test
    void isWorkedOutAnewAfterTheClockWentBack() {
        var kept = kept();
        assertThat(kept.get()).isEqualTo(1);
        now = now.minusSeconds(1);
        assertThat(kept.get()).isEqualTo(2);
    }

    @Test
    void keepsNoFailure() {
        var kept =
                new Kept<>(
                        () -> {
                            if (asked.incrementAndGet() == 1) {
                                throw new IllegalStateException("in a test");
                            }
                            return asked.get();
                        },
                        Duration.ofSeconds(2),
                        () -> now);
        assertThatThrownBy(kept::get).isInstanceOf(IllegalStateException.class);
        assertThat(kept.get()).isEqualTo(2);
    }
}
