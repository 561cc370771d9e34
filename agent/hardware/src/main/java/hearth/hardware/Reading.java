package hearth.hardware;

import java.util.List;
import java.util.Optional;

/// One sample of the machine. Absent means that this machine cannot tell; it is never written as
/// zero.
///
/// @param cpu model as its maker writes it
/// @param cores logical processors
/// @param cpuLoad 0…1 over all cores since the sample before; absent in the first one
/// @param cpuTemperature degrees Celsius
/// @param power where the electricity comes from
public record Reading(
        String cpu,
        int cores,
        Optional<Double> cpuLoad,
        Optional<Double> cpuTemperature,
        long memoryBytes,
        Optional<Long> memoryFreeBytes,
        List<Graphics> graphics,
        Power power) {
    public Reading {
        graphics = List.copyOf(graphics);
    }

    /// One graphics card.
    ///
    /// @param load 0…1
    /// @param temperature degrees Celsius
    /// @param watts drawn now
    public record Graphics(
            String name,
            Optional<Long> vramBytes,
            Optional<Long> vramUsedBytes,
            Optional<Double> load,
            Optional<Double> temperature,
            Optional<Double> watts) {}

    /// Where the electricity comes from.
    public sealed interface Power {
        /// The mains, or a machine without a battery.
        record Mains() implements Power {}

        /// @param charge 0…1 of what is left, absent where the battery does not say
        record Battery(Optional<Double> charge) implements Power {}
    }
}
