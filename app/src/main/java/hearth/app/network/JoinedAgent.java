package hearth.app.network;

import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.logs.Logs;
import hearth.app.practice.Agents;
import hearth.worker.AgentLink;
import hearth.worker.AgentRefusedException;
import hearth.worker.AgentUnreachableException;
import hearth.worker.SocketAgentLink;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.Optional;

/// The agent of a joined network behind the window: the one that runs already, such as the service
/// of this user, or a process of its own that may outlive the window.
public final class JoinedAgent {
    private final HearthHome home;
    private final Optional<Process> own;

    private JoinedAgent(HearthHome home, Optional<Process> own) {
        this.home = home;
        this.own = own;
    }

    /// Does not wait until a new one answers: the window says so until it does.
    public static JoinedAgent findOrStart(Image image, HearthHome home) {
        try (var link = SocketAgentLink.to(home.agent())) {
            return new JoinedAgent(
                    home, link.isAnswering() ? Optional.empty() : Optional.of(start(image, home)));
        }
    }

    private static Process start(Image image, HearthHome home) {
        try {
            var log = new Logs(home).printed("agent");
            var builder =
                    new ProcessBuilder(Agents.command(image))
                            .redirectInput(Redirect.from(nothing()))
                            .redirectOutput(Redirect.appendTo(log.toFile()))
                            .redirectErrorStream(true);
            builder.environment().put("HEARTH_HOME", home.folder().toString());
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static File nothing() {
        return new File(File.separatorChar == '/' ? "/dev/null" : "NUL");
    }

    /// The process that was started here; empty if the agent ran already.
    public Optional<Process> process() {
        return own;
    }

    /// Ends the agent that was started here, unless it goes on sharing without a window.
    public void endUnlessSharing() {
        if (own.isEmpty()) {
            return;
        }
        try (var link = SocketAgentLink.to(home.agent())) {
            if (!link.snapshot().sharing()) {
                end(link);
            }
        } catch (AgentUnreachableException notReady) {
            own.get().destroy();
        }
    }

    private static void end(AgentLink link) {
        try {
            link.shutdown();
        } catch (AgentRefusedException busy) {
            // It is ending already.
        }
    }
}
