package hearth.chain;

import hearth.protocol.Wei;

import java.math.BigInteger;
import java.util.List;

/// What an account owns on one network.
///
/// @param ember free to send
/// @param gas coins of the chain for fees, in its smallest unit; nothing is needed on practice
/// @param staked earning yield
/// @param yieldEarned could be claimed now
/// @param claimable earned by work and posted, but not paid yet
/// @param claimed paid for work since the beginning
/// @param findings nodes that say otherwise than those that agree on the rest
public record Balances(
        Wei ember,
        BigInteger gas,
        Wei staked,
        Wei yieldEarned,
        Wei claimable,
        Wei claimed,
        List<Unbonding> unbonding,
        List<NodeFinding> findings) {
    public Balances {
        unbonding = List.copyOf(unbonding);
        findings = List.copyOf(findings);
    }
}
