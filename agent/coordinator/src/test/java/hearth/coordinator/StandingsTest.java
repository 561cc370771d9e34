package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.coordinator.Standings.Of;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;

/// What is left of a standing when a result is refused.
@ParameterizedClass
@EnumSource(Column.class)
final class StandingsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Column column;
    @TempDir private Path folder;

    StandingsTest(Column column) {
        this.column = column;
    }

    @Test
    void statisticsTakeHalfAndAnAppealGivesItBackButWhatIsProvenTakesAll() {
        var device = new SimulatedDevice(1, Temper.HONEST);
        var of = new Of(device.key.deviceId(), "gpt", "cpu");
        try (var network =
                new Simulation(
                        1, column.stores(), folder, TestJobs.sharing(1), Wei.ofEmber("1"), 4, 5)) {
            network.join(device);
            network.change(
                    session -> {
                        Standings.accepted(session, Collections.nCopies(21, of));
                        Standings.doubted(session, of, NOW);
                        assertThat(Standings.sinceFailure(session, of))
                                .isEqualTo(10)
                                .isEqualTo(Belief.afterDoubt(21));
                        Standings.upheld(session, of);
                        assertThat(Standings.sinceFailure(session, of)).isEqualTo(21);
                        Standings.doubted(session, of, NOW);
                        Standings.refused(session, of, NOW);
                        assertThat(Standings.sinceFailure(session, of)).isZero();
                        assertThat(Standings.of(session, of.device()))
                                .singleElement()
                                .satisfies(one -> assertThat(one.refused()).isEqualTo(2));
                        Standings.upheld(session, of);
                        assertThat(Standings.sinceFailure(session, of))
                                .as("the doubt was wrong, what was proven after it was not")
                                .isZero();
                    });
        }
    }
}
