package hearth.worker;

import org.jspecify.annotations.Nullable;

/// This machine or the agent's home folder is broken in a way that the agent cannot mend by itself.
///
/// The id is stable and names the text on the screen, such as `device-key-unreadable` or
/// `journal-unreadable`.
public final class AgentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String id;

    AgentException(String id, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.id = id;
    }

    public String id() {
        return id;
    }
}
