package hearth.chain;

import java.util.List;
import java.util.function.Supplier;

/// A value from the chain, or the fact that no node answered or too few of them agree.
public sealed interface Reading<T> {
    record Known<T>(T value) implements Reading<T> {}

    /// @param findings what each node said, where they disagree
    record Unreachable<T>(List<NodeFinding> findings) implements Reading<T> {
        public Unreachable {
            findings = List.copyOf(findings);
        }
    }

    static <T> Reading<T> of(Supplier<T> question) {
        try {
            return new Known<>(question.get());
        } catch (NodesDisagreeException e) {
            return new Unreachable<>(e.findings());
        } catch (NodeUnreachableException e) {
            return new Unreachable<>(List.of());
        }
    }
}
