package hearth.worker;

import hearth.protocol.Lease;
import hearth.protocol.Messages;
import hearth.worker.AgentSnapshot.Reason;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Trains one lease while heartbeats hold it, and leaves the coded update on the disk. Blocks the
/// calling thread; an interrupt ends the training at its next step.
final class TrainingSession {
    private final CoordinatorClient coordinator;
    private final Training training;
    private final HashedFiles updates;
    private final Duration heartbeat;

    TrainingSession(
            CoordinatorClient coordinator,
            Training training,
            HashedFiles updates,
            Duration heartbeat) {
        this.coordinator = coordinator;
        this.training = training;
        this.updates = updates;
        this.heartbeat = heartbeat;
    }

    /// @return how it ended, or nothing if the lease went away
    Optional<WorkEvent> run(Training.Order order, Workshop.Listener listener) {
        var lease = order.lease();
        var steps = new AtomicInteger();
        var gone = new AtomicBoolean();
        var over = new CountDownLatch(1);
        var pulse =
                Thread.ofVirtual()
                        .name("heartbeat")
                        .start(() -> beat(lease, steps, gone, over, listener));
        try {
            var outcome =
                    training.train(
                            order,
                            step -> {
                                steps.set(step.done());
                                listener.stepped(lease, step);
                            });
            return gone.get() ? Optional.empty() : ended(order, outcome);
        } finally {
            over.countDown();
            pulse.interrupt();
        }
    }

    private void beat(
            Lease lease,
            AtomicInteger steps,
            AtomicBoolean gone,
            CountDownLatch over,
            Workshop.Listener listener) {
        try {
            do {
                switch (coordinator.heartbeat(lease, steps.get())) {
                    case Outcome.Ok<Messages.HeartbeatReply>(var reply) ->
                            listener.happened(new WorkEvent.Extended(reply.expiresAt()));
                    case Outcome.Refused<Messages.HeartbeatReply>(String problem, int _) -> {
                        if (over.getCount() > 0) {
                            gone.set(true);
                            training.stop();
                            listener.happened(new WorkEvent.LeaseGone(problem));
                        }
                        return;
                    }
                    case Outcome.Unreachable<Messages.HeartbeatReply> _ -> {}
                }
            } while (!over.await(heartbeat.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException trainingIsOver) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<WorkEvent> ended(Training.Order order, Training.Outcome outcome) {
        return switch (outcome) {
            case Training.Outcome.Stopped() ->
                    Optional.of(new WorkEvent.JobFailed(new Reason("trainer-stopped", "")));
            case Training.Outcome.Failed(String id, String detail) ->
                    Optional.of(new WorkEvent.JobFailed(new Reason(id, detail)));
            case Training.Outcome.Done done -> Optional.of(kept(order, done));
        };
    }

    private WorkEvent kept(Training.Order order, Training.Outcome.Done done) {
        var bytes = UpdateFile.encode(order, done.delta());
        return bytes.<WorkEvent>map(
                        b ->
                                new WorkEvent.Trained(
                                        new Work.Update(
                                                updates.put(b),
                                                b.length,
                                                done.firstLoss(),
                                                done.lastLoss(),
                                                done.took())))
                .orElseGet(
                        () -> new WorkEvent.JobFailed(new Reason("training-result-unusable", "")));
    }
}
