package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.practice.Agents;
import hearth.protocol.LeaseId;
import hearth.worker.AgentSnapshot;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `hearth finish`: what is held is the last for now.
@Command(
        name = "finish",
        description =
                "Bring what the agent holds to its end and take nothing new, until hearth resume.",
        mixinStandardHelpOptions = true)
final class FinishCommand implements Callable<Integer> {
    /// @param now whether the training ends at once and gives what is done
    record Finishing(boolean finishing, boolean now, String state, Optional<LeaseId> lease) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(
            names = "--now",
            description = "End the training after its step and hand in what is done.")
    private boolean now;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        try (var agent = Agents.connect(HearthHome.open())) {
            agent.finish();
            if (now) {
                agent.finishNow();
            }
            var snapshot = agent.snapshot();
            var lease = snapshot.progress().map(AgentSnapshot.Progress::lease);
            Terminal.of(spec, json)
                    .result(
                            new Finishing(
                                    true,
                                    now,
                                    snapshot.activity().name().toLowerCase(Locale.ROOT),
                                    lease),
                            lease.isPresent()
                                    ? "What is held is brought to its end; nothing new is taken."
                                    : "Nothing is held, and nothing new is taken.");
        }
        return 0;
    }
}
