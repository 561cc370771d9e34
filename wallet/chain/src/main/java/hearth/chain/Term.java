package hearth.chain;

import hearth.protocol.Wei;

import java.math.BigInteger;
import java.time.Instant;

/// Stake that is bound for a time and weighs more.
///
/// @param id names it for ending and leaving it
/// @param endsAt from when it can be ended, by anybody
/// @param weight what a wei counts in the sharing of yield; flexible stake counts 100
/// @param exitCost what leaving now would cost
public record Term(BigInteger id, Wei amount, Instant endsAt, int days, int weight, Wei exitCost) {}
