package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.OfflineVerification.Verified;
import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.BlockCodec;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;

@Tag("trial")
@Execution(ExecutionMode.CONCURRENT)
final class WholeNetworkTest {
    private static final Policy POLICY =
            new Policy(
                    Duration.ofSeconds(60),
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(90),
                    Duration.ofSeconds(20),
                    1,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(1),
                    5,
                    3,
                    0.3);

    @TempDir Path folder;

    private static void populate(Simulation network) {
        int number = 1;
        for (int i = 0; i < 6; i++) {
            network.join(new SimulatedDevice(number++, Temper.HONEST));
        }
        for (var temper : new Temper[] {Temper.RANDOM, Temper.HUGE, Temper.MALFORMED}) {
            network.join(new SimulatedDevice(number++, temper));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void losesNothingAndPaysNothingTwiceWhateverHappens(long seed) {
        int posted;
        try (var network = new Simulation(seed, folder, POLICY, Wei.of(1_000_000_000L), 12, 1000)) {
            populate(network);
            network.interrupting();
            for (int i = 0; i < 1400; i++) {
                network.step();
            }
            network.finish();
            var rounds = network.coordinator.views().rounds(Simulation.JOB);
            assertThat(rounds).isInstanceOf(Answer.Done.class);
            // Also what a lost answer had left open: all that was released is on the chain, once.
            assertThat(network.chain.total()).isEqualTo(network.balance("released"));
            posted = network.chain.height();
        }
        assertThat(OfflineVerification.verify(folder))
                .isInstanceOfSatisfying(
                        Verified.Same.class,
                        same -> {
                            assertThat(same.checkpoints()).isGreaterThan(2);
                            assertThat(same.roots()).isEqualTo(posted);
                        });
    }

    @ParameterizedTest
    @EnumSource(names = {"T3", "TK64"})
    void aJobWithAThinCodecPublishesRoundsThatCanBeComputedAgain(BlockCodec codec) {
        try (var network =
                new Simulation(7, folder, POLICY, Wei.of(1_000_000_000L), 12, 1000, codec)) {
            populate(network);
            for (int i = 0; i < 1000; i++) {
                network.step();
            }
            network.finish();
        }
        assertThat(OfflineVerification.verify(folder))
                .isInstanceOfSatisfying(
                        Verified.Same.class,
                        same -> assertThat(same.checkpoints()).isGreaterThan(2));
    }

    @Test
    void paysTheHonestAndNotTheLiars() {
        var honest = new ArrayList<SimulatedDevice>();
        var liars = new ArrayList<SimulatedDevice>();
        try (var network = new Simulation(9, folder, POLICY, Wei.of(1_000_000_000L), 12, 1000)) {
            for (int i = 0; i < 6; i++) {
                honest.add(new SimulatedDevice(i + 1, Temper.HONEST));
            }
            for (var temper : new Temper[] {Temper.RANDOM, Temper.OPPOSITE, Temper.MALFORMED}) {
                liars.add(new SimulatedDevice(liars.size() + 50, temper));
            }
            honest.forEach(network::join);
            network.join(liars.getFirst());
            for (int i = 0; i < 1500; i++) {
                network.step();
            }
            var liar = network.coordinator.earnings(liars.getFirst().key.deviceId());
            long accepted = 0;
            long refused = 0;
            for (var device : honest) {
                var earnings = network.coordinator.earnings(device.key.deviceId());
                accepted += earnings.acceptedResults();
                refused += earnings.refusedResults();
            }
            assertThat(liar.acceptedResults()).isZero();
            assertThat(liar.earned()).isEqualTo(Wei.ZERO);
            assertThat(liar.refusedResults()).isPositive();
            assertThat(accepted).isGreaterThan(20);
            assertThat(refused).isZero();
        }
    }

    @Test
    void endsAJobWhoseBudgetIsSpentAndRefundsTheRest() {
        var budget = Wei.of(17_000_000L);
        try (var network = new Simulation(5, folder, POLICY, budget, 12, 1000)) {
            for (int i = 0; i < 4; i++) {
                network.join(new SimulatedDevice(i + 1, Temper.HONEST));
            }
            for (int i = 0; i < 800; i++) {
                network.step();
            }
            network.finish();
            var job = network.coordinator.jobs().jobs().getFirst();
            assertThat(job.state()).isEqualTo("DONE");
            assertThat(network.balance("refunded")).isEqualTo(Wei.of(1_000_000L));
            assertThat(network.balance("held").plus(network.balance("released")))
                    .isEqualTo(Wei.of(16_000_000L));
            assertThat(network.chain.total()).isEqualTo(network.balance("released"));
        }
    }

    @Test
    void endsAJobOfWhichOnlyPartsAreLeft() {
        var budget = Wei.of(17_000_000L);
        try (var network = new Simulation(5, folder, POLICY, budget, 12, 1000)) {
            network.interrupting();
            for (int i = 0; i < 4; i++) {
                network.join(new SimulatedDevice(i + 1, Temper.HONEST));
            }
            for (int i = 0; i < 800; i++) {
                network.step();
            }
            network.finish();
            assertThat(network.coordinator.jobs().jobs().getFirst().state()).isEqualTo("DONE");
            assertThat(network.balance("reserved")).isEqualTo(Wei.ZERO);
            assertThat(network.balance("refunded")).isLessThan(Wei.of(2_000_000L));
            assertThat(network.chain.total()).isEqualTo(network.balance("released"));
        }
    }

    @Test
    void keepsPlacesOfARoundForOtherOwners() {
        try (var network = new Simulation(7, folder, POLICY, Wei.of(1_000_000_000L), 12, 3)) {
            network.join(new SimulatedDevice(1, Temper.HONEST));
            for (int i = 0; i < 400; i++) {
                network.step();
            }
            assertThat(network.coordinator.jobs().jobs().getFirst().round()).isZero();
            network.join(new SimulatedDevice(2, Temper.HONEST));
            network.join(new SimulatedDevice(3, Temper.HONEST));
            network.join(new SimulatedDevice(4, Temper.HONEST));
            for (int i = 0; i < 400; i++) {
                network.step();
            }
            assertThat(network.coordinator.jobs().jobs().getFirst().round()).isPositive();
        }
    }

    @Test
    void endsAJobAfterItsLastRound() {
        try (var network = new Simulation(6, folder, POLICY, Wei.of(1_000_000_000L), 12, 3)) {
            for (int i = 0; i < 4; i++) {
                network.join(new SimulatedDevice(i + 1, Temper.HONEST));
            }
            for (int i = 0; i < 600; i++) {
                network.step();
            }
            network.finish();
            var job = network.coordinator.jobs().jobs().getFirst();
            assertThat(job.state()).isEqualTo("DONE");
            assertThat(job.round()).isEqualTo(3);
        }
    }

    @Test
    void doesTheSameForTheSameSeed(@TempDir Path other) {
        assertThat(checkpointAfter(11, other)).isEqualTo(checkpointAfter(11, folder));
    }

    private static String checkpointAfter(long seed, Path folder) {
        try (var network = new Simulation(seed, folder, POLICY, Wei.of(1_000_000_000L), 12, 1000)) {
            populate(network);
            for (int i = 0; i < 500; i++) {
                network.step();
            }
            return network.coordinator.jobs().jobs().getFirst().checkpoint().toString();
        }
    }
}
