package hearth.chain;

import java.util.Optional;

/// What is settled about a network before it is asked anything.
///
/// @param confirmations blocks above a transaction after which it counts as final
/// @param simulation of what calls would change; empty while its contracts are being made
record Pinned(ChainCheck check, int confirmations, Optional<Simulation> simulation) {
    static Pinned of(NetworkProfile profile) {
        return new Pinned(
                ChainCheck.of(profile),
                profile.confirmations(),
                Optional.of(new Simulation(profile)));
    }

    /// A chain on which there is nothing of ours yet.
    static Pinned bare(ChainCheck check, int confirmations) {
        return new Pinned(check, confirmations, Optional.empty());
    }
}
