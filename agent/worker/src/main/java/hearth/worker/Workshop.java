package hearth.worker;

import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.worker.AgentSnapshot.Reason;
import hearth.worker.WorkEffect.Activity;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Does the effects of [WorkMachine] on virtual threads and answers with events. One activity at a
/// time for each lease, and one that asks: a newer one cancels it, and a cancelled activity's
/// answer is dropped, except a lease that was granted too late, which the state machine gives back.
/// [#perform] belongs to the agent's thread.
final class Workshop implements AutoCloseable {
    /// What the workshop tells its agent, on any thread.
    interface Listener {
        void happened(WorkEvent event);

        void stepped(Lease lease, Training.Step step);

        /// Something that no effect can deal with, such as a full disk. The activity has ended.
        ///
        /// @param lease that it was done for; none while asking
        void broke(Optional<LeaseId> lease, Throwable failure);

        /// The same where nothing waits for an answer.
        void stumbled(Throwable failure);

        /// The machine was needed for something else and is free.
        void gaveBack(Yield how);
    }

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final LeaseErrands errands;
    private final TrainingSession session;
    private final Training training;
    private final Clock clock;
    private final Listener listener;
    private final Map<LeaseId, Training.Order> fetched = new ConcurrentHashMap<>();
    private final Map<LeaseId, Run> running = new HashMap<>();
    private @Nullable Run asking;

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

    /// One activity, on a thread of its own.
    private final class Run implements TrainingSession.Halting {
        private final Activity activity;
        private final CountDownLatch cancelled = new CountDownLatch(1);
        private final CountDownLatch woken = new CountDownLatch(1);
        private final Thread thread;
        private volatile @Nullable Handback handback;
        private boolean over;

        Run(Activity activity) {
            this.activity = activity;
            this.thread = Thread.ofVirtual().name("activity").unstarted(this::work);
        }

        void cancel() {
            cancelled.countDown();
            woken.countDown();
            if (activity instanceof WorkEffect.Train) {
                training.stop();
            }
            if (!(activity instanceof WorkEffect.Ask)) {
                thread.interrupt();
            }
        }

        /// The training answers that it ended. Twice is as once.
        synchronized void halt(Optional<Interruption> why) {
            if (handback != null) {
                return;
            }
            var fresh = new Handback(why, training, listener);
            handback = fresh;
            woken.countDown();
            if (over) {
                Thread.ofVirtual().name("handback").start(() -> attempt(fresh::left));
            } else {
                fresh.begin();
            }
        }

        @Override
        public boolean isWanted() {
            return handback != null;
        }

        @Override
        public void still() {
            var wanted = handback;
            if (wanted != null) {
                wanted.still();
            }
        }

        @Override
        public void left() {
            Handback wanted;
            synchronized (this) {
                over = true;
                wanted = handback;
            }
            if (wanted != null) {
                wanted.left();
            }
        }

        private boolean isCancelled() {
            return cancelled.getCount() == 0;
        }

        private void work() {
            try {
                var pause = Duration.between(clock.instant(), activity.at());
                if (pause.isPositive()) {
                    woken.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                }
                if (isCancelled()) {
                    return;
                }
                answer(this)
                        .filter(e -> !isCancelled() || e instanceof WorkEvent.Granted)
                        .ifPresent(listener::happened);
            } catch (InterruptedException stopped) {
                thread.interrupt();
            } catch (RuntimeException | Error e) {
                // Whatever it is, an activity that ends without an answer would leave its lease
                // where it is for ever.
                if (!isCancelled()) {
                    listener.broke(lease(activity), e);
                }
            }
        }
    }

    private static Optional<LeaseId> lease(Activity activity) {
        return activity instanceof WorkEffect.OfLease of
                ? Optional.of(of.lease().id())
                : Optional.empty();
    }

    /// What waits for its time is due now.
    void hurry() {
        running.values().forEach(run -> run.woken.countDown());
        var ask = asking;
        if (ask != null) {
            ask.woken.countDown();
        }
    }

    void perform(WorkEffect effect) {
        attempt(() -> begin(effect));
    }

    /// What nobody waits for must not end the thread that does it.
    private void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            listener.stumbled(e);
        }
    }

    private void begin(WorkEffect effect) {
        switch (effect) {
            case WorkEffect.Ask ask -> {
                cancelAsk();
                var run = new Run(ask);
                asking = run;
                run.thread.start();
            }
            case WorkEffect.OfLease of -> {
                cancel(of.lease().id());
                var run = new Run(of);
                running.put(of.lease().id(), run);
                run.thread.start();
            }
            case WorkEffect.Cancel(LeaseId lease) -> {
                cancel(lease);
                fetched.remove(lease);
            }
            case WorkEffect.CancelAsk() -> cancelAsk();
            case WorkEffect.Halt(LeaseId lease, var why) -> {
                var run = running.get(lease);
                if (run != null) {
                    run.halt(why);
                }
            }
            case WorkEffect.Rest() -> training.close();
            case WorkEffect.Forget _ -> session.tidy();
            case WorkEffect.GiveBack(Lease lease) ->
                    Thread.ofVirtual()
                            .name("give-back")
                            .start(() -> attempt(() -> errands.release(lease)));
        }
    }

    private Optional<WorkEvent> answer(Run run) {
        return switch (run.activity) {
            case WorkEffect.Ask ask ->
                    Optional.of(errands.ask(training.recipes(), ask.holding(), training.engine()));
            case WorkEffect.Fetch(Lease lease, var _) -> {
                var fetch = errands.fetch(lease);
                fetch.order().ifPresent(o -> fetched.put(lease.id(), o));
                yield Optional.of(fetch.event());
            }
            case WorkEffect.Train(Lease lease, var _) -> Optional.of(train(run, lease));
            case WorkEffect.Commit(Lease lease, var update, var _) ->
                    Optional.of(errands.commit(lease, update));
            case WorkEffect.Reveal(Lease lease, var update, var _) ->
                    Optional.of(errands.reveal(lease, update));
            case WorkEffect.Release(Lease lease, var _) -> {
                fetched.remove(lease.id());
                yield Optional.of(errands.release(lease));
            }
        };
    }

    private WorkEvent train(Run run, Lease lease) {
        if (run.isWanted()) {
            run.left();
            return new WorkEvent.Halted(lease.id(), training.isBegun(lease.id()));
        }
        var inputs = fetched.get(lease.id());
        if (inputs == null) {
            return new WorkEvent.JobFailed(lease.id(), new Reason("job-unusable", "inputs"));
        }
        var event = session.run(inputs, run, listener);
        if (event instanceof WorkEvent.Trained) {
            fetched.remove(lease.id());
        }
        return event;
    }

    /// The last activity of a lease that is over, and its inputs, would stay for as long as the
    /// agent runs.
    void forgetAllBut(Set<LeaseId> held) {
        running.keySet().retainAll(held);
        fetched.keySet().retainAll(held);
    }

    private void cancel(LeaseId lease) {
        var run = running.remove(lease);
        if (run != null) {
            run.cancel();
        }
    }

    private void cancelAsk() {
        if (asking != null) {
            asking.cancel();
            asking = null;
        }
    }

    @Override
    public void close() {
        cancelAsk();
        var last = Map.copyOf(running);
        last.keySet().forEach(this::cancel);
        training.close();
        try {
            for (var run : last.values()) {
                run.thread.join(PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
