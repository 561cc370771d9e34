package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.BlockCodec;
import hearth.protocol.JobId;
import hearth.protocol.Manifest.RepeatLimits;
import hearth.protocol.Manifest.Verification;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How far what is taken of a device's pay reaches: the same devices work for two jobs.
class SlashingTest {
    private static final JobId OTHER = new JobId("letters");
    private static final BigDecimal IMPOSSIBLE = new BigDecimal("-1");

    private static final String SLASHED =
            "ledger JOIN result AS bad ON bad.sequence = ledger.slashed_for WHERE ledger.state ="
                    + " 'SLASHED' ";
    private static final String ELSEWHERE = SLASHED + "AND bad.job <> ledger.job";

    /// For a repetition that one of the coordinator's own contradicts.
    private static final String IS_SETTLED =
            "EXISTS (SELECT 1 FROM audit AS own WHERE own.auditor IS NULL AND own.state ="
                    + " 'DONE' AND own.result IN (SELECT audit.result FROM audit WHERE audit.lease"
                    + " = bad.lease))";
    private static final String SETTLED = " AND " + IS_SETTLED;
    private static final String BY_OTHERS = " AND NOT " + IS_SETTLED;

    @TempDir private Path folder;

    /// No update is as near to another as less than nothing, so all are other work by the bounds
    /// of a job that was published before owners' bounds had bounds.
    @Test
    void takesNothingByBoundsThatAreNotItsOwn() {
        try (var network = network(1, new RepeatLimits(IMPOSSIBLE, IMPOSSIBLE))) {
            join(network, 0, 4);
            play(network, 16);

            assertThat(network.count("result WHERE state = 'FINAL_BAD' AND reason = 'other-work'"))
                    .isPositive();
            assertThat(network.count("ledger WHERE state = 'HELD' AND job = 'letters'"))
                    .isPositive();
            assertThat(network.count("ledger WHERE state = 'SLASHED'")).isZero();
        }
    }

    @Test
    void takesNothingOnTheWordOfOthers() {
        try (var network = network(3, RepeatLimits.usual())) {
            join(network, 1, 4);
            play(network, 14);

            assertThat(network.count(SLASHED + SETTLED)).isPositive();
            assertThat(network.count(SLASHED + BY_OTHERS)).isZero();
        }
    }

    @Test
    void takesWhatIsHeldInAllJobsFromALiarWhomItRefutedItself() {
        try (var network = network(3, RepeatLimits.usual())) {
            join(network, 2, 3);
            play(network, 14);

            assertThat(network.count(ELSEWHERE)).isPositive();
            assertThat(network.count(ELSEWHERE + SETTLED)).isEqualTo(network.count(ELSEWHERE));
        }
    }

    private static void join(Simulation network, int liars, int honest) {
        for (int i = 0; i < liars + honest; i++) {
            var temper = i < liars ? Temper.ENVIOUS : Temper.HONEST;
            network.join(new SimulatedDevice(i, temper));
        }
    }

    private static void play(Simulation network, int sweeps) {
        for (int i = 0; i < sweeps; i++) {
            network.deliver();
            network.deliver();
            while (network.coordinator.evaluate()) {
                network.check();
            }
            network.coordinator.advance();
            network.check();
            network.pass(Duration.ofSeconds(20));
        }
    }

    private Simulation network(long seed, RepeatLimits repeat) {
        var network =
                new Simulation(
                        seed,
                        folder,
                        TestJobs.sharing(1),
                        Wei.ofEmber("1"),
                        40,
                        400,
                        BlockCodec.DQ4,
                        bounds(repeat));
        var other =
                TestJobs.manifest(
                        network.coordinator.blobs(),
                        40,
                        400,
                        Wei.ofEmber("1"),
                        BlockCodec.DQ4,
                        TestJobs.geometry());
        network.coordinator.create(OTHER, other);
        return network;
    }

    private static Verification bounds(RepeatLimits repeat) {
        var of = TestJobs.geometry();
        return new Verification(
                of.minNorm(),
                of.maxNorm(),
                of.minCosine(),
                of.maxPairCosine(),
                Optional.empty(),
                Optional.of(repeat));
    }
}
