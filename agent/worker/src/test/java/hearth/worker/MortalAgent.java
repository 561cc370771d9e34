package hearth.worker;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// An agent in a process of its own, for tests that end it. Says `ready` once it works.
final class MortalAgent {
    private static final Duration STEP = Duration.ofMillis(4);

    private MortalAgent() {}

    /// @param args home, coordinator, and a number that no earlier process of this home had
    public static void main(String[] args) {
        var home = Path.of(args[0]);
        ScriptedTraining.goOnFrom(Integer.parseInt(args[2]));
        var training = new ScriptedTraining(home.resolve("training"));
        training.pace(STEP);
        var config =
                new AgentConfig(
                        home,
                        URI.create(args[1]),
                        Optional.empty(),
                        "den",
                        "0.1.0",
                        AgentFixture.FAST);
        try (var agent = Agent.open(config, AgentFixture.ports(training))) {
            new PrintWriter(System.out, true, StandardCharsets.UTF_8).println("ready");
            agent.run();
        }
    }
}
