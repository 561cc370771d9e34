package hearth.coordinator;

import hearth.storage.BlobStore;
import hearth.storage.Database;

import java.time.Clock;
import java.util.random.RandomGenerator;

/// What every part of the coordinator stands on.
///
/// @param random names leases; need not be secret, but must not repeat
/// @param duties that other coordinators of the same database may have
public record Premises(
        Database database,
        BlobStore blobs,
        Clock clock,
        RandomGenerator random,
        Policy policy,
        Duties duties) {
    /// Of the only coordinator.
    public Premises(
            Database database,
            BlobStore blobs,
            Clock clock,
            RandomGenerator random,
            Policy policy) {
        this(database, blobs, clock, random, policy, Duties.alone());
    }
}
