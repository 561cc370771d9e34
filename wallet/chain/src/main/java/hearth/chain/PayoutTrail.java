package hearth.chain;

import hearth.protocol.Wei;

import java.time.Instant;
import java.util.Optional;

/// What the chain says about what was settled for an account in an epoch.
///
/// @param root posted for the epoch; empty if none was
/// @param claim the first one that paid it; empty while it was not fetched
/// @param proofFits whether the newest settlement, which contains this one, proves to be under the
///     root that was posted for it; empty if there is none or its root is not posted
public record PayoutTrail(Optional<Root> root, Optional<Claim> claim, Optional<Boolean> proofFits) {
    /// @param hash 64 hex digits
    /// @param validAt from when it could be claimed
    public record Root(String hash, Instant validAt) {}

    /// @param hash of the transaction, `0x` and 64 hex digits
    /// @param epoch whose root it was made under
    public record Claim(String hash, Wei amount, long epoch) {}
}
