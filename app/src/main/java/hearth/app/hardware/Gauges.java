package hearth.app.hardware;

import hearth.app.agent.MachineFeed;
import hearth.app.hardware.Gauge.Curve;
import hearth.app.hardware.Gauge.Point;
import hearth.app.text.Amounts;
import hearth.app.text.Speech;
import hearth.hardware.Reading;
import hearth.worker.MachineView;
import hearth.worker.MachineView.Sample;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.Function;

/// Turns the samples of a machine into what its charts show.
final class Gauges {
    private static final double HOTTEST = 110;
    private static final double MILLIS = 1000;
    private static final double LEAST_WATTS = 50;
    private static final double LEAST_FLOW = 1 << 20;
    private final List<Sample> samples;
    private final Speech speech;
    private final Amounts amounts;

    Gauges(MachineView machine, Speech speech) {
        this.samples = machine.samples();
        this.speech = speech;
        this.amounts = speech.amounts();
    }

    /// The four of a graphics card.
    List<Gauge> ofCard(Reading.Graphics card) {
        Function<Sample, Optional<Reading.Graphics>> same =
                s -> s.cards().stream().filter(c -> c.id().equals(card.id())).findFirst();
        double memory = card.vramBytes().map(Long::doubleValue).orElse(0d);
        double highest =
                curve(s -> same.apply(s).flatMap(Reading.Graphics::watts)).points().stream()
                        .mapToDouble(Point::value)
                        .max()
                        .orElse(0);
        return List.of(
                share("card.load", card.load(), s -> same.apply(s).flatMap(Reading.Graphics::load)),
                gauge(
                        "card.memory",
                        card.vramUsedBytes().map(Long::doubleValue).filter(b -> memory > 0),
                        s ->
                                same.apply(s)
                                        .flatMap(Reading.Graphics::vramUsedBytes)
                                        .map(Long::doubleValue),
                        memory,
                        bytes -> amounts.bytes(Math.round(bytes))),
                degrees(
                        "card.temperature",
                        card.temperature(),
                        s -> same.apply(s).flatMap(Reading.Graphics::temperature)),
                gauge(
                        "card.power",
                        card.watts(),
                        s -> same.apply(s).flatMap(Reading.Graphics::watts),
                        Math.max(LEAST_WATTS, Math.ceil(highest / LEAST_WATTS) * LEAST_WATTS),
                        watts -> amounts.decimal(watts, 0) + " W"));
    }

    /// Those of everything but the cards.
    List<Gauge> ofComputer(MachineView machine) {
        Sample now = samples.getLast();
        double memory = machine.memoryBytes();
        return List.of(
                share("cpu.load", now.cpuLoad(), Sample::cpuLoad),
                degrees("cpu.temperature", now.cpuTemperature(), Sample::cpuTemperature),
                gauge(
                        "memory",
                        now.memoryFreeBytes().map(free -> memory - free),
                        s -> s.memoryFreeBytes().map(free -> memory - free),
                        memory,
                        bytes -> amounts.bytes(Math.round(bytes))),
                flow("disk", now.rest().disk(), s -> s.rest().disk()),
                flow("network", now.rest().network(), s -> s.rest().network()),
                battery(now));
    }

    private Gauge battery(Sample now) {
        if (now.battery().isEmpty()) {
            return new Gauge(
                    speech.text("gauge.battery"),
                    speech.text("gauge.battery.mains"),
                    speech.text("gauge.battery.mains.note"),
                    List.of(),
                    1,
                    "");
        }
        return share(
                "battery",
                now.battery().flatMap(MachineView.Battery::charge),
                s -> s.battery().flatMap(MachineView.Battery::charge));
    }

    private Gauge share(
            String key, Optional<Double> now, Function<Sample, Optional<Double>> value) {
        return gauge(key, now, value, 1, share -> amounts.percent(share, 0));
    }

    private Gauge degrees(
            String key, Optional<Double> now, Function<Sample, Optional<Double>> value) {
        return gauge(key, now, value, HOTTEST, t -> amounts.decimal(t, 0) + " °C");
    }

    private Gauge gauge(
            String key,
            Optional<Double> now,
            Function<Sample, Optional<Double>> value,
            double top,
            DoubleFunction<String> text) {
        return now.map(
                        v ->
                                new Gauge(
                                        speech.text("gauge." + key),
                                        text.apply(v),
                                        "",
                                        List.of(curve(value)),
                                        top,
                                        speech.text("gauge.scale", text.apply(top))))
                .orElseGet(() -> absent(key));
    }

    private Gauge absent(String key) {
        return new Gauge(
                speech.text("gauge." + key), "", speech.text("absent." + key), List.of(), 1, "");
    }

    /// Bytes in and out; the chart ends at what was reached.
    private Gauge flow(String key, Reading.Flow now, Function<Sample, Reading.Flow> flow) {
        if (now.inPerSecond().isEmpty() && now.outPerSecond().isEmpty()) {
            return absent(key);
        }
        Curve in = curve(s -> flow.apply(s).inPerSecond());
        Curve out = curve(s -> flow.apply(s).outPerSecond());
        double highest =
                List.of(in, out).stream()
                        .flatMap(curve -> curve.points().stream())
                        .mapToDouble(Point::value)
                        .max()
                        .orElse(0);
        double top = Math.max(LEAST_FLOW, Math.ceil(highest / LEAST_FLOW) * LEAST_FLOW);
        return new Gauge(
                speech.text("gauge." + key),
                now.inPerSecond().map(this::perSecond).orElse("–"),
                speech.text(
                        "gauge." + key + ".note",
                        now.outPerSecond().map(this::perSecond).orElse("–")),
                List.of(in, out),
                top,
                speech.text("gauge.scale", perSecond(top)));
    }

    private String perSecond(double bytes) {
        return speech.text(
                "gauge.per-second", amounts.decimal(bytes / (1 << 20), bytes < 10 << 20 ? 1 : 0));
    }

    private Curve curve(Function<Sample, Optional<Double>> value) {
        Duration last = samples.getLast().since();
        return new Curve(
                samples.stream()
                        .filter(s -> last.minus(s.since()).compareTo(MachineFeed.SPAN) <= 0)
                        .flatMap(s -> value.apply(s).stream().map(v -> new Point(age(last, s), v)))
                        .toList());
    }

    private static double age(Duration last, Sample sample) {
        return last.minus(sample.since()).toMillis() / MILLIS;
    }
}
