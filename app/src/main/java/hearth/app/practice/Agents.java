package hearth.app.practice;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.worker.AgentLink;
import hearth.worker.SocketAgentLink;

import java.util.List;
import java.util.stream.Stream;

/// Finds the running agent of a data folder.
public final class Agents {
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
