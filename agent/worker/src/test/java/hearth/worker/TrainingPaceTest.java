package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

class TrainingPaceTest {
    private static final Instant NOW = Instant.parse("2026-11-21T06:00:00Z");
    private static final Duration RESERVE = Duration.ofSeconds(60);

    private final TrainingPace pace = new TrainingPace();
    private final Work.Training training =
            new Work.Training(
                    Examples.lease("lease-1", NOW),
                    new Work.Assignment("Moby-Dick", "gpt", 30),
                    Optional.empty(),
                    false,
                    0);

    private boolean isOutOfTime(Instant at) {
        return pace.isOutOfTime(training, at, RESERVE);
    }

    /// Two steps in 20 seconds, so 180 for the 18 that are left.
    private void tenSecondsAStep() {
        pace.started();
        pace.stepped(training.id(), 10, NOW.minusSeconds(20));
        pace.stepped(training.id(), 12, NOW);
    }

    @Test
    void tellsThatTheRestTakesLongerThanTheLeaseCanLast() {
        tenSecondsAStep();

        pace.lasts(training.id(), NOW.plusSeconds(240));
        assertThat(isOutOfTime(NOW)).isFalse();
        pace.lasts(training.id(), NOW.plusSeconds(239));
        assertThat(isOutOfTime(NOW)).isTrue();
    }

    @Test
    void saysNothingBeforeItKnows() {
        assertThat(isOutOfTime(NOW)).isFalse();
        pace.lasts(training.id(), NOW.plusSeconds(61));
        assertThat(isOutOfTime(NOW)).isFalse();
        assertThat(isOutOfTime(NOW.plusSeconds(2))).isTrue();
    }

    @Test
    void beginsAnewWithEachStartAndForgetsWhatIsOver() {
        tenSecondsAStep();
        pace.lasts(training.id(), NOW.plusSeconds(100));
        pace.started();
        assertThat(isOutOfTime(NOW)).isFalse();
        assertThat(pace.steps(training.id())).isEqualTo(12);

        pace.forgetAllBut(Set.of());

        assertThat(pace.steps(training.id())).isZero();
        assertThat(isOutOfTime(NOW.plusSeconds(1000))).isFalse();
    }
}
