package hearth.app.earnings;

import hearth.protocol.Wei;

import java.time.Instant;
import java.util.Optional;

/// Follows what was released for the owner on to the chain. Blocks.
public interface TrailDesk {
    /// @return empty while nothing can be said: no account, no node
    Optional<Trail> trail(long epoch);

    /// From a settlement to the transaction that paid it.
    ///
    /// @param root of the epoch, 64 hex digits, and from when it could be claimed; empty if the
    ///     chain has none
    /// @param proofFits whether the newest proof was checked here and fits its root on the chain
    /// @param claim hash of the transaction; empty while it was not fetched
    /// @param claimed what that transaction paid in all
    record Trail(
            Optional<String> root,
            Optional<Instant> validAt,
            Optional<Boolean> proofFits,
            Optional<String> claim,
            Optional<Wei> claimed) {}
}
