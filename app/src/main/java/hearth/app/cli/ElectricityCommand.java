package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.practice.Agents;
import hearth.worker.AgentSnapshot;
import hearth.worker.electricity.DayAccount;
import hearth.worker.electricity.ElectricityTerms;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `hearth electricity`: what training used and cost, and what the owner pays for it.
@Command(
        name = "electricity",
        description =
                "Show what training used and cost by day, and tell your tariff, currency and EMBER's"
                        + " worth. What is not named stays as it was.",
        mixinStandardHelpOptions = true)
final class ElectricityCommand implements Callable<Integer> {
    /// @param now above idle
    record Report(ElectricityTerms terms, AgentSnapshot.Electricity now, List<DayAccount> days) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Mixin private final ElectricityOptions told = new ElectricityOptions();

    @Option(names = "--forget", description = "Forget all that was told before.")
    private boolean forget;

    @Option(
            names = "--days",
            defaultValue = "7",
            description = "How many days to show. Default: 7.")
    private int days;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        try (var agent = Agents.connect(HearthHome.open())) {
            if (forget || told.any()) {
                agent.electricity(told.over(forget ? ElectricityTerms.NONE : agent.electricity()));
            }
            var report =
                    new Report(
                            agent.electricity(),
                            agent.snapshot().electricity(),
                            agent.accounts(days));
            Terminal.of(spec, json).result(report, forPeople(report));
        }
        return 0;
    }

    private static String forPeople(Report report) {
        var lines = new StringBuilder();
        lines.append(terms(report.terms())).append('\n');
        lines.append(now(report.now())).append('\n');
        if (report.days().isEmpty()) {
            lines.append("No training and no earnings in these days.");
        }
        return lines
                + report.days().stream()
                        .map(ElectricityCommand::line)
                        .collect(Collectors.joining("\n"));
    }

    private static String terms(ElectricityTerms terms) {
        if (terms.equals(ElectricityTerms.NONE)) {
            return "Nothing is told of your electricity: hearth electricity --price 0.31 --currency EUR";
        }
        return "Told: " + terms.json();
    }

    private static String now(AgentSnapshot.Electricity now) {
        var draws =
                now.draws().stream()
                        .map(
                                d ->
                                        "%s %.1f W (%s)"
                                                .formatted(
                                                        d.device(),
                                                        d.watts(),
                                                        d.source().name().toLowerCase(Locale.ROOT)))
                        .collect(Collectors.joining(", "));
        var hour =
                now.perHour()
                        .map(
                                m ->
                                        " An hour earns %s and costs %s %s."
                                                .formatted(
                                                        m.earned().toPlainString(),
                                                        m.cost().toPlainString(),
                                                        m.currency()))
                        .orElse("");
        return (draws.isEmpty() ? "Now: no training." : "Now, above idle: " + draws + ".") + hour;
    }

    static String line(DayAccount day) {
        return "%s  %s  cost %s  earned %s EMBER  net %s%s"
                .formatted(
                        day.day(),
                        day.kWh()
                                .map(
                                        known ->
                                                "%s kWh (%s measured)"
                                                        .formatted(
                                                                known.toPlainString(),
                                                                day.measuredKwh().toPlainString()))
                                .orElse("not measured"),
                        day.cost()
                                .map(c -> c.toPlainString() + " " + day.currency().orElse(""))
                                .orElse("not known"),
                        day.earned().ember().stripTrailingZeros().toPlainString(),
                        day.net()
                                .map(n -> n.toPlainString() + " " + day.currency().orElse(""))
                                .orElse("not known"),
                        day.grams().map(g -> "  " + g.toPlainString() + " g CO₂").orElse(""));
    }
}
