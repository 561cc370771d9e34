package hearth.keys;

/// A transaction ready for broadcast.
///
/// @param raw `0x` and the exact bytes in hex; sending them twice is harmless
/// @param hash `0x` and 64 hex digits by which the chain will know it
public record SignedTransaction(Address from, long nonce, String raw, String hash) {}
