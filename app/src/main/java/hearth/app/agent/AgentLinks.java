package hearth.app.agent;

import hearth.worker.AgentLink;

/// Opens a link to the agent of this computer, starting the agent where none runs.
@FunctionalInterface
public interface AgentLinks {
    /// @throws hearth.worker.AgentUnreachableException if none answers
    AgentLink open();
}
