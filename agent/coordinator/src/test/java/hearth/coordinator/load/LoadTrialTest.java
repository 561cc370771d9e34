package hearth.coordinator.load;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.Stores;
import hearth.storage.FileBlobStore;
import hearth.testing.PostgresServer;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

@Tag("trial")
@Execution(ExecutionMode.CONCURRENT)
final class LoadTrialTest {
    @TempDir Path folder;

    private static Stores postgres() {
        return new Stores.Shared(
                PostgresServer.shared().schema(),
                PostgresServer::login,
                own -> new FileBlobStore(own.resolve("blobs")));
    }

    @Test
    void carriesOutWholeCyclesOverBothWaysAndKeepsAllInvariants() throws IOException {
        // One owner has one place in a round this small, so there are more owners than places: else
        // rounds would never be full, and a fast machine would run out of work.
        var small =
                new LoadSetting(
                        16, 4, Duration.ofMillis(100), Duration.ofMillis(50), 4, 8, true, 200, 500);
        var report =
                new LoadTrial(small, Clock.systemUTC())
                        .run(folder, Optional.of(postgres()), _ -> {});
        assertThat(report.violations()).isZero();
        assertThat(report.disk().leases()).isNotNegative();
        var postgres = report.postgres().orElseThrow();
        for (var column : List.of(report.sqlite(), report.withoutHttp(), postgres)) {
            assertThat(column.heartbeatsPerSecond()).isPositive();
            assertThat(column.leaseCyclesPerSecond()).isPositive();
            assertThat(column.p99Ms()).isPositive();
            var offered = column.offered().orElseThrow();
            assertThat(offered.requestP99Ms()).isGreaterThanOrEqualTo(offered.requestP50Ms());
            assertThat(offered.requestP50Ms()).isPositive();
            assertThat(offered.coresUsed()).isPositive();
            var beats = column.offeredHeartbeats().orElseThrow();
            assertThat(beats.donePerSecond()).isPositive();
            assertThat(beats.p99Ms()).isGreaterThanOrEqualTo(beats.p50Ms());
            assertThat(beats.p50Ms()).isPositive();
        }
        assertThat(report.sqlite().serverMsPerCycle()).isEmpty();
        assertThat(postgres.serverMsPerCycle().isPresent())
                .isEqualTo(Files.exists(Path.of("/proc/self/stat")));
    }
}
