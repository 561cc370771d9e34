package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.DeviceModel;
import hearth.protocol.RealisedRates;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

final class RealisedEarningsTest {
    @TempDir Path folder;
    private Simulation network;

    @BeforeEach
    void open() {
        network = new Simulation(3, folder, Policy.practice(), Wei.of(1_000_000_000L), 12, 1000);
    }

    @AfterEach
    void close() {
        network.close();
    }

    private void join(int number, Optional<String> model) {
        var device = new SimulatedDevice(number, Temper.HONEST);
        device.model = model;
        network.join(device);
    }

    private void steps() {
        for (int i = 0; i < 300; i++) {
            network.step();
        }
    }

    @Test
    void areSaidOnlyWhereFiveAccountsStandBehindThem() {
        for (int number = 1; number <= 4; number++) {
            join(number, Optional.empty());
        }
        steps();
        assertThat(network.coordinator.realisedEarnings().groups()).isEmpty();

        join(5, Optional.empty());
        steps();
        var published = network.coordinator.realisedEarnings();
        assertThat(published.models()).isEmpty();
        assertThat(published.groups()).hasSize(1);
        var group = published.groups().getFirst();
        assertThat(group.recipe()).isEqualTo("gpt");
        assertThat(group.model()).isEmpty();
        assertThat(group.devices()).isGreaterThanOrEqualTo(5);
        assertThat(group.lower()).isLessThanOrEqualTo(group.median());
        assertThat(group.median()).isLessThanOrEqualTo(group.upper());
        assertThat(group.lower().isZero()).isFalse();

        network.pass(Duration.ofDays(8));
        assertThat(network.coordinator.realisedEarnings().groups()).isEmpty();
    }

    @Test
    void areSaidByModelWhereFiveAccountsHaveOne() {
        for (int number = 1; number <= 5; number++) {
            join(number, Optional.of(number % 2 == 0 ? "Tuned(R)  9000 \n XT" : "Tuned 9000 XT"));
        }
        for (int number = 6; number <= 9; number++) {
            join(number, Optional.of("Rare card"));
        }
        for (int i = 0; i < 10 && devices() < 9; i++) {
            steps();
        }

        var published = network.coordinator.realisedEarnings();
        assertThat(published.groups()).hasSize(1);
        assertThat(published.groups().getFirst().devices()).isEqualTo(9);
        assertThat(published.models()).hasSize(1);
        var group = published.models().getFirst();
        assertThat(group.model()).contains("Tuned 9000 XT");
        assertThat(group.devices()).isEqualTo(5);
        assertThat(List.of(group.lower(), group.median(), group.upper()))
                .isSorted()
                .noneMatch(Wei::isZero);
    }

    /// An agent asks for its next lease when it is half through with one.
    @Test
    void countTimeThatTwoLeasesShareOnce() {
        var times = new RealisedEarnings.WorkingTime();
        assertThat(times.of("a", 0, 100)).isEqualTo(100);
        assertThat(times.of("a", 50, 200)).isEqualTo(100);
        assertThat(times.of("b", 150, 250)).isEqualTo(100);
        assertThat(times.of("a", 150, 300)).isEqualTo(100);
        assertThat(times.of("a", 1000, 1100)).isEqualTo(100);
        assertThat(times.of("a", 1050, 1100)).isEqualTo(1);
    }

    private int devices() {
        return network.coordinator.realisedEarnings().groups().stream()
                .mapToInt(RealisedRates.Rate::devices)
                .sum();
    }

    @Test
    void keepsOfAModelWhatIsShortAndLegible() {
        assertThat(DeviceModel.of("NVIDIA GeForce RTX 4090")).contains("NVIDIA GeForce RTX 4090");
        assertThat(DeviceModel.of("Intel(R) Core(TM) i7-13700K CPU @ 3.40GHz"))
                .contains("Intel Core i7-13700K CPU @ 3.40GHz");
        assertThat(DeviceModel.of("AMD Radeon\u2122 RX\t7900\r\nXTX\u202e\u0000"))
                .contains("AMD Radeon RX 7900 XTX");
        assertThat(DeviceModel.of("<script>\"'{}")).contains("script'");
        assertThat(DeviceModel.of("x".repeat(10_000))).contains("x".repeat(64));
        assertThat(DeviceModel.of("\u00e9 \u4e2d\u6587")).isEmpty();
        assertThat(DeviceModel.of("")).isEmpty();
    }
}
