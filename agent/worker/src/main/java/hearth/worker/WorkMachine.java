package hearth.worker;

import hearth.protocol.Lease;
import hearth.worker.AgentSnapshot.Reason;
import hearth.worker.Work.Asking;
import hearth.worker.Work.Committing;
import hearth.worker.Work.Fetching;
import hearth.worker.Work.Holding;
import hearth.worker.Work.Off;
import hearth.worker.Work.Releasing;
import hearth.worker.Work.Revealing;
import hearth.worker.Work.Training;
import hearth.worker.Work.Waiting;
import hearth.worker.WorkEvent.Failed;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The agent's state machine: one pure function from (situation, event, now) to (situation,
/// effects).
///
/// | state | event | next | effects |
/// |---|---|---|---|
/// | Off | Allowed | Asking | Ask |
/// | Waiting | Allowed, time has come | Asking | Ask |
/// | Waiting | Forbidden, switch off | Off | Rest |
/// | Waiting | Forbidden | same | Rest |
/// | Asking | Granted | Fetching | Fetch |
/// | Asking | Granted, job struck | Waiting | GiveBack |
/// | Asking | NoLease | Waiting(reason) | Rest if long |
/// | Asking | Failed | Waiting(problem), back-off | |
/// | Asking | Forbidden | Waiting | Cancel, Rest |
/// | Fetching | Fetched | Training | Train |
/// | Training | Trained | Committing | Commit |
/// | Fetching | JobFailed | Releasing | Rest, Release |
/// | Training | JobFailed, first | Training | Rest, Train |
/// | Training | JobFailed, again | Releasing | Rest, Release |
/// | Fetching, Training | Forbidden | Releasing | Rest, Release |
/// | Training | Extended | Training, new expiry | |
/// | Committing | Committed | Revealing | Reveal |
/// | Revealing | CommitForgotten | Committing | Commit, after the back-off |
/// | Revealing | Receipted | Waiting, at once | |
/// | Releasing | Released | what follows | |
/// | Committing, Revealing | UpdateLost | Releasing | Release |
/// | Fetching, Committing, Revealing | Failed | same, one failure more | same, after the back-off |
/// | Fetching, Releasing | Failed after the lease's end | Waiting | |
/// | any that holds a lease | LeaseGone | Waiting | Cancel, Rest |
/// | any but Asking | Granted (late) | same | GiveBack |
///
/// Every other pair changes nothing. A finished training is submitted whatever the switch says.
final class WorkMachine {
    private static final int TRAINING_TRIES = 2;
    private static final Duration LONG = Duration.ofSeconds(30);

    /// @param problem what went wrong last and is not mended
    record Situation(Work work, Optional<Reason> problem) {}

    record Step(Situation next, List<WorkEffect> effects) {
        Step {
            effects = List.copyOf(effects);
        }
    }

    private final Backoff backoff;

    WorkMachine(Backoff backoff) {
        this.backoff = backoff;
    }

    Step next(Situation situation, WorkEvent event, Instant now) {
        var work = situation.work();
        return switch (event) {
            case WorkEvent.Allowed() -> allowed(situation, now);
            case WorkEvent.Forbidden forbidden -> forbidden(situation, forbidden, now);
            case WorkEvent.Granted granted -> granted(situation, granted, now);
            case WorkEvent.NoLease(String reason, Duration retryAfter) ->
                    work instanceof Asking
                            ? mended(
                                    new Waiting(
                                            List.of(new Reason(reason, "")),
                                            now.plus(atLeast(retryAfter)),
                                            0),
                                    retryAfter.compareTo(LONG) >= 0
                                            ? List.of(new WorkEffect.Rest())
                                            : List.of())
                            : same(situation);
            case WorkEvent.Fetched(var assignment) ->
                    work instanceof Fetching(Lease lease, int _)
                            ? keep(
                                    situation,
                                    new Training(lease, assignment, 0),
                                    new WorkEffect.Train(lease, now))
                            : same(situation);
            case WorkEvent.Extended(Instant expiresAt) ->
                    work instanceof Training(Lease lease, var assignment, int failures)
                            ? keep(
                                    situation,
                                    new Training(lease.until(expiresAt), assignment, failures))
                            : same(situation);
            case WorkEvent.Trained(var update) ->
                    work instanceof Training(Lease lease, var assignment, int _)
                            ? keep(
                                    situation,
                                    new Committing(lease, assignment, update, 0),
                                    new WorkEffect.Commit(lease, update, now))
                            : same(situation);
            case WorkEvent.JobFailed(Reason problem) -> jobFailed(situation, problem, now);
            case WorkEvent.Committed() ->
                    work
                                    instanceof
                                    Committing(
                                            Lease lease,
                                            var assignment,
                                            var update,
                                            int failures)
                            ? keep(
                                    situation,
                                    new Revealing(lease, assignment, update, failures),
                                    new WorkEffect.Reveal(lease, update, now))
                            : same(situation);
            case WorkEvent.CommitForgotten(double jitter) ->
                    work instanceof Revealing(Lease lease, var assignment, var update, int failures)
                            ? keep(
                                    situation,
                                    new Committing(lease, assignment, update, failures + 1),
                                    new WorkEffect.Commit(
                                            lease,
                                            update,
                                            now.plus(backoff.pause(failures, jitter))))
                            : same(situation);
            case WorkEvent.Receipted _ ->
                    work instanceof Revealing
                            ? mended(new Waiting(List.of(), now, 0), List.of())
                            : same(situation);
            case WorkEvent.Released() ->
                    work instanceof Releasing releasing
                            ? keep(situation, releasing.next())
                            : same(situation);
            case WorkEvent.LeaseGone(String reason) -> gone(situation, reason, now);
            case WorkEvent.UpdateLost() -> updateLost(situation, now);
            case Failed failed -> failed(situation, failed, now);
        };
    }

    private static Step allowed(Situation situation, Instant now) {
        return switch (situation.work()) {
            case Off() -> keep(situation, new Asking(0), new WorkEffect.Ask(now));
            case Waiting(var _, Instant until, int failures) ->
                    now.isBefore(until)
                            ? same(situation)
                            : keep(situation, new Asking(failures), new WorkEffect.Ask(now));
            case Asking _, Holding _ -> same(situation);
        };
    }

    private static Step forbidden(Situation situation, WorkEvent.Forbidden event, Instant now) {
        var idle = new Waiting(List.of(), now, 0);
        return switch (situation.work()) {
            case Waiting _ when event.isSharingOff() ->
                    new Step(
                            new Situation(new Off(), Optional.empty()),
                            List.of(new WorkEffect.Rest()));
            case Asking _ -> keep(situation, idle, new WorkEffect.Cancel(), new WorkEffect.Rest());
            case Fetching(Lease lease, int _) -> release(situation, lease, idle, now);
            case Training(Lease lease, var _, int _) -> release(situation, lease, idle, now);
            case Waiting _ -> keep(situation, situation.work(), new WorkEffect.Rest());
            case Off _, Committing _, Revealing _, Releasing _ -> same(situation);
        };
    }

    private Step granted(Situation situation, WorkEvent.Granted event, Instant now) {
        var lease = event.lease();
        if (!(situation.work() instanceof Asking)) {
            return situation.work().held().map(Lease::id).equals(Optional.of(lease.id()))
                    ? same(situation)
                    : keep(situation, situation.work(), new WorkEffect.GiveBack(lease));
        }
        if (event.struck()) {
            var reason = new Reason("job-failing", lease.job().value());
            return keep(
                    situation,
                    new Waiting(List.of(reason), now.plus(backoff.cap()), 0),
                    new WorkEffect.GiveBack(lease),
                    new WorkEffect.Rest());
        }
        return mended(new Fetching(lease, 0), List.of(new WorkEffect.Fetch(lease, now)));
    }

    private Step jobFailed(Situation situation, Reason problem, Instant now) {
        var raised = new Situation(situation.work(), Optional.of(problem));
        if (situation.work() instanceof Fetching(Lease lease, int _)) {
            return release(raised, lease, pausing(problem, now), now);
        }
        if (!(situation.work() instanceof Training(Lease lease, var assignment, int failures))) {
            return same(situation);
        }
        if (failures + 1 < TRAINING_TRIES) {
            return keep(
                    raised,
                    new Training(lease, assignment, failures + 1),
                    new WorkEffect.Rest(),
                    new WorkEffect.Train(lease, now.plus(backoff.pause(0, 1))));
        }
        return release(raised, lease, pausing(problem, now), now);
    }

    private Waiting pausing(Reason problem, Instant now) {
        return new Waiting(List.of(problem), now.plus(backoff.pause(1, 1)), 0);
    }

    private Step gone(Situation situation, String reason, Instant now) {
        if (!(situation.work() instanceof Holding)) {
            return same(situation);
        }
        var problem = new Reason("lease-gone", reason);
        return new Step(
                new Situation(
                        new Waiting(List.of(), now.plus(backoff.pause(0, 1)), 0),
                        Optional.of(problem)),
                List.of(new WorkEffect.Cancel(), new WorkEffect.Rest()));
    }

    private static Step updateLost(Situation situation, Instant now) {
        var raised =
                new Situation(situation.work(), Optional.of(new Reason("update-unreadable", "")));
        var idle = new Waiting(List.of(), now, 0);
        return switch (situation.work()) {
            case Committing c -> release(raised, c.lease(), idle, now);
            case Revealing r -> release(raised, r.lease(), idle, now);
            case Off _, Waiting _, Asking _, Fetching _, Training _, Releasing _ -> same(situation);
        };
    }

    private Step failed(Situation situation, Failed event, Instant now) {
        var raised = new Situation(situation.work(), Optional.of(event.problem()));
        return switch (situation.work()) {
            case Asking(int failures) ->
                    keep(
                            raised,
                            new Waiting(
                                    List.of(event.problem()),
                                    retryAt(event, failures, now),
                                    failures + 1));
            case Fetching(Lease lease, int failures) ->
                    now.isAfter(lease.expiresAt())
                            ? keep(raised, new Waiting(List.of(), now, 0))
                            : keep(
                                    raised,
                                    new Fetching(lease, failures + 1),
                                    new WorkEffect.Fetch(lease, retryAt(event, failures, now)));
            case Committing(Lease lease, var assignment, var update, int failures) ->
                    keep(
                            raised,
                            new Committing(lease, assignment, update, failures + 1),
                            new WorkEffect.Commit(lease, update, retryAt(event, failures, now)));
            case Revealing(Lease lease, var assignment, var update, int failures) ->
                    keep(
                            raised,
                            new Revealing(lease, assignment, update, failures + 1),
                            new WorkEffect.Reveal(lease, update, retryAt(event, failures, now)));
            case Releasing(Lease lease, var next, int failures) ->
                    now.isAfter(lease.expiresAt())
                            ? keep(raised, next)
                            : keep(
                                    raised,
                                    new Releasing(lease, next, failures + 1),
                                    new WorkEffect.Release(lease, retryAt(event, failures, now)));
            case Off _, Waiting _, Training _ -> same(situation);
        };
    }

    private Instant retryAt(Failed event, int failures, Instant now) {
        var pause = backoff.pause(failures, event.jitter());
        return now.plus(event.retryAfter().filter(r -> r.compareTo(pause) > 0).orElse(pause));
    }

    private Duration atLeast(Duration retryAfter) {
        var least = backoff.pause(0, 0);
        return retryAfter.compareTo(least) > 0 ? retryAfter : least;
    }

    private static Step release(Situation situation, Lease lease, Waiting after, Instant now) {
        return keep(
                situation,
                new Releasing(lease, after, 0),
                new WorkEffect.Rest(),
                new WorkEffect.Release(lease, now));
    }

    private static Step same(Situation situation) {
        return new Step(situation, List.of());
    }

    private static Step keep(Situation situation, Work next, WorkEffect... effects) {
        return new Step(new Situation(next, situation.problem()), List.of(effects));
    }

    private static Step mended(Work next, List<WorkEffect> effects) {
        return new Step(new Situation(next, Optional.empty()), effects);
    }
}
