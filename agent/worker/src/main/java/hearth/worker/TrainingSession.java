package hearth.worker;

import hearth.protocol.LeaseId;
import hearth.protocol.Sha256;
import hearth.worker.AgentSnapshot.Reason;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicInteger;

/// Trains one lease and leaves the coded update on the disk. Blocks the calling thread.
final class TrainingSession {
    private static final System.Logger LOG = System.getLogger(TrainingSession.class.getName());
    /// Of updates, so that the newest leases can be repeated; the ones on their way are among them.
    private static final long KEPT = 2L << 30;

    private final Training training;
    private final HashedFiles updates;
    private final Residuals residuals;
    private final LeaseJournal journal;
    private final LeaseParts parts;

    /// Who may want a training to end early. Told on the training's thread.
    interface Halting {
        boolean isWanted();

        /// No further step follows.
        default void still() {}

        /// Nothing more is wanted of the child.
        default void left() {}
    }

    TrainingSession(
            Training training,
            HashedFiles updates,
            Residuals residuals,
            LeaseJournal journal,
            LeaseParts parts) {
        this.training = training;
        this.updates = updates;
        this.residuals = residuals;
        this.journal = journal;
        this.parts = parts;
    }

    /// @return how it ended
    WorkEvent run(Training.Order order, Halting halting, Workshop.Listener listener) {
        var lease = order.lease();
        var steps = new AtomicInteger();
        var outcome = trained(order, halting, listener, steps);
        return switch (outcome) {
            case Training.Outcome.Stopped() ->
                    halting.isWanted()
                            ? new WorkEvent.Halted(
                                    lease.id(), steps.get() > 0 || training.isBegun(lease.id()))
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
        updates.trim(KEPT, journal.updates());
    }

    private WorkEvent kept(Training.Order order, Training.Outcome.Done done) {
        var lease = order.lease();
        note(
                () -> {
                    if (!done.windows().isEmpty()) {
                        journal.keep(lease.id(), done.windows());
                    }
                    parts.did(lease.id(), done.part(), done.steps());
                });
        return UpdateFile.encode(
                        order,
                        done.delta(),
                        done.steps(),
                        () -> residuals.owedBefore(lease),
                        updates.made(lease.id().value()),
                        residuals.made(lease))
                .<WorkEvent>map(file -> new WorkEvent.Trained(lease.id(), kept(order, done, file)))
                .orElseGet(() -> failed(lease.id(), "training-result-unusable", ""));
    }

    /// What is only told later: a journal that takes nothing now costs that, not the training.
    private static void note(Runnable told) {
        try {
            told.run();
        } catch (AgentException notNow) {
            LOG.log(System.Logger.Level.WARNING, "windows or part of a lease not kept", notNow);
        }
    }

    /// What is owed is on the disk before the update has its name.
    private Work.Update kept(Training.Order order, Training.Outcome.Done done, UpdateFile made) {
        try {
            long bytes = Files.size(made.file());
            made.owed()
                    .ifPresent(
                            owed ->
                                    residuals.keep(
                                            order.lease(),
                                            Sha256.ofFile(made.file()),
                                            owed,
                                            isAggregated(order, done)));
            return new Work.Update(
                    updates.adopt(made.file()),
                    bytes,
                    done.steps(),
                    done.firstLoss(),
                    done.lastLoss(),
                    done.took(),
                    training.sandbox().map(Training.Walls::grade));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The coordinator adds parts from half a lease on.
    private static boolean isAggregated(Training.Order order, Training.Outcome.Done done) {
        return 2 * done.steps() >= order.manifest().training().innerSteps();
    }

    private static WorkEvent failed(LeaseId lease, String id, String detail) {
        return new WorkEvent.JobFailed(lease, new Reason(id, detail));
    }
}
