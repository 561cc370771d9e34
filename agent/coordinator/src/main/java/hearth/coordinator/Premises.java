package hearth.coordinator;

import hearth.storage.BlobStore;
import hearth.storage.Database;

import java.time.Clock;
import java.util.random.RandomGenerator;

/// What every part of the coordinator stands on.
///
/// @param random names leases; need not be secret, but must not repeat
/// @param duties that other coordinators of the same database may have
/// @param closers rounds that are closed at the same time; with one they are closed in an order
/// that can be repeated
public record Premises(
        Database database,
        BlobStore blobs,
        Clock clock,
        RandomGenerator random,
        Policy policy,
        Duties duties,
        int closers) {
    /// Of the only coordinator, one round after the other.
    public Premises(
            Database database,
            BlobStore blobs,
            Clock clock,
            RandomGenerator random,
            Policy policy) {
        this(database, blobs, clock, random, policy, Duties.alone(), 1);
    }
}
