package hearth.worker;

import hearth.protocol.Lease;
import hearth.protocol.Sha256;
import hearth.worker.AgentSnapshot.Reason;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Where the agent stands with its one piece of work. Only states that hold a lease outlive the
/// process.
sealed interface Work {
    /// What a lease asks for, from the job's manifest.
    record Assignment(String title, String recipe, int steps) {}

    /// A finished training, encoded and on the disk under its hash.
    ///
    /// @param bytes length of the file
    /// @param took time spent training
    record Update(Sha256 hash, long bytes, float firstLoss, float lastLoss, Duration took) {}

    /// Sharing is switched off and nothing is open.
    record Off() implements Work {}

    /// Nothing to do before `until`.
    ///
    /// @param reasons why, apart from what [MayRun] says
    /// @param failures failed attempts in a row, for the back-off
    record Waiting(List<Reason> reasons, Instant until, int failures) implements Work {
        public Waiting {
            reasons = List.copyOf(reasons);
        }
    }

    /// The coordinator was asked for a lease.
    record Asking(int failures) implements Work {}

    /// Holding a lease.
    sealed interface Holding extends Work {
        Lease lease();
    }

    /// Getting manifest, checkpoint and shard.
    record Fetching(Lease lease, int failures) implements Holding {}

    /// The child trains.
    ///
    /// @param failures of the child on this lease
    record Training(Lease lease, Assignment assignment, int failures) implements Holding {}

    /// The hash of the update goes to the coordinator.
    record Committing(Lease lease, Assignment assignment, Update update, int failures)
            implements Holding {}

    /// The bytes go to the coordinator.
    record Revealing(Lease lease, Assignment assignment, Update update, int failures)
            implements Holding {}

    /// The shard goes back without a result.
    ///
    /// @param next what follows
    record Releasing(Lease lease, Waiting next, int failures) implements Holding {}

    default Optional<Lease> held() {
        return this instanceof Holding holding ? Optional.of(holding.lease()) : Optional.empty();
    }

    /// Whether the child's work would be lost by stopping now.
    default boolean isBusy() {
        return this instanceof Fetching || this instanceof Training;
    }
}
