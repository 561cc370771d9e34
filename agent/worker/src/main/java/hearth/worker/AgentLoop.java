package hearth.worker;

import hearth.hardware.Reading;
import hearth.protocol.Lease;
import hearth.worker.AgentSnapshot.Reason;
import hearth.worker.WorkMachine.Situation;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// The agent's thread: takes one message after the other, asks [WorkMachine] what follows, writes
/// that to the journal and only then has the [Workshop] do it. It alone holds the state; all others
/// send messages.
final class AgentLoop implements Workshop.Listener {
    private static final System.Logger LOG = System.getLogger("hearth.worker");
    private static final Duration BETWEEN_STEPS = Duration.ofMillis(250);
    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final int SELDOM = 10;

    private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final Path home;
    private final AgentPace pace;
    private final AgentPorts ports;
    private final AgentRecords records;
    private final CoordinatorNews news;
    private final AgentView view;
    private final WorkMachine machine;
    private final Workshop workshop;
    private final Clock clock;
    private final SnapshotBoard board;

    private Situation situation = new Situation(new Work.Off(), Optional.empty());
    private MayRun.Decision decision = new MayRun.Decision.Run();
    private Reading reading;
    private Instant nextSample;
    private Instant nextRefresh;
    private Instant nextStep = Instant.MIN;
    private volatile boolean stopping;
    private @Nullable Instant leaveBy;

    AgentLoop(
            AgentConfig config,
            AgentPorts ports,
            AgentRecords records,
            CoordinatorClient coordinator,
            Function<Workshop.Listener, Workshop> workshop) {
        this.home = config.home();
        this.pace = config.pace();
        this.ports = ports;
        this.clock = ports.clock();
        this.records = records;
        this.news = new CoordinatorNews(coordinator, records.results());
        this.view = new AgentView(config, coordinator.device(), records, ports);
        this.machine = new WorkMachine(new Backoff(pace.firstPause(), pace.longestPause()));
        this.workshop = workshop.apply(this);
        this.reading = ports.machine().read();
        this.nextSample = clock.instant().plus(pace.sampleIdle());
        this.nextRefresh = clock.instant();
        this.decision = decide();
        this.board = new SnapshotBoard(view.compose(situation, decision, reading));
    }

    SnapshotBoard board() {
        return board;
    }

    /// Something that the owner decided has changed.
    void wake() {
        inbox.add(
                () -> {
                    permit();
                    recordsChanged();
                });
    }

    /// Someone wants to see news now.
    void refresh() {
        inbox.add(() -> nextRefresh = clock.instant());
    }

    /// Ends the loop: a training is stopped and its lease released within two seconds, a finished
    /// update stays in the journal.
    void stop() {
        inbox.add(() -> stopping = true);
    }

    @Override
    public void happened(WorkEvent event) {
        inbox.add(() -> apply(event));
    }

    @Override
    public void stepped(Lease lease, Training.Step step) {
        inbox.add(
                () -> {
                    view.stepped(lease.id(), step);
                    var now = clock.instant();
                    if (!now.isBefore(nextStep)) {
                        nextStep = now.plus(BETWEEN_STEPS);
                        publish();
                    }
                });
    }

    @Override
    public void broke(RuntimeException failure) {
        LOG.log(System.Logger.Level.WARNING, "an effect failed", failure);
        inbox.add(() -> apply(mishap(failure)));
    }

    private WorkEvent mishap(RuntimeException failure) {
        var problem =
                switch (failure) {
                    case AgentException known -> new Reason(known.id(), "");
                    case UncheckedIOException _ -> new Reason("home-unusable", "");
                    default -> new Reason("agent-fault", failure.getClass().getSimpleName());
                };
        return situation.work() instanceof Work.Training
                ? new WorkEvent.JobFailed(problem)
                : new WorkEvent.Failed(problem, Optional.empty(), ports.jitter().nextDouble());
    }

    /// Runs until [#stop]; the calling thread is the agent's thread.
    void run() throws InterruptedException {
        try {
            resume();
            while (!isOver()) {
                pulse();
                var message = inbox.poll(untilNext().toMillis(), TimeUnit.MILLISECONDS);
                if (message != null) {
                    message.run();
                }
            }
        } finally {
            workshop.close();
            board.close();
        }
    }

    private void resume() {
        var now = clock.instant();
        records.leases()
                .resume(now)
                .ifPresent(
                        work -> {
                            situation = new Situation(work, Optional.empty());
                            workshop.perform(
                                    switch (work) {
                                        case Work.Fetching(Lease lease, int _) ->
                                                new WorkEffect.Fetch(lease, now);
                                        case Work.Training(Lease lease, var _, int _) ->
                                                new WorkEffect.Fetch(lease, now);
                                        case Work.Committing(
                                                        Lease lease,
                                                        var _,
                                                        var update,
                                                        int _) ->
                                                new WorkEffect.Commit(lease, update, now);
                                        case Work.Revealing(
                                                        Lease lease,
                                                        var _,
                                                        var update,
                                                        int _) ->
                                                new WorkEffect.Reveal(lease, update, now);
                                        case Work.Releasing(Lease lease, var _, int _) ->
                                                new WorkEffect.Release(lease, now);
                                    });
                        });
        publish();
    }

    /// What time asks for: a sample, a refresh, a new decision.
    private void pulse() {
        var now = clock.instant();
        if (!now.isBefore(nextSample)) {
            reading = ports.machine().read();
            boolean busy = board.isWatched() || situation.work().isBusy();
            nextSample = now.plus(busy ? pace.sampleBusy() : pace.sampleIdle());
            publish();
        }
        if (!now.isBefore(nextRefresh)) {
            boolean often = board.isWatched() || records.settings().isSharing();
            nextRefresh = now.plus(often ? pace.refresh() : pace.refresh().multipliedBy(SELDOM));
            news.refresh(
                    jobs ->
                            inbox.add(
                                    () -> {
                                        view.jobs(jobs);
                                        recordsChanged();
                                    }),
                    this::refreshFailed);
        }
        permit();
    }

    private void refreshFailed(RuntimeException failure) {
        if (!stopping) {
            LOG.log(System.Logger.Level.WARNING, "refresh failed", failure);
        }
    }

    private void permit() {
        decision = decide();
        for (boolean changed = true; changed; ) {
            var before = situation;
            apply(
                    decision instanceof MayRun.Decision.Wait(var reasons)
                            ? new WorkEvent.Forbidden(reasons)
                            : new WorkEvent.Allowed());
            changed = !before.equals(situation);
        }
    }

    private MayRun.Decision decide() {
        var work = situation.work();
        return MayRun.decide(
                new MayRun.Facts(
                        records.settings().isSharing(),
                        records.settings().payout().isPresent(),
                        freeDisk(),
                        reading.power(),
                        work.held().isPresent(),
                        stopping));
    }

    private void apply(WorkEvent event) {
        var now = clock.instant();
        var before = situation;
        var step = machine.next(before, event, now);
        var after = step.next();
        if (!before.work().equals(after.work())) {
            records.leases().record(before.work(), event, after.work(), now);
            if (event instanceof WorkEvent.JobFailed && after.work() instanceof Work.Releasing r) {
                records.leases().strike(r.lease().job(), now);
            }
        }
        situation = after;
        if (after.work() instanceof Work.Training t && !(before.work() instanceof Work.Training)) {
            view.started(t.lease().id());
        }
        step.effects().forEach(workshop::perform);
        if (event instanceof WorkEvent.Receipted) {
            nextRefresh = now;
        }
        if (!before.equals(after)) {
            recordsChanged();
        }
    }

    private void recordsChanged() {
        view.forget();
        publish();
    }

    private void publish() {
        board.publish(view.compose(situation, decision, reading));
    }

    private boolean isOver() {
        if (!stopping) {
            return false;
        }
        boolean leaving =
                situation.work() instanceof Work.Releasing(Lease _, var _, int failures)
                        && failures == 0;
        if (!(situation.work().isBusy() || leaving)) {
            return true;
        }
        if (leaveBy == null) {
            leaveBy = clock.instant().plus(FAREWELL);
        }
        return clock.instant().isAfter(leaveBy);
    }

    private Duration untilNext() {
        var now = clock.instant();
        var next = nextSample.isBefore(nextRefresh) ? nextSample : nextRefresh;
        if (situation.work() instanceof Work.Waiting(var _, Instant until, int _)
                && until.isBefore(next)
                && decision instanceof MayRun.Decision.Run) {
            next = until;
        }
        if (stopping) {
            return Duration.ofMillis(50);
        }
        var wait = Duration.between(now, next);
        return wait.isNegative() ? Duration.ZERO : wait.plusMillis(1);
    }

    private long freeDisk() {
        try {
            return Files.getFileStore(home).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
