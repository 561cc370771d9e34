package hearth.app.practice;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.worker.AgentLink;
import hearth.worker.SocketAgentLink;

/// Finds the running agent of a data folder.
public final class Agents {
    private Agents() {}

    /// A link to the agent that runs now.
    ///
    /// @throws CommandFailure if none does
    public static AgentLink connect(HearthHome home) {
        var link = SocketAgentLink.to(home.agent());
        if (!link.isAnswering()) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "No agent runs for " + home.folder() + ". Start Hearth, or hearth practice.");
        }
        return link;
    }
}
