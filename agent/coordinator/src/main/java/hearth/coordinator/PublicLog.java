package hearth.coordinator;

import hearth.protocol.Sha256;

import java.util.List;
import java.util.Optional;

/// The contract in which the rounds of owners' jobs are written for anybody to check, as the
/// coordinator sees it. A job is named by its manifest. Called from one thread at a time; may
/// block.
public interface PublicLog {
    /// A job's log.
    ///
    /// @param rounds written so far
    /// @param head 32 bytes as hex, over all that is written
    record Head(long rounds, String head) {}

    /// @return empty if the job's log was never opened
    /// @throws Settlement.UnreachableException if the chain does not answer
    Optional<Head> find(Sha256 manifest);

    /// Begins the log of a job; again changes nothing.
    ///
    /// @param account of its owner
    /// @param licence under which it is published
    Escrow.Outcome open(Sha256 manifest, String account, Sha256 licence);

    /// @param accepted updates that the checkpoint was made from
    /// @param before the head that the round follows
    /// @return the transaction's hash; empty if it is not in the chain now
    Optional<String> write(
            Sha256 manifest,
            long round,
            Sha256 checkpoint,
            List<Sha256> accepted,
            int refused,
            String before);
}
