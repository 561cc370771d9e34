package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.BlockCodec;
import hearth.protocol.JobId;
import hearth.protocol.Manifest;
import hearth.protocol.Wei;
import hearth.storage.BlobStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// What is still to be checked when a job expires: no agent would begin it any more.
final class ExpiredJobTest {
    /// Everything is repeated by others, who are waited for as long as it takes.
    private static final Checking PATIENT =
            new Checking(
                    1000,
                    0,
                    1,
                    5,
                    0,
                    Duration.ofHours(1),
                    Duration.ofDays(30),
                    Duration.ofDays(30),
                    1,
                    100);

    private static final String OPEN = "audit WHERE state IN ('WANTED', 'DRAWN', 'LEASED', 'OWN')";

    @TempDir private Path folder;

    private static Manifest sized(BlobStore blobs, Instant expires) {
        return TestJobs.manifest(
                        blobs, 8, 50, Wei.ofEmber("1"), BlockCodec.DQ4, TestJobs.allLayers())
                .sized(content -> blobs.size(content).orElseThrow(), expires);
    }

    @Test
    void theCoordinatorRepeatsWhatNobodyMayBeginAnyMore() {
        var expires = Instant.parse("2027-01-01T00:00:00Z");
        try (var network =
                new Simulation(
                        3,
                        folder,
                        TestJobs.sharing(1).checking(PATIENT),
                        blobs -> sized(blobs, expires))) {
            for (int i = 0; i < 3; i++) {
                network.join(new SimulatedDevice(i, Temper.HONEST));
            }
            for (int i = 0; i < 500 && network.count(OPEN) < 3; i++) {
                network.step();
            }
            long open = network.count(OPEN);
            assertThat(open).isPositive();
            long leased = network.count("lease");

            network.pass(Duration.ofDays(800));
            for (int i = 0; i < 300 && !isOver(network); i++) {
                network.step();
            }
            assertThat(network.count("lease")).as("leases").isEqualTo(leased);
            assertThat(isOver(network)).isTrue();
            assertThat(network.count(OPEN)).isZero();
            assertThat(network.balance("reserved").isZero()).isTrue();
        }
    }

    private static boolean isOver(Simulation network) {
        return network.count("job WHERE state = 'CANCELLED' AND problem = 'expired'") == 1;
    }

    @Test
    void theOperatorsOwnJobsAreHeldToTheirLengthsAndTheirEnd() {
        try (var network =
                new Simulation(
                        3,
                        folder,
                        TestJobs.sharing(1),
                        blobs -> sized(blobs, Instant.parse("2999-01-01T00:00:00Z")))) {
            var blobs = network.coordinator.blobs();
            var of = sized(blobs, Instant.parse("2999-01-01T00:00:00Z"));
            var over = of.sized(c -> of.sizes().getOrDefault(c, 0L), Instant.EPOCH);
            var longer =
                    of.sized(
                            c -> of.sizes().getOrDefault(c, 0L) + 1,
                            of.extent().orElseThrow().expires());
            var job = new JobId("own");
            assertThatThrownBy(() -> network.coordinator.create(job, over))
                    .hasMessage("the manifest has expired");
            assertThatThrownBy(() -> network.coordinator.create(job, longer))
                    .hasMessageContaining("and should have");
            assertThat(network.count("job WHERE id = 'own'")).isZero();
        }
    }
}
