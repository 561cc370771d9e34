package hearth.worker;

import hearth.protocol.LeaseId;
import hearth.protocol.Sha256;
import hearth.worker.AgentSnapshot.Reason;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/// Trains one lease and leaves the coded update on the disk. Blocks the calling thread.
final class TrainingSession {
    private final Training training;
    private final HashedFiles updates;

    TrainingSession(Training training, HashedFiles updates) {
        this.training = training;
        this.updates = updates;
    }

    /// @param isHalted whether an early end is wanted
    /// @return how it ended
    WorkEvent run(Training.Order order, BooleanSupplier isHalted, Workshop.Listener listener) {
        var lease = order.lease();
        var steps = new AtomicInteger();
        var outcome =
                training.train(
                        order,
                        step -> {
                            steps.set(step.done());
                            listener.stepped(lease, step);
                        });
        return switch (outcome) {
            case Training.Outcome.Stopped() ->
                    isHalted.getAsBoolean()
                            ? new WorkEvent.Halted(lease.id(), steps.get() > 0)
                            : failed(lease.id(), "trainer-stopped", "");
            case Training.Outcome.Failed(String id, String detail) ->
                    failed(lease.id(), id, detail);
            case Training.Outcome.Done done -> kept(order, done);
        };
    }

    void forget(Sha256 update) {
        updates.remove(update);
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
