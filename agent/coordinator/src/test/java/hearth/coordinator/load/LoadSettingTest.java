package hearth.coordinator.load;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

final class LoadSettingTest {
    @ParameterizedTest
    @CsvSource({
        "50, 64, 6, 30, 64, 833",
        "64, 0, 6, 30, 64, 833",
        "64, -1, 6, 30, 64, 833",
        "64, 64, 0, 30, 64, 833",
        "64, 64, 6, -1, 64, 833",
        "64, 64, 6, 30, 0, 833",
        "64, 64, 6, 30, 64, -1",
        "64, 64, 6, 30, 64, NaN",
        "64, 64, 6, 30, 64, Infinity",
        "2000000, 64, 6, 30, 64, 833"
    })
    void isOneThatCanBeMeasured(
            int devices, int connections, long time, long warmUp, int jobs, double rate) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(devices, connections, time, warmUp, jobs, rate, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(devices, connections, time, warmUp, jobs, 0, rate));
    }

    private static LoadSetting of(
            int devices,
            int connections,
            long time,
            long warmUp,
            int jobs,
            double cycles,
            double heartbeats) {
        return new LoadSetting(
                devices,
                connections,
                Duration.ofSeconds(time),
                Duration.ofSeconds(warmUp),
                jobs,
                64,
                true,
                cycles,
                heartbeats);
    }
}
