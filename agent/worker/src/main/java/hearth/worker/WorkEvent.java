package hearth.worker;

import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Receipt;
import hearth.worker.AgentSnapshot.Reason;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What happened to the agent's work.
sealed interface WorkEvent {
    /// [MayRun] says yes.
    ///
    /// @param isTaking whether new leases may be taken, too
    /// @param isFetching whether the line may be used for what was not begun
    record Allowed(boolean isTaking, boolean isFetching) implements WorkEvent {}

    /// [MayRun] says no, or the agent is stopping.
    record Forbidden(List<Reason> reasons) implements WorkEvent {
        static final String SHARING_OFF = "sharing-off";

        public Forbidden {
            reasons = List.copyOf(reasons);
        }

        boolean isSharingOff() {
            return reasons.stream().anyMatch(r -> r.id().equals(SHARING_OFF));
        }
    }

    /// The owner wants what runs to be submitted as it is.
    record FinishNow() implements WorkEvent {}

    /// Times that were waited for are of a clock that is no more.
    record ClockSetBack() implements WorkEvent {}

    /// @param struck the job failed in this machine's child not long ago
    record Granted(Lease lease, boolean struck) implements WorkEvent {}

    /// @param reason the coordinator's stable reason id
    record NoLease(String reason, Duration retryAfter) implements WorkEvent {}

    /// The coordinator could not be asked.
    record AskFailed(Mishap mishap) implements WorkEvent {}

    /// What happened to one lease.
    sealed interface OfLease extends WorkEvent {
        LeaseId lease();
    }

    record Fetched(LeaseId lease, Work.Assignment assignment) implements OfLease {}

    /// The lease would go beyond what the owner lets the agent use.
    record TooMuch(LeaseId lease, Reason limit) implements OfLease {}

    record HalfDone(LeaseId lease) implements OfLease {}

    /// @param update over all steps, or over those that were done when the training was stopped
    record Trained(LeaseId lease, Work.Update update) implements OfLease {}

    /// The training was stopped and gave nothing.
    ///
    /// @param begun whether a step was done
    record Halted(LeaseId lease, boolean begun) implements OfLease {}

    /// The job's files are not what they should be, or its training crashed, hung or gave nothing
    /// usable.
    record JobFailed(LeaseId lease, Reason problem) implements OfLease {}

    /// The graphics card that trains may not be used any more; another one may.
    record CardWithdrawn(LeaseId lease) implements OfLease {}

    /// The rest of the training would take longer than the lease can last.
    record OutOfTime(LeaseId lease) implements OfLease {}

    /// A heartbeat moved the end of the lease.
    record Extended(LeaseId lease, Instant expiresAt) implements OfLease {}

    /// A heartbeat was told that the lease is no longer live.
    record NotLive(LeaseId lease, String reason) implements OfLease {}

    record Committed(LeaseId lease) implements OfLease {}

    /// The coordinator no longer knows of the commitment, as after its return to an older backup.
    record CommitForgotten(LeaseId lease, double jitter) implements OfLease {}

    /// @param receipt already verified
    record Receipted(Receipt receipt) implements OfLease {
        @Override
        public LeaseId lease() {
            return receipt.content().lease();
        }
    }

    record Released(LeaseId lease) implements OfLease {}

    /// The coordinator no longer takes anything for this lease.
    record LeaseGone(LeaseId lease, String reason) implements OfLease {}

    /// The encoded update is no longer readable on this disk.
    record UpdateLost(LeaseId lease) implements OfLease {}

    record Failed(LeaseId lease, Mishap mishap) implements OfLease {}

    /// This computer or this program could not do what the lease needed, such as with a full disk.
    /// It is not held against the job.
    record Faulted(LeaseId lease, Mishap mishap) implements OfLease {}

    /// An effect that did not come through and may be tried again.
    ///
    /// @param retryAfter what the coordinator asked for
    /// @param jitter 0…1, random, so that a thousand agents do not come back at once
    record Mishap(Reason problem, Optional<Duration> retryAfter, double jitter) {}
}
