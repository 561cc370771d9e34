package hearth.hardware;

import org.jspecify.annotations.Nullable;

import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.NetworkIF;
import oshi.hardware.PowerSource;
import oshi.hardware.Sensors;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The machine through OSHI, and its NVIDIA cards through their own library. The first reading
/// looks the devices up (some 200 ms). Later ones ask cheap sources each time and costly ones
/// (batteries, disks, network, fans) every few seconds. Safe to call from any thread; readings are
/// taken one after the other.
public final class OshiMachine implements Machine {
    private static final long SELDOM = Duration.ofSeconds(10).toNanos();
    private static final double HERTZ_PER_MHZ = 1e6;

    private final HardwareAbstractionLayer hardware;
    private final CentralProcessor processor;
    private final GlobalMemory memory;
    private final Sensors sensors;
    private final String cpu;
    private final LongSupplier nanos;
    private final GraphicsCards cards;
    private final PackageEnergy packages;
    private List<PowerSource> batteries = List.of();
    private final Flows disks = new Flows();
    private final Flows networks = new Flows();
    private List<NetworkIF> interfaces = List.of();
    private Reading.Power power = new Reading.Power.Mains();
    private Reading.Rest rest = Reading.Rest.UNKNOWN;
    private boolean looked;
    private long nextLook;
    private long[] ticks = {};
    private Optional<Double> load = Optional.empty();

    public OshiMachine() {
        this(hardware(), Nvml.load(), System::nanoTime);
    }

    OshiMachine(HardwareAbstractionLayer hardware, Optional<Nvml> nvidia, LongSupplier nanos) {
        this.hardware = hardware;
        this.processor = hardware.getProcessor();
        this.memory = hardware.getMemory();
        this.sensors = hardware.getSensors();
        this.cpu = processor.getProcessorIdentifier().getName().strip();
        this.nanos = nanos;
        this.cards = new GraphicsCards(hardware.getGraphicsCards(), nvidia);
        this.packages = PackageEnergy.in(PackageEnergy.POWERCAP);
    }

    /// On Linux everything is read from files of the kernel; the JNA library stays unloaded.
    static HardwareAbstractionLayer hardware() {
        return isLinux()
                ? new oshi.nativefree.SystemInfo().getHardware()
                : new oshi.SystemInfo().getHardware();
    }

    static boolean isLinux() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("linux");
    }

    @Override
    public synchronized Reading read() {
        long now = nanos.getAsLong();
        if (!looked || now - nextLook >= 0) {
            look(now);
        }
        return new Reading(
                cpu,
                processor.getLogicalProcessorCount(),
                cpuLoad(),
                Measured.positive(sensors.getCpuTemperature()),
                memory.getTotal(),
                Measured.positive(memory.getAvailable()),
                cards.read(),
                power,
                rest,
                packages.watts(now),
                cards.faults());
    }

    @Override
    public synchronized void close() {
        cards.close();
    }

    private void look(long now) {
        if (!looked) {
            interfaces = hardware.getNetworkIFs();
        }
        looked = true;
        nextLook = now + SELDOM;
        // Listed anew each time: one that is away for a moment, as after a sleep, comes back.
        batteries = hardware.getPowerSources();
        power = power();
        interfaces.forEach(NetworkIF::updateAttributes);
        var stores = hardware.getDiskStores();
        rest =
                new Reading.Rest(
                        disks.next(
                                now,
                                stores.stream().mapToLong(s -> s.getReadBytes()).sum(),
                                stores.stream().mapToLong(s -> s.getWriteBytes()).sum()),
                        networks.next(
                                now,
                                interfaces.stream().mapToLong(NetworkIF::getBytesRecv).sum(),
                                interfaces.stream().mapToLong(NetworkIF::getBytesSent).sum()),
                        Arrays.stream(sensors.getFanSpeeds()).filter(f -> f > 0).boxed().toList(),
                        Arrays.stream(processor.getCurrentFreq()).filter(f -> f > 0).max().stream()
                                .mapToObj(f -> Math.round(f / HERTZ_PER_MHZ))
                                .findFirst(),
                        Measured.positive(sensors.getCpuVoltage()),
                        Optional.of(watts()).filter(w -> w > 0));
    }

    private double watts() {
        return batteries.stream()
                .filter(PowerSource::isDischarging)
                .mapToDouble(b -> Math.abs(b.getPowerUsageRate()) / 1000)
                .filter(Double::isFinite)
                .sum();
    }

    /// Absent while the counters stand still: two samples within a tick say nothing.
    private Optional<Double> cpuLoad() {
        var now = processor.getSystemCpuLoadTicks();
        if (ticks.length == 0 || Arrays.equals(ticks, now)) {
            ticks = now;
            return load;
        }
        load = Measured.share(processor.getSystemCpuLoadBetweenTicks(ticks, now));
        ticks = now;
        return load;
    }

    /// A battery counts only while it empties: a full one on the charger is the mains.
    private Reading.Power power() {
        var discharging =
                batteries.stream().filter(s -> s.isDischarging() && !s.isPowerOnLine()).toList();
        if (discharging.isEmpty()) {
            return new Reading.Power.Mains();
        }
        return new Reading.Power.Battery(
                discharging.stream()
                        .map(PowerSource::getRemainingCapacityPercent)
                        .filter(c -> c > 0 && c <= 1)
                        .min(Double::compare));
    }

    /// Rates from counters; a counter that went back (an interface left) gives none.
    private static final class Flows {
        private long @Nullable [] before;

        Reading.Flow next(long now, long in, long out) {
            var last = before;
            before = new long[] {now, in, out};
            if (last == null || now <= last[0]) {
                return Reading.Flow.UNKNOWN;
            }
            double seconds = (now - last[0]) / 1e9;
            return new Reading.Flow(
                    Measured.amount((in - last[1]) / seconds),
                    Measured.amount((out - last[2]) / seconds));
        }
    }
}
