package hearth.protocol;

import org.jspecify.annotations.Nullable;

/// Bytes from outside that are not what they should be. The message names the expected form and
/// never repeats what was received.
public final class MalformedMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedMessageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
