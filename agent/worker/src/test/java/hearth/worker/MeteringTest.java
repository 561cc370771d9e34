package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.hardware.Machine;
import hearth.hardware.Reading;
import hearth.worker.AgentSnapshot.Activity;
import hearth.worker.AgentSnapshot.Reason;
import hearth.worker.electricity.Draw;
import hearth.worker.electricity.ElectricityTerms;
import hearth.worker.electricity.Tariff;
import hearth.worker.policy.RunRules;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

@Timeout(60)
class MeteringTest {
    @TempDir private Path home;

    private static Reading.Graphics card(String id) {
        return new Reading.Graphics(
                id,
                "RTX",
                Optional.of(8L << 30),
                Optional.of(1L << 30),
                Optional.of(0.0),
                Optional.of(50.0),
                Optional.of(150.0),
                Optional.empty(),
                Reading.Clocks.UNKNOWN,
                Optional.of(List.of()));
    }

    private static Machine machine(String... cards) {
        return () ->
                new Reading(
                        "cpu",
                        2,
                        Optional.of(0.1),
                        Optional.empty(),
                        1L << 33,
                        Optional.of(1L << 32),
                        List.of(cards).stream().map(MeteringTest::card).toList(),
                        new Reading.Power.Mains());
    }

    private static ElectricityTerms terms(String price) {
        return new ElectricityTerms(
                ElectricityTerms.VERSION,
                Optional.of(new Tariff.Flat(new BigDecimal(price))),
                Optional.of("EUR"),
                Optional.of(new BigDecimal("400")),
                Optional.of(BigDecimal.ONE),
                Optional.of(new BigDecimal("18000")));
    }

    @Test
    void metersWhatATrainingUsesAndKeepsItAndTheTerms() {
        var training = new ScriptedTraining(home.resolve("training"), List.of("GPU-a"));
        training.hold();
        try (var coordinator = new FakeCoordinator(3)) {
            BigDecimal used;
            try (var fixture =
                    new AgentFixture(home, coordinator, training, machine("GPU-a")).sharing()) {
                fixture.agent.link().electricity(terms("0.5"));
                fixture.await("training", s -> s.activity() == Activity.TRAINING);

                var seen =
                        fixture.await(
                                "a kilowatt-hour's thousandth",
                                s ->
                                        s.today()
                                                .kWh()
                                                .filter(
                                                        k ->
                                                                k.compareTo(new BigDecimal("0.001"))
                                                                        > 0)
                                                .isPresent());

                assertThat(seen.electricity().draws())
                        .containsExactly(new Draw("computer", 18000, Draw.Source.TOLD));
                var today = seen.electricity().today().orElseThrow();
                assertThat(today.cost().orElseThrow().doubleValue())
                        .isEqualTo(today.kWh().orElseThrow().doubleValue() / 2, offset(1e-6));
                used = today.kWh().orElseThrow();
            }
            try (var fixture = new AgentFixture(home, coordinator)) {
                assertThat(fixture.agent.link().electricity()).isEqualTo(terms("0.5"));
                assertThat(fixture.snapshot().today().kWh().orElseThrow())
                        .isGreaterThanOrEqualTo(used);
                assertThat(fixture.agent.link().accounts(7).getFirst().kWh().orElseThrow())
                        .isGreaterThanOrEqualTo(used);
            }
        }
    }

    private static org.assertj.core.data.Offset<Double> offset(double most) {
        return org.assertj.core.data.Offset.offset(most);
    }

    @Test
    void aCardThatIsSwitchedOffYieldsWithinASecondAndTheOtherOneGoesOn() {
        var training = new ScriptedTraining(home.resolve("training"), List.of("GPU-a", "GPU-b"));
        training.hold();
        try (var coordinator = new FakeCoordinator(3);
                var fixture =
                        new AgentFixture(home, coordinator, training, machine("GPU-a", "GPU-b"))
                                .sharing()) {
            fixture.await("training", s -> s.activity() == Activity.TRAINING);
            training.step();
            fixture.await("a step", s -> s.progress().filter(p -> p.stepsDone() == 1).isPresent());
            assertThat(training.working()).contains("GPU-a");

            long begun = System.nanoTime();
            fixture.agent.link().rules(without("GPU-a"));
            fixture.await("the child's end", _ -> training.closed() > 0);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(1));

            fixture.await("the other card", _ -> training.working().equals(Optional.of("GPU-b")));
        }
    }

    @Test
    void waitsWhenTheLastCardIsSwitchedOffAndGoesOnWhenItIsBack() {
        var training = new ScriptedTraining(home.resolve("training"), List.of("GPU-a"));
        training.hold();
        try (var coordinator = new FakeCoordinator(3);
                var fixture =
                        new AgentFixture(home, coordinator, training, machine("GPU-a")).sharing()) {
            fixture.await("training", s -> s.activity() == Activity.TRAINING);

            fixture.agent.link().rules(without("GPU-a"));
            fixture.await("the reason", s -> s.reasons().contains(new Reason("card-off", "RTX")));
            assertThat(training.working()).isEmpty();

            fixture.agent.link().rules(RunRules.USUAL);
            fixture.await("training again", _ -> training.working().isPresent());
        }
    }

    private static RunRules without(String card) {
        return RunRules.read(
                RunRules.USUAL
                        .json()
                        .replace("\"cardsOff\":[]", "\"cardsOff\":[\"" + card + "\"]"));
    }
}
