package hearth.coordinator;

import java.util.function.Function;

/// Outcome of a request that may be refused.
public sealed interface Answer<T> {
    record Done<T>(T value) implements Answer<T> {}

    /// @param detail a sentence for logs and for programs' authors
    record Refused<T>(Refusal reason, String detail) implements Answer<T> {}

    static <T> Answer<T> done(T value) {
        return new Done<>(value);
    }

    static <T> Answer<T> refused(Refusal reason) {
        return refused(reason, reason.detail());
    }

    /// @param detail what exactly, where that is more than the reason says
    static <T> Answer<T> refused(Refusal reason, String detail) {
        return new Refused<>(reason, detail);
    }

    default <R> Answer<R> map(Function<T, R> change) {
        return switch (this) {
            case Done<T> done -> new Done<>(change.apply(done.value()));
            case Refused<T> refused -> new Refused<>(refused.reason(), refused.detail());
        };
    }
}
