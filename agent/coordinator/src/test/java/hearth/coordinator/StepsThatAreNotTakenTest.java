package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.BlockCodec;
import hearth.protocol.Json;
import hearth.protocol.LossLimits;
import hearth.protocol.Manifest.Verification;
import hearth.protocol.Messages.RoundView;
import hearth.protocol.Messages.Rounds;
import hearth.protocol.OwnerMessages.Provenance;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Layer L5 in a whole network: what a round's step may do to the held-out loss.
class StepsThatAreNotTakenTest {
    @TempDir private Path folder;

    @Test
    void aStepThatRaisesTheLossIsNotTakenAndItsWorkIsPaid() {
        try (var network = network("-1000")) {
            var device = play(network, 2);
            var base = rounds(network).getFirst().checkpoint();

            assertThat(rounds(network)).allMatch(r -> r.checkpoint().equals(base));
            assertThat(records(network)).allMatch(r -> r.rule().equals(Optional.of("none")));
            assertThat(network.coordinator.results(device.key.deviceId(), 0).results())
                    .isNotEmpty()
                    .anyMatch(r -> r.state().equals("FINAL_OK"));
        }
        assertThat(OfflineVerification.verify(folder))
                .isInstanceOf(OfflineVerification.Verified.Same.class);
    }

    /// Each of its rounds leaves the checkpoint and the residual of the one before, and the first
    /// of them is old while the newest begins with the same bytes.
    @Test
    void aJobOfWhichNoStepIsTakenGoesOnForMoreRoundsThanAreKept() {
        try (var network = network("-1000")) {
            for (int i = 0; i < 5; i++) {
                network.join(new SimulatedDevice(i, Temper.HONEST));
            }
            for (int round = 0; round < 11; round++) {
                network.round();
                network.pass(Duration.ofSeconds(1));
            }
            network.check();
            assertThat(records(network))
                    .hasSizeGreaterThanOrEqualTo(11)
                    .allMatch(r -> r.rule().equals(Optional.of("none")));
            var base = rounds(network).getFirst().checkpoint();
            assertThat(network.coordinator.blobs().contains(base)).isTrue();
            network.finish(3);
        }
        assertThat(OfflineVerification.verify(folder))
                .isInstanceOf(OfflineVerification.Verified.Same.class);
    }

    @Test
    void aStepThatDoesNotIsTakenAndItsLossIsKnownAtOnce() {
        try (var network = network("0.02")) {
            play(network, 2);

            assertThat(records(network)).allMatch(r -> r.rule().isEmpty());
            assertThat(rounds(network)).allMatch(r -> r.heldOutLoss().isPresent());
            assertThat(rounds(network).getLast().checkpoint())
                    .isNotEqualTo(rounds(network).getFirst().checkpoint());
        }
        assertThat(OfflineVerification.verify(folder))
                .isInstanceOf(OfflineVerification.Verified.Same.class);
    }

    @Test
    void aStepIsMeasuredHoweverOftenTheCoordinatorEndedMeanwhile() {
        try (var network = network("-1000")) {
            for (int i = 0; i < 5; i++) {
                network.join(new SimulatedDevice(i, Temper.HONEST));
            }
            network.deliver();
            while (network.coordinator.evaluate()) {
                network.check();
            }
            network.coordinator.advance();
            network.cutShort(4);
            network.round();
            assertThat(records(network)).allMatch(r -> r.rule().equals(Optional.of("none")));
        }
    }

    private static SimulatedDevice play(Simulation network, int rounds) {
        var device = new SimulatedDevice(0, Temper.HONEST);
        network.join(device);
        for (int i = 1; i < 5; i++) {
            network.join(new SimulatedDevice(i, Temper.HONEST));
        }
        for (int round = 0; round < rounds; round++) {
            network.round();
            network.check();
            network.restart();
        }
        network.finish(3);
        return device;
    }

    private static List<RoundView> rounds(Simulation network) {
        return switch (network.coordinator.views().rounds(Simulation.JOB)) {
            case Answer.Done<Rounds>(var rounds) -> rounds.rounds();
            case Answer.Refused<?> refused -> throw new AssertionError(refused.toString());
        };
    }

    private static List<RoundRecord> records(Simulation network) {
        return switch (network.coordinator.owned().provenance(Simulation.JOB)) {
            case Answer.Done<Provenance>(var provenance) ->
                    provenance.rounds().stream()
                            .map(link -> network.coordinator.blobs().get(link.record()))
                            .map(bytes -> Json.read(bytes.orElseThrow(), RoundRecord.class))
                            .toList();
            case Answer.Refused<?> refused -> throw new AssertionError(refused.toString());
        };
    }

    private Simulation network(String maxRise) {
        var of = TestJobs.geometry();
        var verification =
                new Verification(
                        of.minNorm(),
                        of.maxNorm(),
                        of.minCosine(),
                        of.maxPairCosine(),
                        Optional.of(LossLimits.usual(1).rising(new BigDecimal(maxRise))),
                        Optional.empty());
        return new Simulation(
                5,
                folder,
                TestJobs.sharing(0.25),
                Wei.ofEmber("1"),
                40,
                30,
                BlockCodec.DQ4,
                verification);
    }
}
