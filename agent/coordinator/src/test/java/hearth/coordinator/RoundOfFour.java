package hearth.coordinator;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.Wei;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// Honest devices on a job whose rounds take four results.
///
/// @param devices that have joined
record RoundOfFour(Simulation network, List<SimulatedDevice> devices) {
    static RoundOfFour of(int devices, Column column, Path folder) {
        var network =
                new Simulation(
                        1,
                        column.stores(),
                        folder,
                        Simulation.POLICY,
                        Wei.of(1_000_000_000L),
                        12,
                        1000);
        var joined =
                IntStream.rangeClosed(1, devices)
                        .mapToObj(number -> new SimulatedDevice(number, Temper.HONEST))
                        .toList();
        joined.forEach(network::join);
        return new RoundOfFour(network, joined);
    }
}
