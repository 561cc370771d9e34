package hearth.worker;

import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.worker.AgentSnapshot.Reason;
import hearth.worker.WorkMachine.Situation;
import hearth.worker.policy.Decision;

import org.jspecify.annotations.Nullable;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/// The agent's thread: takes one message after the other, asks [WorkMachine] what follows, writes
/// that to the journal and only then has the [Workshop] do it. It alone holds the state; all others
/// send messages.
final class AgentLoop implements Workshop.Listener, Heartbeats.Listener {
    private static final System.Logger LOG = System.getLogger("hearth.worker");
    private static final Duration BETWEEN_STEPS = Duration.ofMillis(250);
    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final int SELDOM = 10;

    private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final AgentPace pace;
    private final AgentPorts ports;
    private final AgentRecords records;
    private final CoordinatorNews news;
    private final Heartbeats heartbeats;
    private final TrainingPace training = new TrainingPace();
    private final AgentView view;
    private final WorkMachine machine;
    private final Workshop workshop;
    private final Clock clock;
    private final SnapshotBoard board;
    private final Permission permission;

    private Situation situation = Situation.off();
    private Decision decision;
    private Instant nextRefresh;
    private Instant nextBeat;
    private Instant nextStep = Instant.MIN;
    private volatile boolean stopping;
    private @Nullable Instant leaveBy;

    /// What the loop works with.
    ///
    /// @param workshop made for its listener
    record Desk(
            CoordinatorClient coordinator,
            Allowance allowance,
            TransferBoard transfers,
            Function<Workshop.Listener, Workshop> workshop) {}

    AgentLoop(AgentConfig config, AgentPorts ports, AgentRecords records, Desk desk) {
        this.pace = config.pace();
        this.ports = ports;
        this.clock = ports.clock();
        this.records = records;
        this.news = new CoordinatorNews(desk.coordinator(), records.results());
        this.heartbeats = new Heartbeats(desk.coordinator());
        this.view =
                new AgentView(
                        config, desk.coordinator().device(), records, ports, desk.transfers());
        this.machine = new WorkMachine(pace);
        this.workshop = desk.workshop().apply(this);
        this.permission =
                new Permission(
                        ports,
                        records.settings(),
                        desk.allowance(),
                        () -> inbox.add(this::publish));
        this.nextRefresh = clock.instant();
        this.nextBeat = clock.instant();
        this.decision = permission.decide(false, false);
        this.board = new SnapshotBoard(view.compose(situation, decision, permission.reading()));
    }

    SnapshotBoard board() {
        return board;
    }

    /// From any thread.
    MachineView machine(Duration after) {
        return permission.machine(after);
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

    /// Ends the training and submits what it gave.
    void finishNow() {
        happened(new WorkEvent.FinishNow());
    }

    /// Ends the loop: a training is stopped within two seconds and kept with its progress, a
    /// finished update stays in the journal, what was not begun goes back.
    void stop() {
        inbox.add(() -> stopping = true);
    }

    /// Looks at the machine no more.
    void close() {
        permission.close();
    }

    @Override
    public void happened(WorkEvent event) {
        inbox.add(() -> apply(event));
    }

    @Override
    public void stepped(Lease lease, Training.Step step) {
        inbox.add(
                () -> {
                    var now = clock.instant();
                    training.stepped(lease.id(), step.done(), now);
                    view.stepped(lease.id(), step);
                    noteHalf(lease.id(), step);
                    if (!now.isBefore(nextStep)) {
                        nextStep = now.plus(BETWEEN_STEPS);
                        publish();
                    }
                });
    }

    private void noteHalf(LeaseId lease, Training.Step step) {
        situation
                .lease(lease)
                .filter(Work.Training.class::isInstance)
                .map(Work.Training.class::cast)
                .filter(t -> !t.isHalfDone() && 2 * step.done() >= t.assignment().steps())
                .ifPresent(_ -> apply(new WorkEvent.HalfDone(lease)));
    }

    @Override
    public void extended(Lease lease, Instant expiresAt, Instant latest) {
        inbox.add(
                () -> {
                    training.lasts(lease.id(), latest);
                    apply(new WorkEvent.Extended(lease.id(), expiresAt));
                    var now = clock.instant();
                    var reserve = pace.heartbeat().multipliedBy(2);
                    situation
                            .lease(lease.id())
                            .filter(work -> training.isOutOfTime(work, now, reserve))
                            .ifPresent(_ -> apply(new WorkEvent.OutOfTime(lease.id())));
                });
    }

    @Override
    public void notLive(Lease lease, String reason) {
        happened(new WorkEvent.NotLive(lease.id(), reason));
    }

    @Override
    public void broke(Optional<LeaseId> lease, RuntimeException failure) {
        LOG.log(System.Logger.Level.WARNING, "an effect failed", failure);
        inbox.add(() -> apply(mishap(lease, failure)));
    }

    @Override
    public void broke(RuntimeException failure) {
        if (!stopping) {
            LOG.log(System.Logger.Level.WARNING, "asking for news failed", failure);
        }
    }

    private WorkEvent mishap(Optional<LeaseId> lease, RuntimeException failure) {
        var problem =
                switch (failure) {
                    case AgentException known -> new Reason(known.id(), "");
                    case UncheckedIOException _ -> new Reason("home-unusable", "");
                    default -> new Reason("agent-fault", failure.getClass().getSimpleName());
                };
        var again = new WorkEvent.Mishap(problem, Optional.empty(), ports.jitter().nextDouble());
        if (lease.isEmpty()) {
            return new WorkEvent.AskFailed(again);
        }
        return situation.lease(lease.get()).filter(Work::hasTheChild).isPresent()
                ? new WorkEvent.JobFailed(lease.get(), problem)
                : new WorkEvent.Failed(lease.get(), again);
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
        var leases = records.leases().resume();
        situation = new Situation(situation.intake(), leases, Optional.empty());
        leases.stream()
                .flatMap(
                        work ->
                                switch (work) {
                                    case Work.Fetching f ->
                                            effect(new WorkEffect.Fetch(f.lease(), now));
                                    case Work.Committing c ->
                                            effect(
                                                    new WorkEffect.Commit(
                                                            c.lease(), c.update(), now));
                                    case Work.Revealing r ->
                                            effect(
                                                    new WorkEffect.Reveal(
                                                            r.lease(), r.update(), now));
                                    case Work.Releasing r ->
                                            effect(new WorkEffect.Release(r.lease(), now));
                                    case Work.Ready _,
                                            Work.Training _,
                                            Work.Stopping _,
                                            Work.Paused _,
                                            Work.Trained _ ->
                                            Stream.<WorkEffect>empty();
                                })
                .forEach(workshop::perform);
        publish();
    }

    private static Stream<WorkEffect> effect(WorkEffect effect) {
        return Stream.of(effect);
    }

    /// What time asks for: a refresh, a heartbeat, a new decision.
    private void pulse() {
        var now = clock.instant();
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
                    this::broke);
        }
        if (!now.isBefore(nextBeat)) {
            nextBeat = now.plus(pace.heartbeat());
            heartbeats.beat(
                    situation.leases().stream()
                            .filter(work -> !(work instanceof Work.Releasing))
                            .map(w -> new Heartbeats.Beat(w.lease(), training.steps(w.id())))
                            .toList(),
                    this);
        }
        permit();
    }

    private boolean isBusy() {
        return situation.any(work -> work.isAhead() || work.hasTheChild());
    }

    private void permit() {
        decision = decide();
        for (boolean changed = true; changed; ) {
            var before = situation;
            apply(
                    switch (decision) {
                        case Decision.Run _ -> new WorkEvent.Allowed(true);
                        case Decision.Finish _ -> new WorkEvent.Allowed(false);
                        case Decision.Wait _ ->
                                new WorkEvent.Forbidden(Permission.inWords(decision));
                    });
            changed = !before.equals(situation);
        }
    }

    private Decision decide() {
        permission.look(board.isWatched(), isBusy());
        return permission.decide(situation.any(Work::hasTheChild), stopping);
    }

    private void apply(WorkEvent event) {
        var now = clock.instant();
        var before = situation;
        var step = machine.next(before, event, now);
        var after = step.next();
        records.leases().record(before.leases(), event, after.leases(), now);
        if (event instanceof WorkEvent.JobFailed failed) {
            after.lease(failed.lease())
                    .filter(Work.Releasing.class::isInstance)
                    .ifPresent(work -> records.leases().strike(work.lease().job(), now));
        }
        situation = after;
        for (var effect : step.effects()) {
            if (effect instanceof WorkEffect.Train train) {
                training.started();
                view.started(train.lease().id());
            }
            workshop.perform(effect);
        }
        if (event instanceof WorkEvent.Receipted) {
            nextRefresh = now;
        }
        if (!before.equals(after)) {
            training.forgetAllBut(after.held());
            recordsChanged();
        }
    }

    private void recordsChanged() {
        view.forget();
        publish();
    }

    private void publish() {
        board.publish(view.compose(situation, decision, permission.reading()));
    }

    private boolean isOver() {
        if (!stopping) {
            return false;
        }
        boolean leaving =
                situation.any(
                        w -> w instanceof Work.Releasing(Lease _, int failures) && failures == 0);
        boolean begun = situation.any(w -> w.hasTheChild() || w instanceof Work.Fetching);
        if (!(begun || leaving)) {
            return true;
        }
        if (leaveBy == null) {
            leaveBy = clock.instant().plus(FAREWELL);
        }
        return clock.instant().isAfter(leaveBy);
    }

    private Duration untilNext() {
        if (stopping) {
            return Duration.ofMillis(50);
        }
        var next = earliest(nextRefresh, nextBeat);
        if (situation.intake() instanceof Intake.Waiting(var _, Instant until, int _)
                && decision instanceof Decision.Run
                && until.isAfter(clock.instant())) {
            next = earliest(next, until);
        }
        var wait = Duration.between(clock.instant(), next);
        return wait.isNegative() ? Duration.ZERO : wait.plusMillis(1);
    }

    private static Instant earliest(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
