package hearth.app.practice;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.worker.AgentLink;
import hearth.worker.AgentSnapshot;
import hearth.worker.SocketAgentLink;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Finds the running agent of a data folder.
public final class Agents {
    private static final Duration SETTLES = Duration.ofSeconds(3);
    private static final Duration TICK = Duration.ofMillis(50);

    private Agents() {}

    /// The command line of an agent as this installation starts it.
    ///
    /// @param arguments after the word `agent`
    public static List<String> command(Image image, String... arguments) {
        return Roles.command(
                image,
                Roles.AGENT_FLAGS,
                Stream.concat(Stream.of("agent"), Stream.of(arguments)).toArray(String[]::new));
    }

    /// What the agent says of itself once that holds, or after three seconds: it takes a wish
    /// before it tells of it.
    public static AgentSnapshot newest(AgentLink agent, Predicate<AgentSnapshot> wanted)
            throws InterruptedException {
        for (long tries = SETTLES.dividedBy(TICK); ; tries--) {
            var now = agent.snapshot();
            if (tries <= 0 || wanted.test(now)) {
                return now;
            }
            new CountDownLatch(1).await(TICK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /// A link to the agent that runs now.
    ///
    /// @throws CommandFailure if none does
    public static AgentLink connect(HearthHome home) {
        var link = SocketAgentLink.to(home.agent());
        if (!link.isAnswering()) {
            throw new CommandFailure(
                    CommandFailure.MISSING,
                    "No agent runs for " + home.folder() + ". Start Hearth, or hearth practice.");
        }
        return link;
    }
}
