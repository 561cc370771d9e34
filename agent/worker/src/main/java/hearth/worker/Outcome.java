package hearth.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/// What came of a request to the coordinator.
sealed interface Outcome<T> {
    record Ok<T>(T value) implements Outcome<T> {}

    /// The coordinator understood and declined; asking again the same way does not help.
    ///
    /// @param problem its stable id
    record Refused<T>(String problem, int status) implements Outcome<T> {}

    /// No usable answer; the same request may succeed later.
    ///
    /// @param problem `coordinator-unreachable`, `coordinator-busy`, `coordinator-error`,
    /// `coordinator-garbled`,
    ///     `update-needed`, `coordinator-too-old`, `not-authenticated`, `server-changed`,
    /// `receipt-not-authentic`, `reply-not-authentic`, `content-wrong`
    /// @param retryAfter what the coordinator asked for
    record Unreachable<T>(String problem, Optional<Duration> retryAfter) implements Outcome<T> {
        Unreachable(String problem) {
            this(problem, Optional.empty());
        }
    }

    default <R> Outcome<R> then(Function<T, Outcome<R>> next) {
        return switch (this) {
            case Ok<T>(T value) -> next.apply(value);
            case Refused<T>(String problem, int status) -> new Refused<>(problem, status);
            case Unreachable<T>(String problem, Optional<Duration> retryAfter) ->
                    new Unreachable<>(problem, retryAfter);
        };
    }

    /// Looks at a refusal again.
    default Outcome<T> otherwise(Function<Refused<T>, Outcome<T>> then) {
        return this instanceof Refused<T> refused ? then.apply(refused) : this;
    }

    /// Empty if it was answered.
    default Optional<String> trouble() {
        return switch (this) {
            case Ok<T> _ -> Optional.empty();
            case Refused<T>(String problem, int _) -> Optional.of(problem);
            case Unreachable<T>(String problem, var _) -> Optional.of(problem);
        };
    }

    /// Empty unless it was answered.
    default Optional<T> answer() {
        return this instanceof Ok<T>(T value) ? Optional.of(value) : Optional.empty();
    }

    /// @throws AgentRefusedException with the problem's id unless it was answered
    default T orThrow() {
        return switch (this) {
            case Ok<T>(T value) -> value;
            case Refused<T>(String problem, int _) -> throw new AgentRefusedException(problem);
            case Unreachable<T>(String problem, var _) -> throw new AgentRefusedException(problem);
        };
    }
}
