package hearth.trainer;

import hearth.protocol.SandboxGrade;
import hearth.trainer.sandbox.Breach;

import java.time.Duration;
import java.util.Locale;

/// Why a child gave no result. Only [Refused] leaves the child alive.
public sealed interface TrainerFailure {
    /// The process ended by itself or was killed.
    ///
    /// @param exitCode as the system reports it
    /// @param stderrTail its last log lines, for the person who looks into it
    record Crashed(int exitCode, String stderrTail) implements TrainerFailure {}

    /// The process made no progress for this long and was killed.
    record Hung(Duration after) implements TrainerFailure {}

    /// The parent closed the child, or the waiting thread was interrupted, before the task was
    /// done.
    record Closed() implements TrainerFailure {}

    /// The child broke a rule of its sandbox and was killed for it. Its work counts for nothing.
    record Contained(Breach breach) implements TrainerFailure {}

    /// No child was started, because this computer's sandbox is weaker than was asked for.
    record Unsafe(SandboxGrade grade) implements TrainerFailure {}

    /// The child is well but cannot do what it was asked.
    record Refused(Reason reason, String detail) implements TrainerFailure {}

    /// Stable, for logs and messages: `trainer-hung`, `trainer-refused-bad-data`.
    default String id() {
        return switch (this) {
            case Crashed crashed -> "trainer-crashed";
            case Hung hung -> "trainer-hung";
            case Closed closed -> "trainer-closed";
            case Contained(var breach) -> "trainer-contained-" + breach.id();
            case Unsafe unsafe -> "trainer-unsafe";
            case Refused(var reason, var detail) -> "trainer-refused-" + reason.id();
        };
    }

    /// What was wrong with a request.
    enum Reason {
        /// Recipe unknown or its sizes impossible.
        BAD_RECIPE,
        /// Parameter file unreadable or not the recipe's tensors.
        BAD_PARAMETERS,
        /// Checkpoint to start from unreadable, torn or of another task.
        BAD_START,
        /// Shard unreadable or not in the recipe's form.
        BAD_DATA,
        /// A stranger's program that this computer does not run: unknown to its operator, or not in
        /// the form that can be run behind walls.
        BAD_PROGRAM,
        /// The loss or a parameter stopped being a finite number.
        DIVERGED,
        /// Stopped; only training has a result then.
        STOPPED,
        /// There was not enough memory, on the card or in the computer, for a batch or a part of
        /// it.
        OUT_OF_MEMORY,
        /// libtorch reported an error.
        ENGINE;

        /// Stable: `bad-data`.
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
