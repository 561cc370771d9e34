package hearth.coordinator;

import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The rewards contract, as the coordinator sees it: roots of cumulative earnings, one per epoch,
/// numbered from 1 without gaps. Called from one thread at a time; may block.
public interface Settlement {
    /// Sends the root, or finds that it is there already. Sending the same twice does no harm.
    ///
    /// @param root 32 bytes
    /// @param total sum of all leaves
    /// @param dataHash of the published leaf file
    PostOutcome post(long epoch, byte[] root, Wei total, Sha256 dataHash);

    /// What the chain says about an epoch.
    ///
    /// @return empty if it has no root for it
    /// @throws UnreachableException if the chain does not answer
    Optional<PostedRoot> posted(long epoch);

    /// What the contract lets a root promise now.
    ///
    /// @throws UnreachableException if the chain does not answer
    Limits limits();

    /// @param epochCap the most by which one epoch may raise the total
    /// @param funded paid in since the beginning: no total is above it
    /// @param window between a root and its first claim; the next root is not taken before
    record Limits(Wei epochCap, Wei funded, Duration window) {
        /// Of nobody: while no chain is attached.
        public static final Limits NONE =
                new Limits(
                        new Wei(BigInteger.TWO.pow(255)),
                        new Wei(BigInteger.TWO.pow(255)),
                        Duration.ZERO);
    }

    /// What became of a root that was sent.
    sealed interface PostOutcome {
        /// @param transaction hash, `0x` and 64 hex digits
        record Posted(String transaction) implements PostOutcome {}

        /// The chain has this very root; the answer to an earlier posting was lost.
        record AlreadyThere() implements PostOutcome {}

        /// The chain cannot be asked now.
        record Unavailable(String reason) implements PostOutcome {}

        /// The contract does not take it now, such as while an earlier root is pending.
        record Refused(String reason) implements PostOutcome {}
    }

    /// @param root 32 bytes
    /// @param validAt from when on the contract takes claims under it, and none under those before
    /// @param isFinal true once it can be claimed and no reorganisation can remove it
    @SuppressWarnings("ArrayRecordComponent") // compared by content where it matters
    record PostedRoot(byte[] root, Instant validAt, boolean isFinal) {}

    /// The chain does not answer; nothing is known.
    final class UnreachableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public UnreachableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
