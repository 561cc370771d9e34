package hearth.chain;

import hearth.protocol.Wei;

import java.math.BigInteger;
import java.time.Instant;

/// Stake on its way back to its owner.
///
/// @param id names it for withdrawing
/// @param releaseAt when it can be withdrawn
public record Unbonding(BigInteger id, Wei amount, Instant releaseAt) {}
