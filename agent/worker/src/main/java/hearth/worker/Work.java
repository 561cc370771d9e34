package hearth.worker;

import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.SandboxGrade;
import hearth.protocol.Sha256;

import java.time.Duration;
import java.util.Optional;

/// Where one lease stands. Every state outlives the process.
sealed interface Work {
    /// What a lease asks for, from the job's manifest.
    record Assignment(String title, String recipe, int steps) {}

    /// What a training gave, encoded and on the disk under its hash.
    ///
    /// @param bytes length of the file
    /// @param steps that it stands for, fewer than the lease's where the training was ended early
    /// @param took time spent training
    /// @param sandbox in which it was trained
    record Update(
            Sha256 hash,
            long bytes,
            int steps,
            float firstLoss,
            float lastLoss,
            Duration took,
            Optional<SandboxGrade> sandbox) {}

    /// A training that was left and can be taken up again.
    ///
    /// @param partial update over the steps so far, where there was time to make one
    record Begun(Assignment assignment, Optional<Update> partial) {}

    /// Why a training ends before its last step.
    enum Aim {
        /// Its owner needs the machine; it goes on later.
        PAUSE,
        /// What is done is submitted.
        FINISH
    }

    Lease lease();

    default LeaseId id() {
        return lease().id();
    }

    /// Making sure that the lease lives, then getting manifest, checkpoint and shard.
    record Fetching(Lease lease, Optional<Begun> begun, int failures) implements Work {}

    /// All inputs are here; the child is busy with another lease or must not run.
    record Ready(Lease lease, Assignment assignment, Optional<Begun> begun) implements Work {}

    /// The child trains.
    ///
    /// @param partial of an earlier part of this training
    /// @param isHalfDone whether the next lease may be asked for
    /// @param failures of the child on this lease
    record Training(
            Lease lease,
            Assignment assignment,
            Optional<Update> partial,
            boolean isHalfDone,
            int failures)
            implements Work {
        /// Whether that many steps are half of it, for the first time.
        boolean isHalfWay(int done) {
            return !isHalfDone && 2 * done >= assignment.steps();
        }
    }

    /// The child was told to end after its step.
    record Stopping(Lease lease, Assignment assignment, Optional<Update> partial, Aim aim)
            implements Work {}

    /// Left with its progress on the disk; heartbeats keep the lease.
    record Paused(Lease lease, Begun begun) implements Work {}

    /// Encoded, and waiting until the upload before it is through.
    record Trained(Lease lease, Assignment assignment, Update update) implements Work {}

    /// The hash of the update goes to the coordinator.
    record Committing(Lease lease, Assignment assignment, Update update, int failures)
            implements Work {}

    /// The bytes go to the coordinator.
    record Revealing(Lease lease, Assignment assignment, Update update, int failures)
            implements Work {}

    /// The shard goes back without a result.
    record Releasing(Lease lease, int failures) implements Work {}

    /// Whether the child works on it.
    default boolean hasTheChild() {
        return this instanceof Training || this instanceof Stopping;
    }

    /// Whether it still has to be trained, and the child is not yet at it.
    default boolean isAhead() {
        return this instanceof Fetching || this instanceof Ready || this instanceof Paused;
    }

    /// Whether its update is on the way.
    default boolean isSubmitting() {
        return this instanceof Committing || this instanceof Revealing;
    }

    /// The update file that the lease still needs.
    default Optional<Update> saved() {
        return switch (this) {
            case Fetching f -> f.begun().flatMap(Begun::partial);
            case Ready r -> r.begun().flatMap(Begun::partial);
            case Training t -> t.partial();
            case Stopping s -> s.partial();
            case Paused p -> p.begun().partial();
            case Trained t -> Optional.of(t.update());
            case Committing c -> Optional.of(c.update());
            case Revealing r -> Optional.of(r.update());
            case Releasing _ -> Optional.empty();
        };
    }
}
