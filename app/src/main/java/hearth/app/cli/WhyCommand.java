package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.practice.Agents;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `hearth why`: whether the agent may run now, and if not, why and what would mend it.
@Command(
        name = "why",
        description = "Say why the agent runs or waits.",
        mixinStandardHelpOptions = true)
final class WhyCommand implements Callable<Integer> {
    record Line(String id, String text, String fix) {}

    record Answer(String decision, List<Line> reasons, YieldLines.Figures yields) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        try (var agent = Agents.connect(HearthHome.open())) {
            var seen = agent.snapshot();
            var reasons =
                    seen.reasons().stream()
                            .map(r -> new Line(r.id(), Reasons.text(r), Reasons.fix(r)))
                            .toList();
            var answer =
                    new Answer(
                            reasons.isEmpty() ? "run" : "wait",
                            reasons,
                            YieldLines.figures(seen.yields()));
            Terminal.of(spec, json)
                    .result(answer, forPeople(reasons) + "\n" + YieldLines.text(seen.yields()));
        }
        return 0;
    }

    private static String forPeople(List<Line> reasons) {
        if (reasons.isEmpty()) {
            return "Nothing stands in the way: the agent works whenever there is a lease.";
        }
        return reasons.stream()
                .map(r -> r.text() + " " + r.fix())
                .collect(Collectors.joining("\n"));
    }
}
