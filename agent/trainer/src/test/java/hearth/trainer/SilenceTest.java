package hearth.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class SilenceTest {
    private static final Duration MOST = Duration.ofMinutes(5);

    @Test
    void givesTheFirstStepsAllTheTimeThereIs() {
        var silence = new Silence(MOST);
        assertThat(silence.limit()).isEqualTo(MOST);
        silence.broken(2, Duration.ofMillis(100));
        assertThat(silence.limit()).isEqualTo(MOST);
    }

    @Test
    void isManyTimesTheSlowestStepButNoLessThanAMinute() {
        var silence = new Silence(MOST);
        silence.broken(10, Duration.ofSeconds(1));
        assertThat(silence.limit()).isEqualTo(Duration.ofMinutes(1));
        silence.broken(1, Duration.ofSeconds(6));
        silence.broken(1, Duration.ofSeconds(1));
        assertThat(silence.limit()).isEqualTo(Duration.ofMinutes(2));
        silence.broken(1, Duration.ofSeconds(40));
        assertThat(silence.limit()).isEqualTo(MOST);
    }

    @Test
    void isNeverLongerThanTheHardLimit() {
        var silence = new Silence(Duration.ofSeconds(2));
        silence.broken(5, Duration.ofSeconds(1));
        assertThat(silence.limit()).isEqualTo(Duration.ofSeconds(2));
    }
}
