package hearth.chain;

import org.jspecify.annotations.Nullable;

/// No usable answer from the node: no connection, too slow, too long, or not JSON-RPC. Carries no
/// text of the node's.
public sealed class NodeUnreachableException extends RuntimeException
        permits NodesDisagreeException, NodeBusyException {
    private static final long serialVersionUID = 1L;

    NodeUnreachableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
