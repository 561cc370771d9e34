package hearth.coordinator;

import java.util.function.Function;

/// Outcome of a request that may be refused.
public sealed interface Answer<T> {
    record Done<T>(T value) implements Answer<T> {}

    record Refused<T>(Refusal reason) implements Answer<T> {}

    static <T> Answer<T> done(T value) {
        return new Done<>(value);
    }

    static <T> Answer<T> refused(Refusal reason) {
        return new Refused<>(reason);
    }

    default <R> Answer<R> map(Function<T, R> change) {
        return switch (this) {
            case Done<T> done -> new Done<>(change.apply(done.value()));
            case Refused<T> refused -> new Refused<>(refused.reason());
        };
    }
}
