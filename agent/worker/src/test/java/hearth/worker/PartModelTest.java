package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.hardware.Reading;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class PartModelTest {
    @Test
    void namesTheModelOfTheCardOrProcessorAndNothingOfThePiece() {
        var machine = machine(" 13th Gen Intel(R) Core(TM) i7-13700K ", "GPU-1", "RTX 3060");

        assertThat(PartModel.of("cpu", machine)).contains("13th Gen Intel(R) Core(TM) i7-13700K");
        assertThat(PartModel.of("GPU-1", machine)).contains("RTX 3060");
        assertThat(PartModel.of("GPU-2", machine)).isEmpty();
        assertThat(PartModel.of("cuda", machine)).isEmpty();
        assertThat(PartModel.of("cpu", machine("  ", "GPU-1", "RTX 3060"))).isEmpty();
    }

    private static Reading machine(String cpu, String card, String name) {
        return new Reading(
                cpu,
                2,
                Optional.empty(),
                Optional.empty(),
                1L << 33,
                Optional.empty(),
                List.of(
                        new Reading.Graphics(
                                card,
                                name,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Reading.Clocks.UNKNOWN,
                                Optional.empty())),
                new Reading.Power.Mains());
    }
}
