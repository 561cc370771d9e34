package hearth.worker;

import hearth.protocol.Lease;
import hearth.protocol.Messages;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// Tells the coordinator that this device still works on its leases: on the one that is trained, on
/// one that waits for that, and on one whose update is on the way. At most one round of them runs,
/// on a virtual thread.
final class Heartbeats {
    /// @param stepsDone so far
    record Beat(Lease lease, int stepsDone) {}

    /// What the coordinator answers, on any thread.
    interface Listener {
        /// @param latest beyond which the lease cannot last
        void extended(Lease lease, Instant expiresAt, Instant latest);

        void notLive(Lease lease, String reason);

        void stumbled(Throwable failure);
    }

    private final CoordinatorClient coordinator;
    private final AtomicBoolean beating = new AtomicBoolean();

    Heartbeats(CoordinatorClient coordinator) {
        this.coordinator = coordinator;
    }

    /// How long to wait until the next visit that nothing needs: a coordinator with too many
    /// devices asks them to come less often.
    Duration unhurried(Duration usual) {
        var wanted = coordinator.nextContact();
        return wanted.compareTo(usual) > 0 ? wanted : usual;
    }

    void beat(List<Beat> leases, Listener listener) {
        if (leases.isEmpty() || !beating.compareAndSet(false, true)) {
            return;
        }
        Thread.ofVirtual()
                .name("heartbeat")
                .start(
                        () -> {
                            try {
                                leases.forEach(beat -> tell(beat, listener));
                            } catch (RuntimeException e) {
                                listener.stumbled(e);
                            } finally {
                                beating.set(false);
                            }
                        });
    }

    private void tell(Beat beat, Listener listener) {
        switch (coordinator.heartbeat(beat.lease(), beat.stepsDone())) {
            case Outcome.Ok<Messages.HeartbeatReply>(var reply) ->
                    listener.extended(beat.lease(), reply.expiresAt(), reply.latest());
            case Outcome.Refused<Messages.HeartbeatReply>(String problem, int _) ->
                    listener.notLive(beat.lease(), problem);
            case Outcome.Unreachable<Messages.HeartbeatReply> _ -> {}
        }
    }
}
