package hearth.coordinator.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

@Execution(ExecutionMode.CONCURRENT)
final class LoadTrialTest {
    @TempDir Path folder;

    @Test
    void carriesOutWholeCyclesOverBothWaysAndKeepsAllInvariants() throws IOException {
        var small = new LoadSetting(8, 4, Duration.ofMillis(100), 4, 16, true);
        var report = new LoadTrial(small, Clock.systemUTC()).run(folder, _ -> {});
        assertThat(report.violations()).isZero();
        for (var column : new LoadReport.Column[] {report.sqlite(), report.withoutHttp()}) {
            assertThat(column.heartbeatsPerSecond()).isPositive();
            assertThat(column.leaseCyclesPerSecond()).isPositive();
            assertThat(column.p99Ms()).isPositive();
        }
    }
}
