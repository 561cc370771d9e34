package hearth.worker;

import hearth.protocol.JobId;
import hearth.protocol.LeaseId;
import hearth.protocol.Sha256;
import hearth.worker.AgentSnapshot.Reason;
import hearth.worker.Work.Committing;
import hearth.worker.Work.Fetching;
import hearth.worker.Work.Ready;
import hearth.worker.Work.Stopping;
import hearth.worker.Work.Trained;
import hearth.worker.Work.Training;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The agent's state machine: one pure function from (situation, event, now) to (situation,
/// effects). Three stages overlap, each with one lease: the next one is fetched, one is trained,
/// the last one is submitted. What becomes of each lease by itself is in [LeaseMachine].
///
/// | intake | event | next | effects |
/// |---|---|---|---|
/// | Off, Waiting whose time has come | Allowed to take, there is room | Asking | Ask |
/// | Waiting, no lease | Forbidden, switch off | Off | Rest |
/// | Asking | Granted | Waiting, a lease Fetching more | Fetch |
/// | Asking | Granted, job struck | Waiting | GiveBack |
/// | Asking | NoLease | Waiting(reason) | Rest if long and nothing is to be trained |
/// | Asking | AskFailed | Waiting(problem), back-off | |
/// | Asking | Forbidden | Waiting | CancelAsk |
/// | any other | Granted (late) | same | GiveBack |
///
/// | what is open | event | what becomes of it | effects |
/// |---|---|---|---|
/// | Paused | Allowed | Fetching | Fetch |
/// | Fetching, not begun | Allowed, but the line costs money | Releasing | Cancel, Release |
/// | Ready, the child is free, no update waits for the line | Allowed | Training | Train |
/// | Fetching, Ready, not begun | Forbidden | Releasing | Release |
/// | Fetching, Ready, begun | Forbidden | Paused; switch off: as Paused | |
/// | Training | Forbidden | Stopping(PAUSE); switch off: Stopping(FINISH) | Halt |
/// | Paused | Forbidden, switch off | Trained, if it is worth it, else Releasing | (Release) |
/// | any | FinishNow | as with the switch off | |
/// | Trained, the line is free | any | Committing | Commit |
///
/// There is room for one lease ahead: none is being fetched, ready or paused, no update waits for
/// the line, and what is trained is half done, so that a lease is not held longer than it has to
/// be. Every other pair changes nothing. What is trained is submitted whatever the switch says.
final class WorkMachine {
    private static final Duration LONG = Duration.ofSeconds(30);

    /// Answers of the coordinator that the end of a training or an upload may change.
    private static final Set<String> PASSING =
            Set.of("lease-limit", "no-work", "waiting-for-round");

    /// @param leases in the order in which they were granted
    /// @param problem what went wrong last and is not mended
    /// @param setbacks leases in a row that came to nothing because of this computer or their job
    record Situation(Intake intake, List<Work> leases, Optional<Reason> problem, int setbacks) {
        Situation {
            leases = List.copyOf(leases);
        }

        Situation(Intake intake, List<Work> leases, Optional<Reason> problem) {
            this(intake, leases, problem, 0);
        }

        static Situation off() {
            return new Situation(new Intake.Off(), List.of(), Optional.empty());
        }

        Optional<Work> lease(LeaseId id) {
            return leases.stream().filter(w -> w.id().equals(id)).findFirst();
        }

        /// The one that has the child and was not told to end.
        Optional<Training> training() {
            return leases.stream()
                    .filter(Training.class::isInstance)
                    .map(Training.class::cast)
                    .findFirst();
        }

        boolean any(Predicate<Work> is) {
            return leases.stream().anyMatch(is);
        }

        /// Whether an agent that ends waits a moment for what is on its way.
        boolean isLeaving() {
            return any(
                    work ->
                            work.hasTheChild()
                                    || work instanceof Fetching
                                    || (work instanceof Work.Releasing r && r.failures() == 0));
        }

        /// The job of a lease that goes back.
        Optional<JobId> givenUp(LeaseId id) {
            return lease(id).filter(Work.Releasing.class::isInstance).map(w -> w.lease().job());
        }

        /// Whether something is to be trained.
        boolean isBusy() {
            return any(work -> work.isAhead() || work.hasTheChild());
        }

        /// Update files that are still needed.
        Set<Sha256> updates() {
            return leases.stream()
                    .flatMap(work -> work.saved().stream())
                    .map(Work.Update::hash)
                    .collect(Collectors.toSet());
        }

        Set<LeaseId> held() {
            return leases.stream().map(Work::id).collect(Collectors.toSet());
        }
    }

    record Step(Situation next, List<WorkEffect> effects) {
        Step {
            effects = List.copyOf(effects);
        }
    }

    private final Backoff backoff;
    private final Duration unhurried;
    private final boolean isOverlapping;
    private final LeaseMachine machine;

    WorkMachine(AgentPace pace) {
        this(
                new Backoff(pace.firstPause(), pace.longestPause()),
                pace.heartbeat(),
                pace.isOverlapping());
    }

    /// @param unhurried least pause between two questions for more while the child is busy
    WorkMachine(Backoff backoff, Duration unhurried, boolean isOverlapping) {
        this.backoff = backoff;
        this.unhurried = unhurried;
        this.isOverlapping = isOverlapping;
        this.machine = new LeaseMachine(backoff);
    }

    Step next(Situation situation, WorkEvent event, Instant now) {
        var draft = new Draft(situation);
        switch (event) {
            case WorkEvent.Allowed allowed -> allowed(draft, allowed, now);
            case WorkEvent.Forbidden forbidden -> forbidden(draft, forbidden, now);
            case WorkEvent.FinishNow() ->
                    situation.leases().forEach(w -> draft.take(w, machine.finishNow(w, now)));
            case WorkEvent.ClockSetBack() -> draft.waitNoMore(now);
            case WorkEvent.Granted granted -> granted(draft, granted, now);
            case WorkEvent.NoLease(String reason, Duration retryAfter) ->
                    noLease(draft, reason, retryAfter, now);
            case WorkEvent.AskFailed(WorkEvent.Mishap mishap) -> askFailed(draft, mishap, now);
            case WorkEvent.OfLease e ->
                    situation.lease(e.lease()).ifPresent(work -> ofLease(draft, work, e, now));
        }
        if (event instanceof WorkEvent.Receipted) {
            draft.problem = Optional.empty();
        }
        if (event instanceof WorkEvent.Receipted || event instanceof WorkEvent.Trained) {
            draft.hurry(now);
        }
        draft.submitNext(now);
        return draft.step();
    }

    private void ofLease(Draft draft, Work work, WorkEvent.OfLease event, Instant now) {
        var turn = machine.next(work, event, draft.setbacks, now);
        draft.take(work, turn);
        boolean failed = event instanceof WorkEvent.JobFailed || event instanceof WorkEvent.Faulted;
        if (failed && turn.pause().isPresent()) {
            draft.setbacks++;
        } else if (turn.next().filter(Trained.class::isInstance).isPresent()) {
            draft.setbacks = 0;
        }
    }

    private void allowed(Draft draft, WorkEvent.Allowed event, Instant now) {
        for (var work : List.copyOf(draft.leases)) {
            draft.take(work, machine.allow(work, event.isFetching(), now));
        }
        draft.trainNext(now);
        if (draft.intake instanceof Intake.Off) {
            draft.intake = Intake.Waiting.over(now);
        }
        if (event.isTaking()
                && draft.intake instanceof Intake.Waiting(var _, Instant until, int failures)
                && !now.isBefore(until)
                && (isOverlapping ? draft.hasRoom() : draft.leases.isEmpty())) {
            draft.intake = new Intake.Asking(failures);
            draft.effects.add(new WorkEffect.Ask(draft.situation().held(), now));
        }
    }

    private void forbidden(Draft draft, WorkEvent.Forbidden event, Instant now) {
        if (draft.intake instanceof Intake.Off && draft.leases.isEmpty()) {
            return;
        }
        boolean forGood = event.isSharingOff();
        for (var work : List.copyOf(draft.leases)) {
            draft.take(work, machine.leave(work, forGood, now));
        }
        if (draft.intake instanceof Intake.Asking) {
            draft.intake = Intake.Waiting.over(now);
            draft.effects.add(new WorkEffect.CancelAsk());
        } else if (forGood && draft.leases.isEmpty()) {
            draft.intake = new Intake.Off();
            draft.problem = Optional.empty();
        }
        draft.restIfIdle();
    }

    private void granted(Draft draft, WorkEvent.Granted event, Instant now) {
        var lease = event.lease();
        if (draft.situation().lease(lease.id()).isPresent()) {
            if (draft.intake instanceof Intake.Asking) {
                draft.intake = new Intake.Waiting(List.of(), now.plus(backoff.pause(0, 1)), 0);
            }
            return;
        }
        if (!(draft.intake instanceof Intake.Asking)) {
            draft.effects.add(new WorkEffect.GiveBack(lease));
            return;
        }
        if (event.struck()) {
            var reason = new Reason("job-failing", lease.job().value());
            draft.intake = new Intake.Waiting(List.of(reason), now.plus(backoff.cap()), 0);
            draft.effects.add(new WorkEffect.GiveBack(lease));
            draft.restIfIdle();
            return;
        }
        draft.intake = Intake.Waiting.over(now);
        draft.problem = Optional.empty();
        draft.leases.add(new Fetching(lease, Optional.empty(), 0));
        draft.effects.add(new WorkEffect.Fetch(lease, now));
    }

    private void noLease(Draft draft, String reason, Duration retryAfter, Instant now) {
        if (!(draft.intake instanceof Intake.Asking)) {
            return;
        }
        var least = draft.situation().any(Work::hasTheChild) ? unhurried : backoff.pause(0, 0);
        var pause = retryAfter.compareTo(least) > 0 ? retryAfter : least;
        draft.intake = new Intake.Waiting(List.of(new Reason(reason, "")), now.plus(pause), 0);
        draft.problem = Optional.empty();
        if (retryAfter.compareTo(LONG) >= 0) {
            draft.restIfIdle();
        }
    }

    private void askFailed(Draft draft, WorkEvent.Mishap mishap, Instant now) {
        if (draft.intake instanceof Intake.Asking(int failures)) {
            var pause = backoff.pause(failures, mishap.jitter(), mishap.retryAfter());
            draft.intake =
                    new Intake.Waiting(List.of(mishap.problem()), now.plus(pause), failures + 1);
            draft.problem = Optional.of(mishap.problem());
        }
    }

    /// The next situation while it is made; lives for one call.
    private static final class Draft {
        private final Situation from;
        private Intake intake;
        private final List<Work> leases;
        private Optional<Reason> problem;
        private int setbacks;
        private final List<WorkEffect> effects = new ArrayList<>();

        Draft(Situation from) {
            this.from = from;
            intake = from.intake();
            leases = new ArrayList<>(from.leases());
            problem = from.problem();
            setbacks = from.setbacks();
        }

        Situation situation() {
            return new Situation(intake, leases, problem, setbacks);
        }

        Step step() {
            var next = situation();
            var needed = next.updates();
            from.updates().stream()
                    .filter(hash -> !needed.contains(hash))
                    .forEach(hash -> effects.add(new WorkEffect.Forget(hash)));
            return new Step(next, effects);
        }

        void take(Work work, Turn turn) {
            replace(work, turn.next(), turn.effects().toArray(WorkEffect[]::new));
            problem = turn.problem().or(() -> problem);
            if (intake instanceof Intake.Waiting && turn.pause().isPresent()) {
                intake = turn.pause().get();
            }
        }

        void replace(Work work, Optional<Work> next, WorkEffect... following) {
            int at = leases.indexOf(work);
            if (next.isPresent()) {
                leases.set(at, next.get());
            } else {
                leases.remove(at);
            }
            effects.addAll(List.of(following));
        }

        /// A lease that was begun earlier is not overtaken while its inputs are looked for.
        void trainNext(Instant now) {
            if (situation().any(w -> w.hasTheChild() || w instanceof Trained)) {
                return;
            }
            for (var work : leases) {
                if (work instanceof Fetching(var _, var _, int failures) && failures == 0) {
                    return;
                }
                if (work instanceof Ready(var lease, var assignment, var begun)) {
                    replace(
                            work,
                            Optional.of(
                                    new Training(
                                            lease,
                                            assignment,
                                            begun.flatMap(Work.Begun::partial),
                                            false,
                                            0)),
                            new WorkEffect.Train(lease, now));
                    return;
                }
            }
        }

        void submitNext(Instant now) {
            if (situation().any(Work::isSubmitting)) {
                return;
            }
            leases.stream()
                    .filter(Trained.class::isInstance)
                    .map(Trained.class::cast)
                    .findFirst()
                    .ifPresent(
                            t ->
                                    replace(
                                            t,
                                            Optional.of(
                                                    new Committing(
                                                            t.lease(),
                                                            t.assignment(),
                                                            t.update(),
                                                            0)),
                                            new WorkEffect.Commit(t.lease(), t.update(), now)));
        }

        boolean hasRoom() {
            return leases.stream()
                    .noneMatch(
                            w ->
                                    w.isAhead()
                                            || w instanceof Trained
                                            || w instanceof Stopping
                                            || (w instanceof Training t && !t.isHalfDone()));
        }

        void waitNoMore(Instant now) {
            if (intake instanceof Intake.Waiting(var reasons, Instant _, int failures)) {
                intake = new Intake.Waiting(reasons, now, failures);
            }
        }

        /// Something has come free: what the coordinator last said about more work is out of date.
        void hurry(Instant now) {
            if (intake instanceof Intake.Waiting(var reasons, Instant until, int _)
                    && until.isAfter(now)
                    && !reasons.isEmpty()
                    && reasons.stream().allMatch(r -> PASSING.contains(r.id()))) {
                intake = new Intake.Waiting(reasons, now, 0);
            }
        }

        void restIfIdle() {
            if (!situation().any(Work::hasTheChild)) {
                effects.add(new WorkEffect.Rest());
            }
        }
    }
}
