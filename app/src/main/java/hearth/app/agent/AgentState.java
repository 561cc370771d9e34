package hearth.app.agent;

import hearth.worker.AgentSnapshot;

import java.util.Optional;

/// How the window stands with its agent.
public sealed interface AgentState {
    /// The newest snapshot there is, current or not.
    Optional<AgentSnapshot> newest();

    /// No agent has answered yet.
    record Connecting() implements AgentState {
        @Override
        public Optional<AgentSnapshot> newest() {
            return Optional.empty();
        }
    }

    /// The agent answers; this is its newest snapshot.
    record Live(AgentSnapshot snapshot) implements AgentState {
        @Override
        public Optional<AgentSnapshot> newest() {
            return Optional.of(snapshot);
        }
    }

    /// The agent answered once and is gone; the window keeps trying.
    record Lost(AgentSnapshot last) implements AgentState {
        @Override
        public Optional<AgentSnapshot> newest() {
            return Optional.of(last);
        }
    }
}
