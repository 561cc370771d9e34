package hearth.chain;

import hearth.protocol.Wei;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// An account's stake, and the pool that it shares the yield with.
///
/// @param totalStaked of all accounts
/// @param yieldPerSecond that all stakers share; zero when no stream runs
/// @param yieldEnds when the stream ends unless somebody adds to it
/// @param unbondingPeriod between asking for stake and withdrawing it
/// @param flexible the part of the stake that can be asked back now
/// @param terms the part that is bound
/// @param findings nodes that say otherwise than those that agree on the rest
public record Positions(
        Wei staked,
        Wei yieldEarned,
        List<Unbonding> unbonding,
        Wei totalStaked,
        Wei yieldPerSecond,
        Instant yieldEnds,
        Duration unbondingPeriod,
        Wei flexible,
        List<Term> terms,
        List<NodeFinding> findings) {
    public Positions {
        unbonding = List.copyOf(unbonding);
        terms = List.copyOf(terms);
        findings = List.copyOf(findings);
    }
}
