package hearth.worker;

import java.nio.file.Path;

/// Another agent owns this home folder; attach to it instead.
public final class AgentAlreadyRunningException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AgentAlreadyRunningException(Path home) {
        super("an agent already runs in " + home);
    }
}
