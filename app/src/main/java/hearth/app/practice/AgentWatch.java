package hearth.app.practice;

import hearth.app.install.HearthHome;
import hearth.worker.AgentLink;
import hearth.worker.AgentSnapshot;
import hearth.worker.AgentUnreachableException;
import hearth.worker.SocketAgentLink;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The agent of a data folder, reached again each time it was restarted. Owned by one thread.
final class AgentWatch implements AutoCloseable {
    private final HearthHome home;
    private @Nullable AgentLink link;

    AgentWatch(HearthHome home) {
        this.home = home;
    }

    /// The newest snapshot, or empty while no agent answers.
    Optional<AgentSnapshot> snapshot() {
        return ask(AgentLink::snapshot);
    }

    /// One question to the agent; empty while none answers.
    <T> Optional<T> ask(Function<AgentLink, T> question) {
        try {
            var open = link;
            if (open == null) {
                open = SocketAgentLink.connect(home.agent());
                link = open;
            }
            return Optional.of(question.apply(open));
        } catch (AgentUnreachableException gone) {
            close();
            return Optional.empty();
        }
    }

    /// Tells the agent something; false while none answers.
    boolean tell(Consumer<AgentLink> word) {
        return ask(l -> {
                    word.accept(l);
                    return true;
                })
                .orElse(false);
    }

    @Override
    public void close() {
        if (link != null) {
            link.close();
            link = null;
        }
    }
}
