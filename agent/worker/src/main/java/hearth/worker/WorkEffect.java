package hearth.worker;

import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Sha256;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// What is to be done after the new state is in the journal. Every effect may run twice: the
/// coordinator answers a repeated commit, reveal or release as it did the first time.
sealed interface WorkEffect {
    /// An effect that answers with an event. One runs at a time for each lease, and one that asks;
    /// a newer one cancels it.
    sealed interface Activity extends WorkEffect {
        /// Not to be begun before.
        Instant at();
    }

    /// An activity for one lease.
    sealed interface OfLease extends Activity {
        Lease lease();
    }

    /// What an agent that starts anew does for a lease that it finds open.
    static Optional<WorkEffect> toGoOn(Work work, Instant now) {
        return switch (work) {
            case Work.Fetching f -> Optional.of(new Fetch(f.lease(), now));
            case Work.Committing c -> Optional.of(new Commit(c.lease(), c.update(), now));
            case Work.Revealing r -> Optional.of(new Reveal(r.lease(), r.update(), now));
            case Work.Releasing r -> Optional.of(new Release(r.lease(), now));
            case Work.Ready _, Work.Training _, Work.Stopping _, Work.Paused _, Work.Trained _ ->
                    Optional.empty();
        };
    }

    /// @param holding leases of this agent
    record Ask(Set<LeaseId> holding, Instant at) implements Activity {
        public Ask {
            holding = Set.copyOf(holding);
        }
    }

    record Fetch(Lease lease, Instant at) implements OfLease {}

    record Train(Lease lease, Instant at) implements OfLease {}

    record Commit(Lease lease, Work.Update update, Instant at) implements OfLease {}

    record Reveal(Lease lease, Work.Update update, Instant at) implements OfLease {}

    record Release(Lease lease, Instant at) implements OfLease {}

    /// Cancel what runs for a lease, without an answer.
    record Cancel(LeaseId lease) implements WorkEffect {}

    /// Do not ask any more; a lease that comes all the same is told.
    record CancelAsk() implements WorkEffect {}

    /// End the training after its step; it answers. If that takes too long, the child ends.
    ///
    /// @param why somebody waits for the machine, if so
    record Halt(LeaseId lease, Optional<Interruption> why) implements WorkEffect {
        Halt(LeaseId lease) {
            this(lease, Optional.empty());
        }
    }

    /// End the child, so that its memory is free.
    record Rest() implements WorkEffect {}

    /// No lease needs an update any more: it may go when room is short.
    record Forget(Sha256 update) implements WorkEffect {}

    /// Tell the coordinator once that a lease is not wanted; if that is lost, the lease expires.
    record GiveBack(Lease lease) implements WorkEffect {}
}
