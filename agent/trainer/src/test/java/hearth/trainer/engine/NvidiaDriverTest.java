package hearth.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.trainer.engine.GraphicsCard.Maker;
import hearth.trainer.engine.NvidiaDriver.Answer;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Optional;

class NvidiaDriverTest {
    private static final GraphicsCard RTX_4090 =
            new GraphicsCard(
                    Maker.NVIDIA,
                    "NVIDIA GeForce RTX 4090",
                    Optional.of("GPU-5e3c0d7e-0000-4a56-9a3c-0123456789ab"),
                    Optional.of("00000000:01:00.0"),
                    Optional.of(new DriverVersion("550.54.14")),
                    Optional.of(new ComputeCapability(8, 9)),
                    Optional.of(24564L << 20),
                    Optional.of(23010L << 20));

    @Test
    void readsEveryFactThroughTheLibrarysOwnFunctions() {
        try (var arena = Arena.ofShared()) {
            var library = new ScriptedNvml(arena, RTX_4090, 0);
            var driver = new NvmlDriver(lookedUpIn -> library.lookup());
            assertThat(driver.ask()).isEqualTo(new Answer.Cards(List.of(RTX_4090)));
            assertThat(library.openSessions()).isZero();
        }
    }

    @Test
    void aLibraryWithoutItsKernelPartIsAbsentWithTheErrorNumber() {
        try (var arena = Arena.ofShared()) {
            var driver = new NvmlDriver(at -> new ScriptedNvml(arena, RTX_4090, 9).lookup());
            assertThat(driver.ask())
                    .isEqualTo(new Answer.Absent("NVIDIA's driver does not answer (NVML error 9)"));
        }
    }

    @Test
    void aLibraryThatIsNotThereIsAbsentWithItsName() {
        var driver = new NvmlDriver(List.of("libhearth-no-such-driver.so.1"));
        assertThat(driver.ask())
                .isEqualTo(new Answer.Absent("libhearth-no-such-driver.so.1 is not installed"));
    }

    @Test
    void aLibraryWithoutTheFunctionsIsAbsent() {
        SymbolLookup empty = name -> Optional.empty();
        assertThat(new NvmlDriver(at -> empty).ask())
                .isEqualTo(new Answer.Absent("library lacks a function that is needed"));
    }

    @Test
    void asksTheCommandWhereTheLibraryIsAbsent() {
        var library = new NvmlDriver(List.of("libhearth-no-such-driver.so.1"));
        var command = new NvidiaSmi(asked -> Optional.of(LINE_OF_A_4090));
        assertThat(NvidiaDriver.firstOf(library, command).ask())
                .isEqualTo(new Answer.Cards(List.of(RTX_4090)));
        assertThat(NvidiaDriver.firstOf(library, new NvidiaSmi(c -> Optional.empty())).ask())
                .isEqualTo(
                        new Answer.Absent(
                                "libhearth-no-such-driver.so.1 is not installed;"
                                        + " nvidia-smi is not installed or does not answer"));
    }

    /// The forms that the command's own documentation gives for these fields.
    private static final String LINE_OF_A_4090 =
            "NVIDIA GeForce RTX 4090, GPU-5e3c0d7e-0000-4a56-9a3c-0123456789ab, 00000000:01:00.0,"
                    + " 550.54.14, 8.9, 24564, 23010\n";

    @Test
    void whatTheCommandDoesNotKnowStaysUnknown() {
        var line = "Tesla M40, [N/A], [N/A], [Unknown Error], [N/A], 11448, [Not Supported]\r\n";
        var answer = new NvidiaSmi(asked -> Optional.of(line)).ask();
        var card = ((Answer.Cards) answer).cards().getFirst();
        assertThat(card.name()).isEqualTo("Tesla M40");
        assertThat(card.vramBytes()).contains(11448L << 20);
        assertThat(card)
                .extracting(
                        GraphicsCard::uuid,
                        GraphicsCard::pci,
                        GraphicsCard::driver,
                        GraphicsCard::capability,
                        GraphicsCard::vramFreeBytes)
                .containsOnly(Optional.empty());
    }

    @Test
    void severalCardsAreSeveralLines() {
        var two = new NvidiaSmi(asked -> Optional.of(LINE_OF_A_4090 + LINE_OF_A_4090));
        assertThat(((Answer.Cards) two.ask()).cards()).hasSize(2);
    }

    @Test
    void anAnswerInAnotherFormIsAbsent() {
        var odd = new NvidiaSmi(asked -> Optional.of("Failed to initialize NVML: mismatch"));
        assertThat(odd.ask())
                .isEqualTo(new Answer.Absent("nvidia-smi answers in a form that is not known"));
    }

    @Test
    void aNameCannotCarryControlCharactersToTheScreen() {
        assertThat(GraphicsCard.named(Maker.OTHER, "Evil\u001b[2J\ncard " + "x".repeat(200)).name())
                .startsWith("Evil [2J card")
                .hasSize(80);
    }

    @Test
    void driverVersionsCompareByNumbers() {
        assertThat(new DriverVersion("525.60.13")).isLessThan(new DriverVersion("525.147"));
        assertThat(new DriverVersion("1000.1")).isGreaterThan(new DriverVersion("999.9"));
    }
}
