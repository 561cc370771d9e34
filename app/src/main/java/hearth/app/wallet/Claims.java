package hearth.app.wallet;

import hearth.protocol.ClaimProof;

import java.util.Optional;

/// What the coordinator has settled for an address, with its proof.
@FunctionalInterface
public interface Claims {
    /// The newest proof; empty while nothing is settled. Blocks.
    ///
    /// @throws java.io.UncheckedIOException if the coordinator does not answer
    Optional<ClaimProof> proof(String address);
}
