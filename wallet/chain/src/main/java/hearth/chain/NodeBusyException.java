package hearth.chain;

/// A node asked to be left alone for a while, or was asked too often.
final class NodeBusyException extends NodeUnreachableException {
    private static final long serialVersionUID = 1L;

    NodeBusyException() {
        super("busy", null);
    }
}
