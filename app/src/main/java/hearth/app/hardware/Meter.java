package hearth.app.hardware;

import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.worker.AgentSnapshot;
import hearth.worker.electricity.DayAccount;
import hearth.worker.electricity.Draw;
import hearth.worker.electricity.Margin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What training uses of electricity, above idle, line by line; only what is known has a line.
record Meter(List<Line> lines) {
    private static final int LONGEST_NAME = 40;

    /// A name and its value.
    record Line(String name, String value) {}

    static Meter of(AgentSnapshot agent, Speech speech) {
        var lines = new ArrayList<Line>();
        var electricity = agent.electricity();
        if (!electricity.draws().isEmpty()) {
            lines.add(
                    new Line(
                            speech.text("meter.now"),
                            electricity.draws().stream()
                                    .map(draw -> draw(draw, agent, speech))
                                    .collect(Collectors.joining(", "))));
        }
        electricity.perHour().ifPresent(hour -> lines.add(hour(hour, speech)));
        electricity.today().ifPresent(today -> lines.addAll(day(today, speech)));
        return new Meter(List.copyOf(lines));
    }

    private static String draw(Draw draw, AgentSnapshot agent, Speech speech) {
        String device =
                agent.hardware().gpus().stream()
                        .filter(card -> card.id().equals(draw.device()))
                        .map(card -> Words.plain(card.name(), LONGEST_NAME))
                        .findFirst()
                        .or(() -> speech.words().find("meter.device." + draw.device()))
                        .orElseGet(() -> Words.plain(draw.device(), LONGEST_NAME));
        return speech.text(
                "meter.draw." + draw.source().name().toLowerCase(Locale.ROOT),
                device,
                speech.amounts().decimal(draw.watts(), 0));
    }

    private static Line hour(Margin hour, Speech speech) {
        return new Line(
                speech.text("meter.hour"),
                speech.text(
                        "meter.hour.value",
                        speech.amounts().money(hour.earned(), hour.currency()),
                        speech.amounts().money(hour.cost(), hour.currency()),
                        speech.amounts().money(hour.net(), hour.currency())));
    }

    private static List<Line> day(DayAccount today, Speech speech) {
        var lines = new ArrayList<Line>();
        today.kWh()
                .ifPresent(
                        kWh ->
                                lines.add(
                                        new Line(
                                                speech.text("meter.today"),
                                                speech.text(
                                                        "meter.today.value",
                                                        speech.amounts()
                                                                .decimal(kWh.doubleValue(), 3),
                                                        speech.amounts()
                                                                .decimal(
                                                                        today.measuredKwh()
                                                                                .doubleValue(),
                                                                        3)))));
        today.currency()
                .ifPresent(
                        currency -> {
                            today.cost()
                                    .ifPresent(
                                            cost ->
                                                    lines.add(
                                                            new Line(
                                                                    speech.text("meter.cost"),
                                                                    speech.amounts()
                                                                            .money(
                                                                                    cost,
                                                                                    currency))));
                            today.net()
                                    .ifPresent(
                                            net ->
                                                    lines.add(
                                                            new Line(
                                                                    speech.text("meter.net"),
                                                                    speech.amounts()
                                                                            .money(
                                                                                    net,
                                                                                    currency))));
                        });
        today.grams()
                .ifPresent(
                        grams ->
                                lines.add(
                                        new Line(
                                                speech.text("meter.carbon"),
                                                speech.amounts().decimal(grams.doubleValue(), 0)
                                                        + " g")));
        return lines;
    }
}
