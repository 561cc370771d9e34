package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.Answers;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.OwnerMessages.AnswerList;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Jobs that ask a finished model, in whole networks of stand-ins.
class QuestionsTest {
    private static final int INPUTS = 103;
    private static final int SHARDS = 7;
    private static final Wei PLENTY = Wei.ofEmber("1");

    @TempDir private Path folder;

    private Simulation network(long seed, Wei budget) {
        return new Simulation(
                seed,
                folder,
                TestJobs.sharing(1),
                blobs -> TestJobs.asking(blobs, INPUTS, SHARDS, budget));
    }

    private static void play(Simulation network) {
        for (int steps = 0; steps < 6000 && !isOver(network); steps++) {
            network.step();
        }
        network.finish(3);
    }

    private static boolean isOver(Simulation network) {
        return List.of("DONE", "CANCELLED").contains(state(network));
    }

    private static String state(Simulation network) {
        return network.coordinator.jobs().jobs().getFirst().state();
    }

    private static AnswerList answers(Simulation network) {
        return switch (network.coordinator.owned().answers(Simulation.JOB)) {
            case Answer.Done<AnswerList>(var list) -> list;
            case Answer.Refused<AnswerList> refused ->
                    throw new AssertionError(refused.reason().toString());
        };
    }

    private static void everyInputIsAnsweredOnceInOrderAndRightly(Simulation network) {
        var asked = network.manifest.inference().orElseThrow();
        int next = 0;
        for (var batch : answers(network).batches()) {
            assertThat(batch.number()).isEqualTo(next);
            var bytes = network.coordinator.blobs().view(batch.file()).orElseThrow();
            var content = hearth.protocol.Safetensors.decode(bytes);
            assertThat(content.metadata()).containsEntry("lease", batch.lease().value());
            var rows = content.tensor("answers").data();
            var answers = Answers.of(asked, batch.inputs(), rows);
            for (int i = 0; i < batch.inputs(); i++, next++) {
                assertThat(answers.text(i)).isEqualTo(SimulatedDevice.answer(asked, next));
            }
        }
        assertThat(next).isEqualTo(INPUTS);
    }

    private static List<ResultView> results(Simulation network, SimulatedDevice device) {
        return network.coordinator.results(device.key.deviceId(), 0).results();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void everyInputIsAnsweredOnceThroughPartsRestartsAndLostMessages(long seed) {
        try (var network = network(seed, PLENTY)) {
            network.interrupting();
            for (int i = 0; i < 4; i++) {
                network.join(new SimulatedDevice(i, Temper.HONEST));
            }
            play(network);
            assertThat(state(network)).isEqualTo("DONE");
            everyInputIsAnsweredOnceInOrderAndRightly(network);
            assertThat(network.balance("available")).isEqualTo(Wei.ZERO);
            assertThat(network.balance("reserved")).isEqualTo(Wei.ZERO);
            assertThat(network.verify())
                    .as("leases of fewer inputs, and answers, which take no places")
                    .isInstanceOf(OfflineVerification.Verified.Same.class);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"LAZY", "RANDOM", "MALFORMED"})
    void aLiarIsFoundAndUnpaidAndItsInputsAreAnsweredByOthers(Temper temper) {
        try (var network = network(4, PLENTY)) {
            var liar = new SimulatedDevice(0, temper);
            network.join(liar);
            for (int i = 1; i < 4; i++) {
                network.join(new SimulatedDevice(i, Temper.HONEST));
            }
            play(network);
            assertThat(state(network)).isEqualTo("DONE");
            everyInputIsAnsweredOnceInOrderAndRightly(network);
            assertThat(results(network, liar))
                    .isNotEmpty()
                    .noneMatch(r -> r.state().equals("FINAL_OK"));
        }
    }

    @Test
    void anAuditorWhoLiesHarmsNobodyElse() {
        try (var network = network(5, PLENTY)) {
            var envious = new SimulatedDevice(0, Temper.ENVIOUS);
            network.join(envious);
            var honest =
                    List.of(1, 2, 3).stream()
                            .map(i -> new SimulatedDevice(i, Temper.HONEST))
                            .toList();
            honest.forEach(network::join);
            play(network);
            everyInputIsAnsweredOnceInOrderAndRightly(network);
            for (var device : honest) {
                assertThat(results(network, device))
                        .noneMatch(r -> r.state().equals("FINAL_BAD"))
                        .noneMatch(r -> r.ledger().equals(Optional.of("SLASHED")));
            }
        }
    }

    @Test
    void aBudgetThatIsTooSmallBuysAsManyAnswersAsItCan() {
        // 10^6 operations an input at 10^9 wei for 10^12: a thousand wei.
        try (var network = network(6, Wei.of(45_678))) {
            network.join(new SimulatedDevice(1, Temper.HONEST));
            play(network);
            assertThat(state(network)).isEqualTo("DONE");
            // Pay is released when the chain has said what it takes, and this one is often away.
            network.finish(20);
            var asked = answers(network).asked();
            assertThat(asked.answered()).isBetween(30, 45);
            assertThat(network.balance("held")).isEqualTo(Wei.ZERO);
            assertThat(network.balance("released")).isEqualTo(Wei.of(1000L * asked.answered()));
            assertThat(network.balance("refunded"))
                    .isEqualTo(Wei.of(45_678 - 1000L * asked.answered()));
        }
    }

    /// Checking is paid with the fifth that is over, and with nothing that an answer costs.
    @Test
    void aBudgetForAllAnswersIsNotUsedUpByChecking() {
        try (var network = network(8, Wei.of(1_200L * INPUTS))) {
            for (int i = 1; i < 3; i++) {
                network.join(new SimulatedDevice(i, Temper.HONEST));
            }
            long most = network.manifest.payPerLease().value().longValueExact();
            for (int steps = 0; steps < 6000 && !isOver(network); steps++) {
                network.step();
                long open = network.count("shard WHERE state = 'READY'");
                assertThat(network.balance("available"))
                        .isGreaterThanOrEqualTo(Wei.of(open * most));
            }
            network.finish(3);
            assertThat(network.count("lease WHERE role = 'AUDIT'")).isPositive();
            everyInputIsAnsweredOnceInOrderAndRightly(network);
        }
    }

    @Test
    void cancellingPaysWhatWasAnsweredAndGivesBackTheRest() {
        try (var network = network(7, PLENTY)) {
            network.join(new SimulatedDevice(1, Temper.HONEST));
            network.join(new SimulatedDevice(2, Temper.HONEST));
            for (int steps = 0; answers(network).asked().answered() < 20 && steps < 6000; steps++) {
                network.step();
            }
            var _ = network.coordinator.owned().cancel(Simulation.JOB);
            network.check();
            network.pass(Duration.ofMinutes(5));
            network.finish(5);
            assertThat(state(network)).isEqualTo("CANCELLED");
            var released = network.balance("released");
            assertThat(released.isZero()).isFalse();
            assertThat(network.balance("refunded")).isEqualTo(PLENTY.minus(released));
        }
    }
}
