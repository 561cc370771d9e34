package hearth.worker;

import hearth.protocol.Lease;
import hearth.worker.AgentSnapshot.Reason;
import hearth.worker.WorkEffect.Activity;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Does the effects of [WorkMachine] on virtual threads and answers with events. One activity at a
/// time: a newer one cancels it, and a cancelled activity's answer is dropped, except a lease that
/// was granted too late, which the state machine gives back. [#perform] belongs to the agent's
/// thread.
final class Workshop implements AutoCloseable {
    /// What the workshop tells its agent, on any thread.
    interface Listener {
        void happened(WorkEvent event);

        void stepped(Lease lease, Training.Step step);

        /// Something that no effect can deal with, such as a full disk.
        void broke(RuntimeException failure);
    }

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final LeaseErrands errands;
    private final TrainingSession session;
    private final Training training;
    private final Clock clock;
    private final Listener listener;
    private volatile Training.@Nullable Order fetched;
    private @Nullable Run running;

    Workshop(
            LeaseErrands errands,
            TrainingSession session,
            Training training,
            Clock clock,
            Listener listener) {
        this.errands = errands;
        this.session = session;
        this.training = training;
        this.clock = clock;
        this.listener = listener;
    }

    /// One running activity, on a thread of its own.
    private final class Run {
        private final Activity activity;
        private final CountDownLatch cancelled = new CountDownLatch(1);
        private final Thread thread;

        Run(Activity activity) {
            this.activity = activity;
            this.thread = Thread.ofVirtual().name("activity").unstarted(this::work);
        }

        void cancel() {
            cancelled.countDown();
            if (activity instanceof WorkEffect.Train) {
                training.stop();
            }
            if (!(activity instanceof WorkEffect.Ask)) {
                thread.interrupt();
            }
        }

        private boolean isCancelled() {
            return cancelled.getCount() == 0;
        }

        private void work() {
            try {
                var pause = Duration.between(clock.instant(), activity.at());
                if (pause.isPositive()
                        && cancelled.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                if (isCancelled()) {
                    return;
                }
                answer(activity)
                        .filter(e -> !isCancelled() || e instanceof WorkEvent.Granted)
                        .ifPresent(listener::happened);
            } catch (InterruptedException stopped) {
                thread.interrupt();
            } catch (RuntimeException e) {
                if (!isCancelled()) {
                    listener.broke(e);
                }
            }
        }
    }

    void perform(WorkEffect effect) {
        switch (effect) {
            case Activity activity -> {
                cancel();
                var run = new Run(activity);
                running = run;
                run.thread.start();
            }
            case WorkEffect.Cancel() -> cancel();
            case WorkEffect.Rest() -> {
                if (running != null && running.activity instanceof WorkEffect.Train) {
                    cancel();
                }
                training.close();
            }
            case WorkEffect.GiveBack(Lease lease) ->
                    Thread.ofVirtual().name("give-back").start(() -> errands.release(lease));
        }
    }

    private Optional<WorkEvent> answer(Activity activity) {
        return switch (activity) {
            case WorkEffect.Ask _ -> Optional.of(errands.ask(training.recipes()));
            case WorkEffect.Fetch(Lease lease, var _) -> {
                var fetch = errands.fetch(lease);
                fetch.order().ifPresent(o -> fetched = o);
                yield Optional.of(fetch.event());
            }
            case WorkEffect.Train(Lease lease, var _) -> train(lease);
            case WorkEffect.Commit(Lease lease, var update, var _) ->
                    Optional.of(errands.commit(lease, update));
            case WorkEffect.Reveal(Lease lease, var update, var _) ->
                    Optional.of(errands.reveal(lease, update));
            case WorkEffect.Release(Lease lease, var _) -> Optional.of(errands.release(lease));
        };
    }

    private Optional<WorkEvent> train(Lease lease) {
        var inputs = fetched;
        if (inputs == null || !inputs.lease().id().equals(lease.id())) {
            return Optional.of(new WorkEvent.JobFailed(new Reason("job-unusable", "inputs")));
        }
        return session.run(inputs, listener);
    }

    private void cancel() {
        if (running != null) {
            running.cancel();
            running = null;
        }
    }

    @Override
    public void close() {
        var last = running;
        cancel();
        training.close();
        if (last != null) {
            try {
                last.thread.join(PATIENCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
