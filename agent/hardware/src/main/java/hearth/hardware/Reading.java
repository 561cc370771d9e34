package hearth.hardware;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One sample of the machine. Absent means that this machine cannot tell; it is never written as
/// zero.
///
/// @param cpu model as its maker writes it
/// @param cores logical processors
/// @param cpuLoad 0…1 over all cores since the sample before; absent in the first one
/// @param cpuTemperature degrees Celsius
/// @param power where the electricity comes from
/// @param rest what is of interest only to those who watch
/// @param cpuWatts drawn by the processor's packages since the sample before
/// @param driverFaults what drivers reported since the first sample, oldest first, at most the
/// newest [#MOST_FAULTS]
public record Reading(
        String cpu,
        int cores,
        Optional<Double> cpuLoad,
        Optional<Double> cpuTemperature,
        long memoryBytes,
        Optional<Long> memoryFreeBytes,
        List<Graphics> graphics,
        Power power,
        Rest rest,
        Optional<Double> cpuWatts,
        List<DriverFault> driverFaults) {
    public static final int MOST_FAULTS = 32;

    public Reading {
        graphics = List.copyOf(graphics);
        driverFaults = List.copyOf(driverFaults);
    }

    /// Of a machine whose drivers have reported nothing.
    public Reading(
            String cpu,
            int cores,
            Optional<Double> cpuLoad,
            Optional<Double> cpuTemperature,
            long memoryBytes,
            Optional<Long> memoryFreeBytes,
            List<Graphics> graphics,
            Power power,
            Rest rest,
            Optional<Double> cpuWatts) {
        this(
                cpu,
                cores,
                cpuLoad,
                cpuTemperature,
                memoryBytes,
                memoryFreeBytes,
                graphics,
                power,
                rest,
                cpuWatts,
                List.of());
    }

    public Reading(
            String cpu,
            int cores,
            Optional<Double> cpuLoad,
            Optional<Double> cpuTemperature,
            long memoryBytes,
            Optional<Long> memoryFreeBytes,
            List<Graphics> graphics,
            Power power) {
        this(
                cpu,
                cores,
                cpuLoad,
                cpuTemperature,
                memoryBytes,
                memoryFreeBytes,
                graphics,
                power,
                Rest.UNKNOWN,
                Optional.empty());
    }

    /// One graphics card.
    ///
    /// @param id stays the same over restarts, where the driver has one; else its place
    /// @param load 0…1
    /// @param temperature degrees Celsius
    /// @param watts drawn now
    /// @param fan 0…1 of its highest speed
    /// @param tenants programs that hold memory of this card, with whatever is known of each;
    /// absent where the driver does not list them
    /// @param slowedByHeat whether the driver holds the clocks down because of the temperature;
    /// absent where it does not say
    public record Graphics(
            String id,
            String name,
            Optional<Long> vramBytes,
            Optional<Long> vramUsedBytes,
            Optional<Double> load,
            Optional<Double> temperature,
            Optional<Double> watts,
            Optional<Double> fan,
            Clocks clocks,
            Optional<List<Tenant>> tenants,
            Optional<Boolean> slowedByHeat) {
        public Graphics {
            tenants = tenants.map(List::copyOf);
        }

        /// Of a driver that does not say why it slows down.
        public Graphics(
                String id,
                String name,
                Optional<Long> vramBytes,
                Optional<Long> vramUsedBytes,
                Optional<Double> load,
                Optional<Double> temperature,
                Optional<Double> watts,
                Optional<Double> fan,
                Clocks clocks,
                Optional<List<Tenant>> tenants) {
            this(
                    id,
                    name,
                    vramBytes,
                    vramUsedBytes,
                    load,
                    temperature,
                    watts,
                    fan,
                    clocks,
                    tenants,
                    Optional.empty());
        }

        public Graphics(
                String name,
                Optional<Long> vramBytes,
                Optional<Long> vramUsedBytes,
                Optional<Double> load,
                Optional<Double> temperature,
                Optional<Double> watts) {
            this(
                    name,
                    name,
                    vramBytes,
                    vramUsedBytes,
                    load,
                    temperature,
                    watts,
                    Optional.empty(),
                    Clocks.UNKNOWN,
                    Optional.empty());
        }
    }

    /// A fault of a card as its driver reports it.
    ///
    /// @param number grows by one with each fault of this machine, from 1
    /// @param card name
    /// @param xid NVIDIA's error number ("Xid Errors", r555)
    public record DriverFault(long number, String card, int xid) {
        /// Faults of the program that computes; the card itself is well.
        private static final Set<Integer> OF_A_PROGRAM = Set.of(13, 31, 43, 45, 68, 94);

        /// Whether the card or its driver failed, so that nothing should run on it for now.
        public boolean isOfTheCard() {
            return !OF_A_PROGRAM.contains(xid);
        }
    }

    /// Frequencies of a card.
    ///
    /// @param coreMhz,memoryMhz now
    public record Clocks(Optional<Long> coreMhz, Optional<Long> memoryMhz) {
        public static final Clocks UNKNOWN = new Clocks(Optional.empty(), Optional.empty());
    }

    /// A program on a card.
    ///
    /// @param load 0…1 of the card that is its doing
    public record Tenant(long pid, Optional<Long> vramBytes, Optional<Double> load) {}

    /// Where the electricity comes from.
    public sealed interface Power {
        /// The mains, or a machine without a battery.
        record Mains() implements Power {}

        /// @param charge 0…1 of what is left, absent where the battery does not say
        record Battery(Optional<Double> charge) implements Power {}
    }

    /// What flows over disks or network.
    ///
    /// @param inPerSecond bytes read or received
    /// @param outPerSecond bytes written or sent
    public record Flow(Optional<Double> inPerSecond, Optional<Double> outPerSecond) {
        public static final Flow UNKNOWN = new Flow(Optional.empty(), Optional.empty());
    }

    /// @param fansPerMinute turns of the case's fans
    /// @param cpuMhz highest frequency of a core now
    /// @param batteryWatts flowing out of the battery
    public record Rest(
            Flow disk,
            Flow network,
            List<Integer> fansPerMinute,
            Optional<Long> cpuMhz,
            Optional<Double> cpuVolts,
            Optional<Double> batteryWatts) {
        public static final Rest UNKNOWN =
                new Rest(
                        Flow.UNKNOWN,
                        Flow.UNKNOWN,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());

        public Rest {
            fansPerMinute = List.copyOf(fansPerMinute);
        }
    }
}
