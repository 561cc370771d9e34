package hearth.chain;

import java.math.BigInteger;
import java.util.Optional;

/// What became of an intent. Only `Included` had an effect.
public sealed interface TxResult {
    /// @param hash `0x` and 64 hex digits
    /// @param isFinal true when enough blocks are above it; before, a reorganisation can undo it
    record Included(String hash, long nonce, long block, BigInteger gasUsed, boolean isFinal)
            implements TxResult {}

    /// @param hash present if it was signed and sent before it was refused
    record Refused(Refusal reason, Optional<String> hash) implements TxResult {}

    /// Signed and on its way; ask again with the same intent.
    record Pending(String hash, long nonce) implements TxResult {}

    /// The node did not answer and nothing was signed; the same intent may be tried again.
    record Unreachable() implements TxResult {}
}
