package hearth.worker;

import hearth.protocol.Lease;
import hearth.protocol.Receipt;
import hearth.worker.AgentSnapshot.Reason;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What happened to the agent's work.
sealed interface WorkEvent {
    /// [MayRun] says yes.
    record Allowed() implements WorkEvent {}

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

    /// @param struck the job failed in this machine's child not long ago
    record Granted(Lease lease, boolean struck) implements WorkEvent {}

    /// @param reason the coordinator's stable reason id
    record NoLease(String reason, Duration retryAfter) implements WorkEvent {}

    record Fetched(Work.Assignment assignment) implements WorkEvent {}

    record Trained(Work.Update update) implements WorkEvent {}

    /// The job's files are not what they should be, or its training crashed, hung or gave nothing
    /// usable.
    record JobFailed(Reason problem) implements WorkEvent {}

    /// A heartbeat moved the end of the lease.
    record Extended(Instant expiresAt) implements WorkEvent {}

    record Committed() implements WorkEvent {}

    /// The coordinator no longer knows of the commitment, as after its return to an older backup.
    record CommitForgotten(double jitter) implements WorkEvent {}

    /// @param receipt already verified
    record Receipted(Receipt receipt) implements WorkEvent {}

    record Released() implements WorkEvent {}

    /// The coordinator no longer takes anything for this lease.
    record LeaseGone(String reason) implements WorkEvent {}

    /// The encoded update is no longer readable on this disk.
    record UpdateLost() implements WorkEvent {}

    /// The effect did not come through and may be tried again.
    ///
    /// @param retryAfter what the coordinator asked for
    /// @param jitter 0…1, random, so that a thousand agents do not come back at once
    record Failed(Reason problem, Optional<Duration> retryAfter, double jitter)
            implements WorkEvent {}
}
