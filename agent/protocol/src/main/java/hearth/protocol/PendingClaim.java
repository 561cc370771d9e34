package hearth.protocol;

import java.time.Instant;

/// What an account may claim up to under a root that is on the chain and does not count yet:
/// `GET /v1/claims/{address}/pending`. Until then the proof of the root before it does.
///
/// @param account `0x` and 40 hex digits
/// @param cumulative since the beginning
/// @param claimableAt when the challenge window of the root ends, unless it is vetoed before
public record PendingClaim(long epoch, String account, Wei cumulative, Instant claimableAt) {}
