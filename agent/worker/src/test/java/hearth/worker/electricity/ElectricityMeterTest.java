package hearth.worker.electricity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hearth.hardware.Observation;
import hearth.hardware.RecordedMachine;
import hearth.worker.electricity.Draw.Source;
import hearth.worker.electricity.ElectricityMeter.Effort;
import hearth.worker.electricity.ElectricityMeter.Use;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class ElectricityMeterTest {
    private static final Effort ON_CARD = new Effort(true, true, Optional.of("RTX"), load(0.0));
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private final ElectricityMeter meter = new ElectricityMeter(Map.of());

    private static Optional<Double> load(double share) {
        return Optional.of(share);
    }

    private static Effort onProcessor(double share) {
        return new Effort(true, false, Optional.empty(), load(share));
    }

    /// @param facts of a line of [RecordedMachine]
    private static Observation at(int second, String facts) {
        var machine = RecordedMachine.of(List.of("{\"second\":0" + facts + "}"), System::nanoTime);
        return new Observation(Duration.ofSeconds(second), machine.read(), machine.presence());
    }

    private static String card(double watts, double load) {
        return ",\"cards\":[{\"name\":\"RTX\",\"watts\":" + watts + ",\"load\":" + load + "}]";
    }

    private List<Use> next(Observation seen, Effort effort) {
        return meter.next(seen, effort, Optional.empty());
    }

    @Test
    void takesTheIdleDrawOffWhatTheCardShowsWhileItTrains() {
        next(at(0, card(20, 0)), Effort.NONE);
        next(at(15, card(20, 0)), Effort.NONE);

        next(at(16, card(170, 1)), ON_CARD);
        var used = next(at(26, card(170, 1)), ON_CARD);

        assertThat(meter.draws())
                .contains(new Draw("RTX", 150, Source.MEASURED))
                .filteredOn(d -> d.device().equals("RTX"))
                .hasSize(1);
        assertThat(used.getFirst().joules()).isCloseTo(1500, within(1e-6));
    }

    @Test
    void countsAllOfTheDrawUntilItHasSeenTheCardIdle() {
        next(at(0, card(170, 1)), ON_CARD);
        assertThat(meter.draws()).contains(new Draw("RTX", 170, Source.MEASURED));
    }

    @Test
    void doesNotTakeAGameForIdle() {
        next(at(0, card(20, 0)), Effort.NONE);
        for (int s = 15; s < 300; s += 15) {
            next(at(s, card(220, 0.97)), Effort.NONE);
        }
        assertThat(meter.idle()).containsEntry("RTX", 20.0);
    }

    @Test
    void doesNotTakeAHotCardAfterATrainingForIdle() {
        next(at(0, card(20, 0)), Effort.NONE);
        next(at(15, card(170, 1)), ON_CARD);
        next(at(20, card(80, 0)), Effort.NONE);
        assertThat(meter.idle()).containsEntry("RTX", 20.0);
        next(at(60, card(30, 0)), Effort.NONE);
        assertThat(meter.idle()).containsEntry("RTX", 21.0);
    }

    @Test
    void aCardWithoutASensorIsNotKnownRatherThanNothing() {
        next(at(0, ",\"cards\":[{\"name\":\"RTX\",\"load\":1}]"), ON_CARD);
        assertThat(meter.draws()).isEmpty();
        assertThat(next(at(10, ",\"cards\":[{\"name\":\"RTX\",\"load\":1}]"), ON_CARD)).isEmpty();
    }

    @Test
    void onlyTheCardThatTrainsCounts() {
        var two = ",\"cards\":[{\"name\":\"RTX\",\"watts\":170},{\"name\":\"Arc\",\"watts\":90}]";
        next(at(0, two), ON_CARD);
        assertThat(meter.draws()).extracting(Draw::device).doesNotContain("Arc");
    }

    @Test
    void modelsTheProcessorFromTheTimeThatTrainingUsesAndSaysSo() {
        next(at(0, ""), onProcessor(0.5));
        double watts = 0.5 * CORES * ElectricityMeter.MODELLED_WATTS_PER_PROCESSOR;
        assertThat(meter.draws()).containsExactly(new Draw("cpu", watts, Source.MODELLED));
    }

    @Test
    void measuresTheProcessorsShareOfWhatIsAboveIdleWhereItHasACounter() {
        next(at(0, ",\"cpuLoad\":0.02,\"cpuWatts\":10"), Effort.NONE);
        next(at(15, ",\"cpuLoad\":0.8,\"cpuWatts\":50"), onProcessor(0.6));
        assertThat(meter.draws().getFirst().watts()).isCloseTo(40 * 0.75, within(1e-9));
        assertThat(meter.draws().getFirst().source()).isEqualTo(Source.MEASURED);
    }

    @Test
    void measuresAnEmptyingBatteryOnceItHasSeenItAtRest() {
        var rest = ",\"cpuLoad\":0.02,\"onBattery\":true,\"batteryWatts\":8";
        var work = ",\"cpuLoad\":0.9,\"onBattery\":true,\"batteryWatts\":29";
        next(at(0, work), onProcessor(0.9));
        assertThat(meter.draws()).extracting(Draw::source).containsExactly(Source.MODELLED);
        next(at(60, rest), Effort.NONE);
        next(at(75, work), onProcessor(0.9));
        assertThat(meter.draws()).containsExactly(new Draw("computer", 21, Source.MEASURED));
    }

    @Test
    void believesTheOwnersPlugMeterBeforeAllElse() {
        meter.next(at(0, card(170, 1)), ON_CARD, Optional.of(new BigDecimal("210")));
        assertThat(meter.draws()).containsExactly(new Draw("computer", 210, Source.TOLD));
    }

    @Test
    void countsNothingForTheTimeThatTheComputerSlept() {
        next(at(0, card(20, 0)), Effort.NONE);
        next(at(1, card(170, 1)), ON_CARD);
        assertThat(next(at(3601, card(170, 1)), ON_CARD)).isEmpty();
    }

    @Test
    void theSameReadingIsCountedOnce() {
        next(at(0, card(20, 0)), Effort.NONE);
        next(at(1, card(170, 1)), ON_CARD);
        var seen = at(2, card(170, 1));
        assertThat(next(seen, ON_CARD)).isNotEmpty();
        var later = new Observation(Duration.ofSeconds(3), seen.reading(), seen.presence());
        assertThat(next(later, ON_CARD)).isEmpty();
    }

    @Test
    void stopsCountingWhenTrainingStops() {
        next(at(0, card(20, 0)), Effort.NONE);
        next(at(1, card(170, 1)), ON_CARD);
        assertThat(next(at(2, card(60, 0)), Effort.NONE)).hasSize(2);
        assertThat(next(at(3, card(60, 0)), Effort.NONE)).isEmpty();
        assertThat(meter.draws()).isEmpty();
    }
}
