package hearth.app.practice;

import hearth.worker.AgentLink;
import hearth.worker.AgentRefusedException;
import hearth.worker.AgentSnapshot;
import hearth.worker.AgentUnreachableException;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// An agent that may be away for a while: it is being started, or was killed and comes back.
///
/// @param link that outlives restarts of the agent
record AgentWatch(AgentLink link) implements AutoCloseable {
    /// The newest snapshot, or empty while no agent answers.
    Optional<AgentSnapshot> snapshot() {
        return ask(AgentLink::snapshot);
    }

    /// One question to the agent; empty while none answers, or if it cannot do that now.
    <T> Optional<T> ask(Function<AgentLink, T> question) {
        try {
            return Optional.of(question.apply(link));
        } catch (AgentUnreachableException | AgentRefusedException gone) {
            return Optional.empty();
        }
    }

    /// Tells the agent something; false while none answers, or if it cannot do that now.
    boolean tell(Consumer<AgentLink> word) {
        return ask(l -> {
                    word.accept(l);
                    return true;
                })
                .orElse(false);
    }

    @Override
    public void close() {
        link.close();
    }
}
