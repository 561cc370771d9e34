package hearth.hardware;

import hearth.hardware.desktop.Fact;
import hearth.hardware.desktop.Presence;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// A machine that replays a script, for tests and demonstrations: one JSON record a line, each with
/// the second from which on it holds. What a line leaves out is not known then. Lines are in the
/// order of their seconds; the last one holds for ever.
///
/// ```
/// {"second":0,"idleSeconds":600,"cpuLoad":0.1}
/// {"second":5,"idleSeconds":0,"cards":[{"name":"RTX 3060","load":0.9,"temperature":84}]}
/// ```
public final class RecordedMachine implements Machine {
    private static final double NANOS = 1e9;

    private final List<Line> lines;
    private final LongSupplier nanos;
    private final long begun;

    /// What holds from a second on. Shares are 0…1, temperatures degrees Celsius.
    ///
    /// @param xid a fault that the driver of the first card reports once, at that second
    /// @param programs that run
    public record Line(
            double second,
            Optional<Double> idleSeconds,
            Optional<Double> gamepadIdleSeconds,
            Optional<Boolean> fullscreen,
            Optional<Boolean> video,
            Optional<Boolean> locked,
            Optional<Boolean> sleeping,
            Optional<Boolean> metered,
            Optional<Boolean> seated,
            Optional<Boolean> onBattery,
            Optional<Double> batteryCharge,
            Optional<Double> cpuLoad,
            Optional<Double> cpuTemperature,
            Optional<Long> memoryFreeBytes,
            Optional<List<Card>> cards,
            Optional<Double> cpuWatts,
            Optional<Double> batteryWatts,
            Optional<Integer> xid,
            Optional<List<String>> programs) {}

    /// A graphics card of a line.
    ///
    /// @param othersLoad of programs that are not ours
    public record Card(
            String name,
            Optional<Double> load,
            Optional<Double> temperature,
            Optional<Double> watts,
            Optional<Double> fan,
            Optional<Long> vramBytes,
            Optional<Long> vramUsedBytes,
            Optional<Double> othersLoad,
            Optional<Long> othersVramBytes,
            Optional<Boolean> slowedByHeat) {}

    private RecordedMachine(List<Line> lines, LongSupplier nanos) {
        this.lines = lines;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    /// @param nanos a clock that only goes forward, such as `System::nanoTime`
    /// @throws MalformedMessageException if a line is not of this form
    public static RecordedMachine of(Path script, LongSupplier nanos) throws IOException {
        return of(Files.readAllLines(script), nanos);
    }

    public static RecordedMachine of(List<String> script, LongSupplier nanos) {
        var lines = new ArrayList<Line>();
        for (var text : script) {
            if (!text.isBlank()) {
                var line = Json.read(text, Line.class);
                if (!lines.isEmpty() && line.second() < lines.getLast().second()) {
                    throw new MalformedMessageException("seconds go backwards", null);
                }
                lines.add(line);
            }
        }
        if (lines.isEmpty()) {
            throw new MalformedMessageException("a script without a line", null);
        }
        return new RecordedMachine(List.copyOf(lines), nanos);
    }

    private double second() {
        return (nanos.getAsLong() - begun) / NANOS;
    }

    private Line now() {
        double second = second();
        var current = lines.getFirst();
        for (var line : lines) {
            if (line.second() <= second) {
                current = line;
            }
        }
        return current;
    }

    @Override
    public Reading read() {
        var line = now();
        return new Reading(
                "recorded",
                Runtime.getRuntime().availableProcessors(),
                line.cpuLoad(),
                line.cpuTemperature(),
                Runtime.getRuntime().maxMemory(),
                line.memoryFreeBytes(),
                line.cards().orElse(List.of()).stream().map(RecordedMachine::graphics).toList(),
                line.onBattery().orElse(false)
                        ? new Reading.Power.Battery(line.batteryCharge())
                        : new Reading.Power.Mains(),
                rest(line),
                line.cpuWatts(),
                faults());
    }

    private static Reading.Rest rest(Line line) {
        var none = Reading.Rest.UNKNOWN;
        return new Reading.Rest(
                none.disk(),
                none.network(),
                none.fansPerMinute(),
                none.cpuMhz(),
                none.cpuVolts(),
                line.batteryWatts());
    }

    private List<Reading.DriverFault> faults() {
        double second = second();
        var faults = new ArrayList<Reading.DriverFault>();
        for (var line : lines) {
            if (line.second() <= second && line.xid().isPresent()) {
                var card = line.cards().orElse(List.of()).stream().findFirst();
                faults.add(
                        new Reading.DriverFault(
                                faults.size() + 1L,
                                card.map(Card::name).orElse("card"),
                                line.xid().get()));
            }
        }
        return faults;
    }

    /// Another program is a tenant whose process id no process has.
    private static Reading.Graphics graphics(Card card) {
        boolean others = card.othersLoad().isPresent() || card.othersVramBytes().isPresent();
        return new Reading.Graphics(
                card.name(),
                card.name(),
                card.vramBytes(),
                card.vramUsedBytes(),
                card.load(),
                card.temperature(),
                card.watts(),
                card.fan(),
                Reading.Clocks.UNKNOWN,
                others
                        ? Optional.of(
                                List.of(
                                        new Reading.Tenant(
                                                Long.MAX_VALUE,
                                                card.othersVramBytes(),
                                                card.othersLoad())))
                        : Optional.empty(),
                card.slowedByHeat());
    }

    @Override
    public Presence presence() {
        var line = now();
        var why = "not-recorded";
        return new Presence(
                Fact.of(line.idleSeconds().map(RecordedMachine::seconds), why),
                Fact.of(line.gamepadIdleSeconds().map(RecordedMachine::seconds), why),
                Fact.of(line.fullscreen(), why),
                Fact.of(line.video(), why),
                Fact.of(line.locked(), why),
                Fact.of(line.sleeping(), why),
                Fact.of(line.metered(), why),
                Fact.of(line.seated(), why));
    }

    @Override
    public Set<String> running(Set<String> programs) {
        return now().programs().orElse(List.of()).stream()
                .filter(programs::contains)
                .collect(Collectors.toSet());
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos((long) (seconds * NANOS));
    }
}
