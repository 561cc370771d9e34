package hearth.chain;

import java.util.function.Supplier;

/// A value from the chain, or the fact that no node answered.
public sealed interface Reading<T> {
    record Known<T>(T value) implements Reading<T> {}

    record Unreachable<T>() implements Reading<T> {}

    static <T> Reading<T> of(Supplier<T> question) {
        try {
            return new Known<>(question.get());
        } catch (NodeUnreachableException e) {
            return new Unreachable<>();
        }
    }
}
