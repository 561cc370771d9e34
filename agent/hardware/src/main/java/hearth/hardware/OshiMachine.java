package hearth.hardware;

import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.hardware.GpuStats;
import oshi.hardware.GraphicsCard;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.PowerSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The machine through OSHI. The first reading looks the devices up (some 200 ms), each later one
/// takes below a millisecond. Safe to call from any thread; readings are taken one after the other.
public final class OshiMachine implements Machine, AutoCloseable {
    private static final double PERCENT = 100;

    private final HardwareAbstractionLayer hardware = new SystemInfo().getHardware();
    private final CentralProcessor processor = hardware.getProcessor();
    private final GlobalMemory memory = hardware.getMemory();
    private final String cpu = processor.getProcessorIdentifier().getName().strip();
    private final List<Card> cards = new ArrayList<>();
    private long[] ticks = {};
    private Optional<Double> load = Optional.empty();

    private record Card(GraphicsCard card, GpuStats session) {}

    public OshiMachine() {
        for (var card : hardware.getGraphicsCards()) {
            cards.add(new Card(card, card.createStatsSession()));
        }
    }

    @Override
    public synchronized Reading read() {
        return new Reading(
                cpu,
                processor.getLogicalProcessorCount(),
                cpuLoad(),
                positive(hardware.getSensors().getCpuTemperature()),
                memory.getTotal(),
                positive(memory.getAvailable()),
                cards.stream().map(OshiMachine::graphics).toList(),
                power());
    }

    @Override
    public synchronized void close() {
        cards.forEach(c -> c.session().close());
        cards.clear();
    }

    /// Absent while the counters stand still: two samples within a tick say nothing.
    private Optional<Double> cpuLoad() {
        var now = processor.getSystemCpuLoadTicks();
        if (ticks.length == 0 || Arrays.equals(ticks, now)) {
            ticks = now;
            return load;
        }
        load = measured(processor.getSystemCpuLoadBetweenTicks(ticks, now));
        ticks = now;
        return load;
    }

    private static Reading.Graphics graphics(Card card) {
        var session = card.session();
        return new Reading.Graphics(
                card.card().getName(),
                positive(card.card().getVRam()),
                positive(session.getVramUsed()),
                measured(session.getGpuUtilization() / PERCENT),
                positive(session.getTemperature()),
                positive(session.getPowerDraw()));
    }

    /// A battery counts only while it empties: a full one on the charger is the mains.
    private Reading.Power power() {
        var discharging =
                hardware.getPowerSources().stream()
                        .filter(s -> s.isDischarging() && !s.isPowerOnLine())
                        .toList();
        if (discharging.isEmpty()) {
            return new Reading.Power.Mains();
        }
        return new Reading.Power.Battery(
                discharging.stream()
                        .map(PowerSource::getRemainingCapacityPercent)
                        .filter(c -> c > 0 && c <= 1)
                        .min(Double::compare));
    }

    /// OSHI writes an unknown share as a negative number.
    private static Optional<Double> measured(double share) {
        return share >= 0 && Double.isFinite(share)
                ? Optional.of(Math.min(share, 1))
                : Optional.empty();
    }

    /// OSHI writes an unknown temperature, power or size as zero or below.
    private static Optional<Double> positive(double value) {
        return value > 0 && Double.isFinite(value) ? Optional.of(value) : Optional.empty();
    }

    private static Optional<Long> positive(long value) {
        return value > 0 ? Optional.of(value) : Optional.empty();
    }
}
