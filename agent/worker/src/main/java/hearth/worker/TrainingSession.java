package hearth.worker;

import hearth.protocol.LeaseId;
import hearth.protocol.Sha256;
import hearth.worker.AgentSnapshot.Reason;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Trains one lease and leaves the coded update on the disk. Blocks the calling thread.
final class TrainingSession {
    /// Of updates, so that the newest leases can be repeated; the ones on their way are among them.
    private static final long KEPT = 2L << 30;

    private final Training training;
    private final HashedFiles updates;
    private final Supplier<Set<Sha256>> inUse;

    /// Who may want a training to end early. Told on the training's thread.
    interface Halting {
        boolean isWanted();

        /// No further step follows.
        default void still() {}

        /// Nothing more is wanted of the child.
        default void left() {}
    }

    /// @param inUse updates of the leases in work
    TrainingSession(Training training, HashedFiles updates, Supplier<Set<Sha256>> inUse) {
        this.training = training;
        this.updates = updates;
        this.inUse = inUse;
    }

    /// @return how it ended
    WorkEvent run(Training.Order order, Halting halting, Workshop.Listener listener) {
        var lease = order.lease();
        var steps = new AtomicInteger();
        var outcome = trained(order, halting, listener, steps);
        return switch (outcome) {
            case Training.Outcome.Stopped() ->
                    halting.isWanted()
                            ? new WorkEvent.Halted(lease.id(), steps.get() > 0)
                            : failed(lease.id(), "trainer-stopped", "");
            case Training.Outcome.Failed(String id, String detail) ->
                    failed(lease.id(), id, detail);
            case Training.Outcome.Done done -> kept(order, done);
        };
    }

    private Training.Outcome trained(
            Training.Order order,
            Halting halting,
            Workshop.Listener listener,
            AtomicInteger steps) {
        try {
            return training.train(
                    order,
                    step -> {
                        if (step.isLast()) {
                            halting.still();
                        }
                        if (step.done() > 0) {
                            steps.set(step.done());
                            listener.stepped(order.lease(), step);
                        }
                    });
        } finally {
            halting.left();
        }
    }

    /// Removes the oldest updates where there are too many.
    void tidy() {
        updates.trim(KEPT, inUse.get());
    }

    private WorkEvent kept(Training.Order order, Training.Outcome.Done done) {
        var bytes = UpdateFile.encode(order, done.delta());
        return bytes.<WorkEvent>map(
                        b ->
                                new WorkEvent.Trained(
                                        order.lease().id(),
                                        new Work.Update(
                                                updates.put(b),
                                                b.length,
                                                done.steps(),
                                                done.firstLoss(),
                                                done.lastLoss(),
                                                done.took())))
                .orElseGet(() -> failed(order.lease().id(), "training-result-unusable", ""));
    }

    private static WorkEvent failed(LeaseId lease, String id, String detail) {
        return new WorkEvent.JobFailed(lease, new Reason(id, detail));
    }
}
