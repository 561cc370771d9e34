package hearth.worker;

import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.worker.AgentSnapshot.Reason;
import hearth.worker.WorkMachine.Situation;
import hearth.worker.policy.Decision;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// The agent's thread: takes one message after the other, asks [WorkMachine] what follows, writes
/// that to the journal and only then has the [Workshop] do it. It alone holds the state; all others
/// send messages.
final class AgentLoop implements Workshop.Listener, Heartbeats.Listener, Transitions.Listener {
    private static final System.Logger LOG = System.getLogger("hearth.worker");
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final AgentPace pace;
    private final AgentPorts ports;
    private final AgentRecords records;
    private final CoordinatorNews news;
    private final Heartbeats heartbeats;
    private final BooleanSupplier isSuperseded;
    private final TrainingPace training = new TrainingPace();
    private final AgentView view;
    private final Faults faults;
    private final HealthWatch health;
    private final LoopTrouble trouble;
    private final Workshop workshop;
    private final Transitions transitions;
    private final Clock clock;
    private final SnapshotBoard board;
    private final Permission permission;
    private final Timetable timetable;
    private Decision decision;
    private volatile boolean stopping;
    private @Nullable Long leaveBy;

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
        this.news = new CoordinatorNews(desk.coordinator(), records, clock, pace.refresh());
        this.heartbeats = new Heartbeats(desk.coordinator());
        this.timetable = new Timetable(pace, heartbeats::unhurried, clock, System::nanoTime);
        this.isSuperseded = desk.coordinator()::isSuperseded;
        this.view =
                new AgentView(
                        config, desk.coordinator().device(), records, ports, desk.transfers());
        this.faults = new Faults(config.home());
        this.health = new HealthWatch(records.health());
        this.trouble = new LoopTrouble(faults, pace, ports, health::note);
        this.workshop = desk.workshop().apply(this);
        this.transitions =
                new Transitions(pace, records.leases(), workshop::perform, trouble, clock, this);
        this.permission =
                new Permission(
                        ports,
                        records.settings(),
                        desk.allowance(),
                        view.metering(),
                        health,
                        pace,
                        () -> inbox.add(this::publish));
        this.decision = permission.decide(false, false);
        this.board = new SnapshotBoard(view.compose(transitions.situation(), decision, permission));
    }

    SnapshotBoard board() {
        return board;
    }

    /// What it tells of the machine, any thread may ask.
    Permission permission() {
        return permission;
    }

    /// Something that the owner decided has changed.
    void wake() {
        inbox.add(
                () -> {
                    permit();
                    recordsChanged();
                });
    }

    /// The owner wants a rest, or its end, which also allows a card that failed.
    void rest(Instant until) {
        if (!until.isAfter(clock.instant())) {
            records.settings().finish(false);
            inbox.add(permission::forgive);
        }
        wake();
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
                    if (timetable.stepIsDue(now)) {
                        publish();
                    }
                });
    }

    private void noteHalf(LeaseId lease, Training.Step step) {
        transitions
                .situation()
                .training()
                .filter(t -> t.id().equals(lease) && t.isHalfWay(step.done()))
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
                    transitions
                            .situation()
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
    public void broke(Optional<LeaseId> lease, Throwable failure) {
        LOG.log(System.Logger.Level.WARNING, "an effect failed", failure);
        var problem = faults.reason(failure);
        var again = new WorkEvent.Mishap(problem, Optional.empty(), ports.jitter().nextDouble());
        happened(
                lease.<WorkEvent>map(id -> new WorkEvent.Faulted(id, again))
                        .orElseGet(() -> new WorkEvent.AskFailed(again)));
    }

    @Override
    public void stumbled(Throwable failure) {
        if (!stopping) {
            LOG.log(System.Logger.Level.WARNING, "something beside the work failed", failure);
        }
    }

    /// Runs until [#stop]; the calling thread is the agent's thread. Nothing that goes wrong in a
    /// pulse or a message ends it.
    void run() throws InterruptedException {
        try {
            while (!isOver()) {
                attempt(this::pulse);
                var message = inbox.poll(untilNext().toMillis(), TimeUnit.MILLISECONDS);
                if (message != null) {
                    attempt(message);
                }
            }
        } finally {
            workshop.close();
            board.close();
        }
    }

    private void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            trouble.met(e);
            board.publish(board.newest().hindered(trouble.reason(), true));
        }
    }

    /// What time asks for: a refresh, a heartbeat, a new decision.
    private void pulse() {
        var now = clock.instant();
        boolean wasSetBack = timetable.wasSetBack();
        if (wasSetBack) {
            trouble.hurry();
        }
        if (!transitions.isResumed()) {
            if (trouble.isPausing()) {
                return;
            }
            transitions.resume();
            publish();
        }
        if (wasSetBack) {
            LOG.log(System.Logger.Level.INFO, "the clock was set back; nothing waits any more");
            transitions.attempt(new WorkEvent.ClockSetBack());
            workshop.hurry();
        }
        beat(now);
        permit();
        if (timetable.refreshIsDue(now, board.isWatched(), this::rests)) {
            news.refresh(
                    jobs ->
                            inbox.add(
                                    () -> {
                                        view.jobs(jobs);
                                        recordsChanged();
                                    }),
                    this::stumbled);
        }
        if (transitions.isUpToDate() && !trouble.isPausing() && trouble.reason().isPresent()) {
            trouble.mended();
            publish();
        }
    }

    private boolean rests() {
        return (decision instanceof Decision.Wait && !transitions.situation().isBusy())
                || !records.settings().isSharing();
    }

    private void beat(Instant now) {
        if (timetable.beatIsDue(now)) {
            heartbeats.beat(
                    transitions.situation().leases().stream()
                            .filter(work -> !(work instanceof Work.Releasing))
                            .map(w -> new Heartbeats.Beat(w.lease(), training.steps(w.id())))
                            .toList(),
                    this);
        }
    }

    private void permit() {
        decision = decide();
        boolean waits = decision instanceof Decision.Wait;
        if (waits) {
            transitions.makeWay(permission.interruption());
        }
        if (transitions.isResumed() && !trouble.isPausing()) {
            if (waits || transitions.isUpToDate()) {
                permitted();
            }
            transitions.write();
        }
    }

    private void permitted() {
        if (permission.withdraws(decision)) {
            transitions
                    .situation()
                    .training()
                    .ifPresent(t -> transitions.attempt(new WorkEvent.CardWithdrawn(t.id())));
        }
        for (boolean changed = true; changed; ) {
            changed = transitions.attempt(Permission.event(decision));
        }
    }

    /// What cannot be known counts as a reason to wait.
    private Decision decide() {
        try {
            var now = transitions.situation();
            permission.look(board.isWatched(), now.isBusy());
            return isSuperseded.getAsBoolean()
                    ? Permission.superseded()
                    : permission.decide(now.any(Work::hasTheChild), stopping);
        } catch (RuntimeException e) {
            trouble.met(e);
            return Permission.unknown();
        }
    }

    private void apply(WorkEvent event) {
        transitions.apply(event);
        if (trouble.isPausing()) {
            publish();
        }
    }

    @Override
    public void beginning(WorkEffect.Train effect) {
        training.started();
        view.started(effect.lease().id());
    }

    @Override
    public void passed(Situation before, WorkEvent event, Situation after, Instant now) {
        switch (event) {
            case WorkEvent.JobFailed(LeaseId lease, Reason problem) -> {
                health.note(problem);
                after.givenUp(lease).ifPresent(job -> records.leases().strike(job, now));
            }
            case WorkEvent.Faulted(LeaseId _, WorkEvent.Mishap mishap) ->
                    health.note(mishap.problem());
            case WorkEvent.Receipted _ -> timetable.refreshSoon(now);
            default -> {}
        }
        if (!before.equals(after)) {
            training.forgetAllBut(after.held());
            workshop.forgetAllBut(after.held());
            recordsChanged();
        }
    }

    @Override
    public void gaveBack(Yield how) {
        inbox.add(() -> records.yields().add(how));
        inbox.add(this::recordsChanged);
    }

    private void recordsChanged() {
        view.forget();
        publish();
    }

    private void publish() {
        var seen = view.compose(transitions.situation(), decision, permission);
        board.publish(seen.hindered(trouble.reason(), transitions.isStuck()));
    }

    private boolean isOver() {
        if (!stopping) {
            return false;
        }
        if (!transitions.situation().isLeaving()) {
            return true;
        }
        if (leaveBy == null) {
            leaveBy = System.nanoTime() + FAREWELL.toNanos();
        }
        return System.nanoTime() - leaveBy > 0;
    }

    private Duration untilNext() {
        if (stopping) {
            return Duration.ofMillis(50);
        }
        var next = timetable.next();
        if (trouble.reason().isPresent()) {
            next = earliest(next, trouble.until());
        }
        if (transitions.situation().intake() instanceof Intake.Waiting(var _, Instant until, int _)
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
