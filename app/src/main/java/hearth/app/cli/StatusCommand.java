package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.practice.Agents;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages.StandingView;
import hearth.protocol.Messages.Standings;
import hearth.protocol.Wei;
import hearth.worker.AgentSnapshot;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `hearth status`: what the running agent does.
@Command(
        name = "status",
        description = "Show what the agent does now and earned today.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    record Today(Wei earnedWei, Wei heldWei, Optional<BigDecimal> kWh) {}

    /// @param problem what went wrong last and is not mended
    /// @param standings how often this device is checked with each recipe, and why; absent while
    /// the coordinator has not told
    record Status(
            boolean sharing,
            String state,
            Optional<LeaseId> lease,
            Today today,
            Optional<AgentSnapshot.Sandbox> sandbox,
            List<String> reasons,
            Optional<String> problem,
            YieldLines.Figures yields,
            Optional<List<StandingView>> standings) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        try (var agent = Agents.connect(HearthHome.open())) {
            var s = agent.snapshot();
            var standings = agent.standings().map(Standings::standings);
            var status =
                    new Status(
                            s.sharing(),
                            s.activity().name().toLowerCase(Locale.ROOT),
                            s.progress().map(AgentSnapshot.Progress::lease),
                            new Today(s.today().earned(), s.today().held(), s.today().kWh()),
                            s.sandbox(),
                            s.reasons().stream().map(AgentSnapshot.Reason::id).toList(),
                            s.problem().map(AgentSnapshot.Reason::id),
                            YieldLines.figures(s.yields()),
                            standings);
            Terminal.of(spec, json)
                    .result(status, forPeople(s) + "\n" + StandingLines.text(standings));
        }
        return 0;
    }

    static String forPeople(AgentSnapshot s) {
        String work =
                s.progress()
                        .map(
                                p ->
                                        "%s, round %d, step %d of %d"
                                                .formatted(
                                                        p.title(),
                                                        p.round(),
                                                        p.stepsDone(),
                                                        p.steps()))
                        .orElseGet(
                                () ->
                                        s.reasons().isEmpty()
                                                ? s.activity().name().toLowerCase(Locale.ROOT)
                                                : Reasons.text(s.reasons().getFirst()));
        return """
                Sharing:  %s
                Now:      %s
                Today:    %s EMBER earned, %s of it held back; %d accepted, %d refused
                Sandbox:  %s
                Promise:  %s"""
                .formatted(
                        s.sharing() ? "on" : "off",
                        work,
                        WalletCommand.ember(s.today().earned()),
                        WalletCommand.ember(s.today().held()),
                        s.today().accepted(),
                        s.today().refused(),
                        s.sandbox()
                                .map(b -> "%s, grade %s".formatted(b.kind(), b.grade()))
                                .orElse("not known"),
                        YieldLines.text(s.yields()));
    }
}
