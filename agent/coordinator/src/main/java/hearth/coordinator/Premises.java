package hearth.coordinator;

import hearth.storage.BlobStore;
import hearth.storage.Database;

import java.time.Clock;
import java.util.random.RandomGenerator;

/// What every part of the coordinator stands on.
///
/// @param random names leases; need not be secret, but must not repeat
public record Premises(
        Database database, BlobStore blobs, Clock clock, RandomGenerator random, Policy policy) {}
