package hearth.worker;

import org.jspecify.annotations.Nullable;

/// No agent answers on the local socket.
public final class AgentUnreachableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AgentUnreachableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
