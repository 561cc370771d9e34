package hearth.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.trainer.engine.GraphicsCard.Maker;
import hearth.trainer.engine.NvidiaDriver.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

class CardSurveyTest {
    private static final Answer NO_DRIVER = new Answer.Absent("no driver");
    @TempDir Path folder;

    @Test
    void theDriversWordReplacesTheSystemsForItsOwnCards() {
        var known = GraphicsCard.named(Maker.NVIDIA, "NVIDIA GeForce RTX 3060");
        var survey =
                CardSurvey.of(
                        new Answer.Cards(List.of(known)),
                        List.of("GA106 [GeForce RTX 3060]", "Raphael AMD Radeon Graphics"),
                        List.of());
        assertThat(survey.cards())
                .containsExactly(
                        known, GraphicsCard.named(Maker.AMD, "Raphael AMD Radeon Graphics"));
        assertThat(survey.nvidiaAbsent()).isEmpty();
    }

    @Test
    void aCardWithoutADriverIsFoundOnTheBus() throws IOException {
        device("0000:01:00.0", "0x030000", "0x10de", "0x2684");
        device("0000:00:1f.3", "0x040300", "0x8086", "0x7ad0");
        device("0000:00:02.0", "0x038000", "0x8086", "0xa780");
        var survey = CardSurvey.of(NO_DRIVER, List.of(), PciDisplays.in(folder));
        assertThat(survey.cards())
                .extracting(GraphicsCard::name)
                .containsExactly(
                        "NVIDIA graphics (PCI 10de:2684)", "INTEL graphics (PCI 8086:a780)");
        assertThat(survey.of(Maker.NVIDIA).getFirst().pci()).contains("0000:01:00.0");
        assertThat(survey.nvidiaAbsent()).contains("no driver");
    }

    @Test
    void aBusThatCannotBeReadHasNoCards() throws IOException {
        device("0000:01:00.0", "display", "0x10de", "0x2684");
        assertThat(PciDisplays.in(folder)).isEmpty();
        assertThat(PciDisplays.in(folder.resolve("missing"))).isEmpty();
    }

    @Test
    void makersAreToldByTheNamesThatSystemsGive() {
        assertThat(
                        List.of(
                                Maker.ofName("AMD Radeon RX 7900 XTX"),
                                Maker.ofName("Advanced Micro Devices, Inc. [AMD/ATI] Navi 31"),
                                Maker.ofName("Intel(R) UHD Graphics 770"),
                                Maker.ofName("Apple M3 Max"),
                                Maker.ofName("NVIDIA GeForce GTX 1080"),
                                Maker.ofName("Virtio 1.0 GPU")))
                .containsExactly(
                        Maker.AMD, Maker.AMD, Maker.INTEL, Maker.APPLE, Maker.NVIDIA, Maker.OTHER);
    }

    @Test
    void thisMachineIsSurveyedWithoutAFault() {
        var survey = CardSurvey.ofThisMachine(List.of());
        boolean driver = survey.nvidiaAbsent().equals(Optional.empty());
        assertThat(driver || !survey.nvidiaAbsent().orElseThrow().isBlank()).isTrue();
    }

    private void device(String address, String kind, String vendor, String model)
            throws IOException {
        var device = Files.createDirectories(folder.resolve(address));
        Files.writeString(device.resolve("class"), kind + "\n");
        Files.writeString(device.resolve("vendor"), vendor + "\n");
        Files.writeString(device.resolve("device"), model + "\n");
    }
}
