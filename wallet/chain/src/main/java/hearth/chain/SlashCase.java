package hearth.chain;

import hearth.protocol.Wei;

import java.math.BigInteger;
import java.time.Instant;

/// An open case against an account's stake. While it is open nothing can be withdrawn.
///
/// @param amount that it would take at most
/// @param executableAt from when it can be executed; until then it can be appealed, once
/// @param endsAt when it lapses unless it was executed
/// @param evidence SHA-256 of the published reasons, 64 hex digits
public record SlashCase(
        BigInteger id,
        Wei amount,
        Instant executableAt,
        Instant endsAt,
        boolean isAppealed,
        String evidence) {}
