package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.practice.Agents;
import hearth.app.text.Words;
import hearth.worker.Health;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `hearth health`: what the work has asked of this computer, and what went wrong on it.
@Command(
        name = "health",
        description = "Show hours of work by temperature, and what went wrong on this computer.",
        mixinStandardHelpOptions = true)
final class HealthCommand implements Callable<Integer> {
    private static final int NAME = 60;

    record Band(int fromCelsius, double hours) {}

    record Part(String name, boolean graphics, List<Band> bands) {}

    record Report(
            Instant since,
            List<Part> parts,
            List<Health.Tally> tallies,
            List<Health.Incident> recent) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        try (var agent = Agents.connect(HearthHome.open())) {
            var report = report(agent.snapshot().health());
            Terminal.of(spec, json).result(report, forPeople(report));
        }
        return 0;
    }

    private static Report report(Health health) {
        return new Report(
                health.since(),
                health.parts().stream()
                        .map(
                                p ->
                                        new Part(
                                                Words.plain(p.name(), NAME),
                                                p.graphics(),
                                                p.bands().stream()
                                                        .map(HealthCommand::hours)
                                                        .toList()))
                        .toList(),
                health.tallies(),
                health.recent().stream()
                        .map(
                                i ->
                                        new Health.Incident(
                                                i.at(), i.kind(), Words.plain(i.detail(), NAME)))
                        .toList());
    }

    private static Band hours(Health.Band band) {
        double hours = band.time().toMillis() / (double) Duration.ofHours(1).toMillis();
        return new Band(band.fromCelsius(), hours);
    }

    private static String forPeople(Report report) {
        var lines =
                report.parts().stream()
                        .map(p -> p.name() + ": " + forPeople(p.bands()))
                        .collect(Collectors.toCollection(ArrayList::new));
        if (lines.isEmpty()) {
            lines.add("No work at a known temperature yet.");
        }
        report.tallies().forEach(t -> lines.add(t.kind() + ": " + t.count()));
        if (report.tallies().isEmpty()) {
            lines.add("Nothing went wrong since " + report.since() + ".");
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static String forPeople(List<Band> bands) {
        return bands.stream()
                .map(b -> "%.1f h from %d °C".formatted(b.hours(), b.fromCelsius()))
                .collect(Collectors.joining(", "));
    }
}
