package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/// When devices are asked to come less often.
class PacingTest {
    private long now;
    private double random;
    private final Pacing pacing = new Pacing(100, Duration.ofMinutes(3), () -> now, () -> random);

    private void traffic(int perSecond, Duration time) {
        long step = Duration.ofSeconds(1).toNanos() / perSecond;
        for (long end = now + time.toNanos(); now < end; now += step) {
            pacing.begin();
            pacing.end();
        }
    }

    @Test
    void asksNobodyWhileItIsCalm() {
        traffic(99, Duration.ofMinutes(1));
        assertThat(pacing.nextContact()).isEmpty();
    }

    @Test
    void asksForLongerTheMoreThereAreAndNotBeyondALeasesPatience() {
        traffic(200, Duration.ofSeconds(20));
        assertThat(pacing.perSecond()).isBetween(198.0, 202.0);
        random = 1;
        assertThat(pacing.nextContact()).contains(Duration.ofSeconds(60));
        traffic(5_000, Duration.ofSeconds(20));
        assertThat(pacing.nextContact()).contains(Duration.ofMinutes(3));
        random = 0;
        assertThat(pacing.nextContact()).contains(Duration.ofSeconds(135));
    }

    @Test
    void forgetsARushThatIsOver() {
        traffic(5_000, Duration.ofSeconds(20));
        traffic(10, Duration.ofSeconds(20));
        assertThat(pacing.nextContact()).isEmpty();
    }
}
