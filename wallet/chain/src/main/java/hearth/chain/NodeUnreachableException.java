package hearth.chain;

import org.jspecify.annotations.Nullable;

/// No usable answer from the node: no connection, too slow, too long, or not JSON-RPC. Carries no
/// text of the node's.
public final class NodeUnreachableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NodeUnreachableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
