package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.BlockCodec;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Layer L2 in a whole network: what a result does to the loss decides, and its owner sees it.
@ParameterizedClass
@EnumSource(Column.class)
class LossLayerTest {
    private final Column column;
    @TempDir private Path folder;

    LossLayerTest(Column column) {
        this.column = column;
    }

    @Test
    void refusesWorkOnOtherDataAndSaysWhatWasMeasured() {
        var elsewhere = new SimulatedDevice(9, Temper.ELSEWHERE);
        try (var network = network()) {
            network.join(elsewhere);
            for (int i = 0; i < 4; i++) {
                network.join(new SimulatedDevice(i, Temper.HONEST));
            }
            for (int round = 0; round < 4; round++) {
                network.round();
                network.check();
            }
            var refused = results(network, elsewhere);

            assertThat(refused).isNotEmpty();
            assertThat(refused)
                    .filteredOn(r -> !r.state().equals("LATE"))
                    .allSatisfy(
                            r -> {
                                assertThat(r.state()).isEqualTo("FINAL_BAD");
                                assertThat(r.reason()).hasValue("not-this-data");
                                assertThat(r.evidence().orElseThrow())
                                        .matches("t -?[0-9.]+ < 2.50");
                            });
        }
    }

    @Test
    void showsAnHonestOwnerWhatItsWorkDid() {
        var device = new SimulatedDevice(1, Temper.HONEST);
        try (var network = network()) {
            for (int i = 1; i < 5; i++) {
                network.join(i == 1 ? device : new SimulatedDevice(i, Temper.HONEST));
            }
            for (int round = 0; round < 3; round++) {
                network.round();
            }
            assertThat(results(network, device))
                    .isNotEmpty()
                    .allSatisfy(
                            r -> {
                                assertThat(r.reason()).isEmpty();
                                assertThat(r.evidence().orElseThrow())
                                        .contains("loss-fall ", ", t ");
                            });
        }
    }

    @Test
    void measuresWhatItsOwnEndCutShortHoweverOften() {
        try (var network = network()) {
            var devices = new ArrayList<SimulatedDevice>();
            for (int i = 0; i < 4; i++) {
                devices.add(new SimulatedDevice(i, Temper.HONEST));
                network.join(devices.getLast());
            }
            network.deliver();
            network.cutShort(4);
            network.round();
            assertThat(devices)
                    .flatMap(device -> results(network, device))
                    .isNotEmpty()
                    .allSatisfy(r -> assertThat(r.evidence().orElse("")).contains("loss-fall "));
        }
    }

    private static List<ResultView> results(Simulation network, SimulatedDevice device) {
        return network.coordinator.results(device.key.deviceId(), 0).results();
    }

    /// Of each owner one lease in a round, so that a liar cannot spoil every round.
    private Simulation network() {
        return new Simulation(
                5,
                column.stores(),
                folder,
                TestJobs.sharing(0.25),
                Wei.ofEmber("1"),
                40,
                30,
                BlockCodec.DQ4,
                TestJobs.lossLayer());
    }
}
