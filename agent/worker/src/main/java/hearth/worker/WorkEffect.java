package hearth.worker;

import hearth.protocol.Lease;

import java.time.Instant;

/// What is to be done after the new state is in the journal. Every effect may run twice: the
/// coordinator answers a repeated commit, reveal or release as it did the first time.
sealed interface WorkEffect {
    /// An effect that answers with an event; at most one runs at a time, and a newer one cancels
    /// it.
    sealed interface Activity extends WorkEffect {
        /// Not to be begun before.
        Instant at();
    }

    record Ask(Instant at) implements Activity {}

    record Fetch(Lease lease, Instant at) implements Activity {}

    record Train(Lease lease, Instant at) implements Activity {}

    record Commit(Lease lease, Work.Update update, Instant at) implements Activity {}

    record Reveal(Lease lease, Work.Update update, Instant at) implements Activity {}

    record Release(Lease lease, Instant at) implements Activity {}

    /// Cancel what runs, without an answer.
    record Cancel() implements WorkEffect {}

    /// End the child, so that its memory is free.
    record Rest() implements WorkEffect {}

    /// Tell the coordinator once that a lease is not wanted; if that is lost, the lease expires.
    record GiveBack(Lease lease) implements WorkEffect {}
}
