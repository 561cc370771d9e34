package hearth.app.cli;

import hearth.app.estimate.Check;
import hearth.app.estimate.NetworkFigures;
import hearth.app.estimate.Premise;
import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.hardware.OshiMachine;
import hearth.worker.AgentLink;
import hearth.worker.SocketAgentLink;
import hearth.worker.electricity.ElectricityTerms;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `hearth estimate`: what this computer would do, earn and cost in a day.
@Command(
        name = "estimate",
        description = {
            "Train on this computer for at most two minutes and tell what a day of it would earn and"
                    + " cost. Needs no account, no network and no wallet; asks the coordinator for its"
                    + " price if one is known."
        },
        mixinStandardHelpOptions = true)
final class EstimateCommand implements Callable<Integer> {
    private static final Duration USUAL = Duration.ofSeconds(80);
    private static final Duration QUICK = Duration.ofSeconds(18);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Mixin private final ElectricityOptions electricity = new ElectricityOptions();

    @Option(names = "--quick", description = "About half a minute instead of one and a half.")
    private boolean quick;

    @Option(
            names = "--hours",
            paramLabel = "H",
            description = "Hours of training a day; default is what the rules leave.")
    private @Nullable Double hours;

    @Option(
            names = "--coordinator",
            paramLabel = "URL",
            description = "Whose price to ask for; default is the running agent's.")
    private @Nullable URI coordinator;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        var terminal = Terminal.of(spec, json);
        var image = Image.current();
        var home = HearthHome.open();
        try (var link = SocketAgentLink.to(home.agent());
                var machine = new OshiMachine()) {
            var agent = Optional.<AgentLink>of(link).filter(_ -> link.isAnswering());
            var premise = premise(agent);
            agent.filter(a -> a.snapshot().progress().isPresent())
                    .ifPresent(
                            _ ->
                                    terminal.progress(
                                            "The agent trains now: figures will be low. Pause it first with hearth pause 10m."));
            var estimate =
                    new Check(image, home, premise, quick ? QUICK : USUAL, terminal::progress)
                            .run(machine);
            terminal.result(estimate, estimate.inWords());
            return estimate.cards().stream().anyMatch(c -> c.stepsPerSecond().isPresent())
                    ? 0
                    : CommandFailure.FAILED;
        }
    }

    private Premise premise(Optional<AgentLink> agent) {
        var kept = agent.map(AgentLink::electricity).orElse(ElectricityTerms.NONE);
        var terms = electricity.over(kept);
        var address = Optional.ofNullable(coordinator).or(() -> agent.map(EstimateCommand::at));
        var network = address.map(NetworkFigures::of).orElse(NetworkFigures.NONE);
        try {
            return Premise.of(agent, network, terms, Optional.ofNullable(hours), Instant.now());
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(
                    spec.commandLine(), "--hours: " + wrong.getMessage() + ".", wrong);
        }
    }

    private static URI at(AgentLink agent) {
        return agent.snapshot().coordinator();
    }
}
