package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.BlockCodec;
import hearth.protocol.JobId;
import hearth.protocol.Manifest.Verification;
import hearth.protocol.Messages.StandingView;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.List;

/// An owner who pays his own devices for work that nobody looks at does not make them known for it.
@ParameterizedClass
@EnumSource(Column.class)
final class BoughtStandingTest {
    private static final JobId DECENT = new JobId("letters");
    private static final int ROUNDS = 4;

    private final Column column;
    private final SimulatedDevice device = new SimulatedDevice(1, Temper.HONEST);
    @TempDir private Path folder;

    BoughtStandingTest(Column column) {
        this.column = column;
    }

    private Simulation played(BlockCodec codec, Verification verification) {
        var network =
                new Simulation(
                        1,
                        column.stores(),
                        folder,
                        TestJobs.sharing(1),
                        Wei.ofEmber("1"),
                        40,
                        400,
                        codec,
                        verification);
        network.join(device);
        for (int i = 0; i < ROUNDS; i++) {
            network.round();
        }
        network.check();
        return network;
    }

    private List<StandingView> standings(Simulation network) {
        return network.coordinator.accounts().standings(device.key.deviceId()).standings();
    }

    @Test
    void whatCannotBeRepeatedMakesNobodyKnown() {
        try (var network = played(BlockCodec.DQ4, TestJobs.geometry())) {
            assertThat(network.count("result WHERE state = 'FINAL_OK'")).isGreaterThan(10);
            assertThat(standings(network)).isEmpty();

            network.coordinator.create(
                    DECENT,
                    TestJobs.manifest(
                            network.coordinator.blobs(),
                            40,
                            400,
                            Wei.ofEmber("1"),
                            BlockCodec.DQ4,
                            TestJobs.allLayers()));
            var decent = "result WHERE job = 'letters'";
            var looked = " AND sequence IN (SELECT result FROM audit)";
            while (network.count(decent + " AND state = 'FINAL_OK'") < 5) {
                network.deliver();
                while (network.coordinator.evaluate()) {
                    network.check();
                }
                network.coordinator.advance();
            }
            assertThat(network.count(decent + looked))
                    .as("all of a device on probation")
                    .isEqualTo(network.count(decent + " AND state IN ('FINAL_OK', 'AUDIT_WAIT')"));
        }
    }

    @Test
    void norWhatACodecWithErrorFeedbackKeepsFromBeingRepeated() {
        try (var network = played(BlockCodec.T3, TestJobs.allLayers())) {
            assertThat(network.count("result WHERE state = 'FINAL_OK'")).isGreaterThan(10);
            assertThat(standings(network))
                    .allMatch(s -> s.accepted() == 0 && s.untilTrusted() == 10);
        }
    }

    @Test
    void whatCouldBeRepeatedDoesAlsoWhereNobodyElseWasThere() {
        try (var network = played(BlockCodec.DQ4, TestJobs.allLayers())) {
            assertThat(standings(network))
                    .singleElement()
                    .satisfies(
                            s -> {
                                assertThat(s.accepted()).isGreaterThan(10);
                                assertThat(s.untilTrusted()).isZero();
                            });
        }
    }
}
