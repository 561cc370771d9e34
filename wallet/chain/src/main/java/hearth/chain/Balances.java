package hearth.chain;

import hearth.protocol.PendingClaim;
import hearth.protocol.Wei;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What an account owns on one network.
///
/// @param ember free to send
/// @param gas coins of the chain for fees, in its smallest unit; nothing is needed on practice
/// @param staked earning yield
/// @param yieldEarned could be claimed now
/// @param claimable earned by work and not paid yet, under the root that pays now
/// @param waiting settled above that, under a root that does not pay yet
/// @param claimed paid for work since the beginning
/// @param findings nodes that say otherwise than those that agree on the rest
public record Balances(
        Wei ember,
        BigInteger gas,
        Wei staked,
        Wei yieldEarned,
        Wei claimable,
        Optional<Waiting> waiting,
        Wei claimed,
        List<Unbonding> unbonding,
        List<NodeFinding> findings) {
    public Balances {
        unbonding = List.copyOf(unbonding);
        findings = List.copyOf(findings);
    }

    /// @param amount above what can be claimed now
    /// @param claimableAt from when on it can be, unless the root is vetoed before
    public record Waiting(Wei amount, Instant claimableAt) {
        /// @param claimable cumulative, by the root that pays now or by what was claimed
        static Optional<Waiting> of(PendingClaim pending, Wei claimable) {
            return pending.cumulative().compareTo(claimable) > 0
                    ? Optional.of(
                            new Waiting(
                                    pending.cumulative().minus(claimable), pending.claimableAt()))
                    : Optional.empty();
        }
    }
}
