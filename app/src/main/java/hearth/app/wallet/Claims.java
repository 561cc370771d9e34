package hearth.app.wallet;

import hearth.protocol.ClaimProof;

import java.util.Optional;

/// What the coordinator has settled for an address, with its proof.
@FunctionalInterface
public interface Claims {
    /// The newest proof; empty while nothing is settled or nobody can be asked. Blocks.
    Optional<ClaimProof> proof(String address);
}
