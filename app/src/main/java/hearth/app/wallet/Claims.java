package hearth.app.wallet;

import hearth.protocol.ClaimProof;
import hearth.protocol.PendingClaim;

import java.util.Optional;

/// What the coordinator has settled for an address, with its proof.
@FunctionalInterface
public interface Claims {
    /// The proof that the contract takes now; empty while it takes none. Blocks.
    ///
    /// @throws java.io.UncheckedIOException if the coordinator does not answer
    Optional<ClaimProof> proof(String address);

    /// What was settled after it and counts later; empty where nothing was. Blocks.
    ///
    /// @throws java.io.UncheckedIOException if the coordinator does not answer
    default Optional<PendingClaim> pending(String address) {
        return Optional.empty();
    }
}
