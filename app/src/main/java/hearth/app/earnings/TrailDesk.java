package hearth.app.earnings;

import hearth.protocol.Wei;

import java.time.Instant;
import java.util.Optional;

/// Follows what was released for the owner on to the chain. Blocks.
public interface TrailDesk {
    /// @return empty while nothing can be said: no account, no node
    Optional<Trail> trail(long epoch);

    /// The way back: which settlements a claim paid.
    ///
    /// @param transaction `0x` and 64 hex digits
    Claimed claimed(String transaction);

    /// What a transaction paid.
    sealed interface Claimed {
        /// @param after settlement up to which was paid before, 0 if nothing was; empty where that
        ///     lies further back than is looked
        /// @param epoch up to which it paid
        record Paid(Optional<Long> after, long epoch, Wei amount) implements Claimed {}

        /// The chain knows no such claim of the account.
        record NoClaim() implements Claimed {}

        /// No account, or no node answered.
        record Unknown() implements Claimed {}
    }

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
