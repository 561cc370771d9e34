package hearth.coordinator;

import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The contract that holds the budgets of jobs, as the coordinator sees it: what is final there.
/// Called from one thread at a time; may block.
///
/// Every method but `settle` and `close` throws [Settlement.UnreachableException] if the chain does
/// not answer.
public interface Escrow {
    /// One budget.
    ///
    /// @param account that paid it in, `0x` and 40 hex digits
    /// @param lastEpoch settlements so far
    /// @param epochLimit the most that one settlement may take
    /// @param closesAt from when on nothing can be settled and the rest goes back
    record Budget(
            long id,
            String account,
            Sha256 manifest,
            Wei budget,
            Wei settled,
            Wei epochLimit,
            int lastEpoch,
            Instant closesAt,
            boolean closed) {}

    /// What became of a change that was asked for.
    sealed interface Outcome {
        /// It is done, now or before.
        record Done() implements Outcome {}

        /// The chain cannot be asked now, or has not answered yet.
        record Unavailable() implements Outcome {}

        record Refused(String reason) implements Outcome {}
    }

    /// Number of the newest budget; they count from 1 without gaps.
    long newest();

    Optional<Budget> find(long id);

    /// Time after the end of a job in which what was done can still be settled.
    Duration grace();

    /// Hands the pay of a job's epoch over to the rewards. Asking twice does no harm.
    ///
    /// @param epoch of this job, from 1 without gaps
    /// @param report of what was paid
    Outcome settle(long id, int epoch, Wei amount, Sha256 report);

    /// Pays what is left back to the account that paid it in.
    Outcome close(long id, Wei left);
}
