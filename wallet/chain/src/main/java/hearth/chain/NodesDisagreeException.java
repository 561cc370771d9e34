package hearth.chain;

import java.util.List;

/// The nodes of a network answered, but not enough of them said the same.
public final class NodesDisagreeException extends NodeUnreachableException {
    private static final long serialVersionUID = 1L;

    private final transient List<NodeFinding> findings;

    NodesDisagreeException(List<NodeFinding> findings) {
        super("the nodes disagree", null);
        this.findings = List.copyOf(findings);
    }

    /// What each of them said.
    public List<NodeFinding> findings() {
        return findings;
    }
}
