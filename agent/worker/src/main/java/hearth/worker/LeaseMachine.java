package hearth.worker;

import hearth.protocol.Lease;
import hearth.worker.AgentSnapshot.Reason;
import hearth.worker.Work.Aim;
import hearth.worker.Work.Begun;
import hearth.worker.Work.Committing;
import hearth.worker.Work.Fetching;
import hearth.worker.Work.Paused;
import hearth.worker.Work.Ready;
import hearth.worker.Work.Releasing;
import hearth.worker.Work.Revealing;
import hearth.worker.Work.Stopping;
import hearth.worker.Work.Trained;
import hearth.worker.Work.Training;
import hearth.worker.WorkEvent.Mishap;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One lease on its way through the stages: a pure function from (state, event, now) to what
/// follows. [WorkMachine] decides which lease may use the child and the line.
///
/// | state | event | next | effects |
/// |---|---|---|---|
/// | Fetching | Fetched | Ready | |
/// | Fetching | TooMuch, JobFailed | Releasing | Release |
/// | Training | HalfDone | Training | |
/// | Training | Trained, all steps | Trained | |
/// | Training | JobFailed, first, not for want of memory | Training | Rest, Train |
/// | Training | JobFailed, again | Trained with the part before, else Releasing | Rest, (Release) |
/// | Training | Trained, fewer steps, Halted: told to end before that was written | as
/// Stopping(PAUSE) | Rest, (Release) |
/// | Training | OutOfTime | Stopping(FINISH) | Halt |
/// | Training | CardWithdrawn | Stopping(PAUSE) | Halt |
/// | Stopping(FINISH) | Trained, Halted, JobFailed | Trained, if it is worth it, else Releasing |
/// Rest, (Release) |
/// | Stopping(PAUSE) | Trained, Halted, JobFailed | Paused, once a step was done, else Releasing |
/// Rest, (Release) |
/// | Paused, a begun one that is Fetching or Ready | OutOfTime | Trained, if it is worth it, else
/// Releasing | (Release) |
/// | Committing | Committed | Revealing | Reveal |
/// | Revealing | CommitForgotten | Committing | Commit, after the back-off |
/// | Revealing | Receipted | ended | |
/// | Trained, Committing, Revealing | UpdateLost | Releasing | Release |
/// | Releasing | Released | ended | |
/// | Fetching, Committing, Revealing, Releasing | Failed | same, one failure more | same, after the
/// back-off |
/// | Fetching, Releasing | Failed after the lease's end | ended | |
/// | Fetching | Faulted again and again | as a begun one that is OutOfTime | (Release) |
/// | Training, Stopping | Faulted | as JobFailed | |
/// | Committing, Revealing | Faulted after the lease's end | ended | |
/// | any other | Faulted | as Failed | |
/// | any | LeaseGone | ended | Cancel, Rest if it had the child |
/// | any before Committing | NotLive | ended | Cancel, Rest if it had the child |
/// | any | Extended | same, new expiry | |
///
/// Every other pair changes nothing.
final class LeaseMachine {
    private static final int TRAINING_TRIES = 2;
    private static final int FETCHING_TRIES = 3;

    /// A part of a lease is submitted if it is at least a quarter: it costs as many bytes as the
    /// whole, and the first steps alone may point elsewhere than the round.
    private static final int LEAST_PART = 4;

    private static final int SPREAD = 1 << 16;

    private final Backoff backoff;

    LeaseMachine(Backoff backoff) {
        this.backoff = backoff;
    }

    /// @param setbacks leases in a row that came to nothing here, for the pause before the next one
    Turn next(Work work, WorkEvent.OfLease event, int setbacks, Instant now) {
        return switch (event) {
            case WorkEvent.Fetched(var _, var assignment) ->
                    work instanceof Fetching(Lease lease, var begun, int _)
                            ? Turn.to(new Ready(lease, assignment, begun))
                            : Turn.to(work);
            case WorkEvent.TooMuch(var _, Reason limit) ->
                    work instanceof Fetching
                            ? release(work.lease(), now)
                                    .until(
                                            new Intake.Waiting(
                                                    List.of(limit), now.plus(backoff.cap()), 0))
                            : Turn.to(work);
            case WorkEvent.HalfDone _ ->
                    work instanceof Training(Lease lease, var assignment, var part, _, int failures)
                            ? Turn.to(new Training(lease, assignment, part, true, failures))
                            : Turn.to(work);
            case WorkEvent.Trained(var _, var update) -> trained(work, update, setbacks, now);
            case WorkEvent.Halted(var _, boolean begun) ->
                    work instanceof Stopping stopping
                            ? halted(stopping, begun, now)
                            : work instanceof Training t
                                    ? halted(stopping(t, Aim.PAUSE), begun, now)
                                    : Turn.to(work);
            case WorkEvent.JobFailed(var _, Reason problem) ->
                    jobFailed(work, problem, setbacks, now);
            case WorkEvent.OutOfTime _ -> outOfTime(work, now);
            case WorkEvent.CardWithdrawn _ ->
                    work instanceof Training ? leave(work, false, now) : Turn.to(work);
            case WorkEvent.Extended(var _, Instant expiresAt) -> Turn.to(until(work, expiresAt));
            case WorkEvent.NotLive(var _, String reason) ->
                    work.isSubmitting() || work instanceof Releasing
                            ? Turn.to(work)
                            : gone(work, reason, now);
            case WorkEvent.LeaseGone(var _, String reason) -> gone(work, reason, now);
            case WorkEvent.Committed _ ->
                    work
                                    instanceof
                                    Committing(
                                            Lease lease,
                                            var assignment,
                                            var update,
                                            int failures)
                            ? Turn.to(
                                    new Revealing(lease, assignment, update, failures),
                                    new WorkEffect.Reveal(lease, update, now))
                            : Turn.to(work);
            case WorkEvent.CommitForgotten(var _, double jitter) ->
                    work instanceof Revealing(Lease lease, var assignment, var update, int failures)
                            ? Turn.to(
                                    new Committing(lease, assignment, update, failures + 1),
                                    new WorkEffect.Commit(
                                            lease,
                                            update,
                                            now.plus(backoff.pause(failures, jitter))))
                            : Turn.to(work);
            case WorkEvent.Receipted _ -> work instanceof Revealing ? Turn.end() : Turn.to(work);
            case WorkEvent.Released _ -> work instanceof Releasing ? Turn.end() : Turn.to(work);
            case WorkEvent.UpdateLost _ ->
                    work.isSubmitting() || work instanceof Trained
                            ? release(work.lease(), now)
                                    .because(new Reason("update-unreadable", ""))
                            : Turn.to(work);
            case WorkEvent.Failed(var _, Mishap mishap) -> failed(work, mishap, now);
            case WorkEvent.Faulted(var _, Mishap mishap) -> faulted(work, mishap, setbacks, now);
        };
    }

    private Turn trained(Work work, Work.Update update, int setbacks, Instant now) {
        return switch (work) {
            case Training t when update.steps() >= t.assignment().steps() ->
                    Turn.to(new Trained(t.lease(), t.assignment(), update));
            case Training t -> trained(stopping(t, Aim.PAUSE), update, setbacks, now);
            case Stopping s when update.steps() >= s.assignment().steps() ->
                    Turn.to(new Trained(s.lease(), s.assignment(), update), new WorkEffect.Rest());
            case Stopping(Lease lease, var assignment, var _, Aim aim) -> {
                var begun = new Begun(assignment, Optional.of(update));
                yield switch (aim) {
                    case FINISH -> finish(lease, begun, now).first(new WorkEffect.Rest());
                    case PAUSE -> Turn.to(new Paused(lease, begun), new WorkEffect.Rest());
                };
            }
            case Fetching _, Ready _, Paused _, Trained _, Committing _, Revealing _, Releasing _ ->
                    Turn.to(work);
        };
    }

    private Turn halted(Stopping work, boolean begun, Instant now) {
        var saved = new Begun(work.assignment(), work.partial());
        var turn =
                switch (work.aim()) {
                    case FINISH -> finish(work.lease(), saved, now);
                    case PAUSE ->
                            begun || work.partial().isPresent()
                                    ? Turn.to(new Paused(work.lease(), saved))
                                    : release(work.lease(), now);
                };
        return turn.first(new WorkEffect.Rest());
    }

    private Turn jobFailed(Work work, Reason problem, int setbacks, Instant now) {
        return switch (work) {
            case Fetching(Lease lease, var _, int _) ->
                    release(lease, now)
                            .because(problem)
                            .until(pausing(lease, problem, setbacks, now));
            case Training(Lease lease, var assignment, var part, boolean half, int failures)
                    when failures + 1 < TRAINING_TRIES && !isOfTheSize(problem) ->
                    Turn.to(
                                    new Training(lease, assignment, part, half, failures + 1),
                                    new WorkEffect.Rest(),
                                    new WorkEffect.Train(lease, now.plus(backoff.pause(0, 1))))
                            .because(problem);
            case Training(Lease lease, var assignment, var part, boolean _, int _) ->
                    finish(lease, new Begun(assignment, part), now)
                            .first(new WorkEffect.Rest())
                            .because(problem)
                            .until(pausing(lease, problem, setbacks, now));
            case Stopping stopping -> halted(stopping, false, now).because(problem);
            case Ready _, Paused _, Trained _, Committing _, Revealing _, Releasing _ ->
                    Turn.to(work);
        };
    }

    /// Another try would need as much memory.
    private static boolean isOfTheSize(Reason problem) {
        return problem.id().equals(ChildTraining.OUT_OF_MEMORY);
    }

    /// The id of a lease is random: it spreads the pauses of the devices that met the same job.
    private Intake.Waiting pausing(Lease lease, Reason problem, int setbacks, Instant now) {
        double jitter = Math.floorMod(lease.id().hashCode(), SPREAD) / (double) SPREAD;
        var pause = backoff.pause(setbacks + 1, jitter);
        return new Intake.Waiting(List.of(problem), now.plus(pause), 0);
    }

    private Turn faulted(Work work, Mishap mishap, int setbacks, Instant now) {
        return switch (work) {
            case Fetching(Lease lease, var begun, int failures)
                    when failures + 1 >= FETCHING_TRIES ->
                    begun.map(b -> finish(lease, b, now))
                            .orElseGet(() -> release(lease, now))
                            .because(mishap.problem())
                            .until(pausing(lease, mishap.problem(), setbacks, now));
            case Training _, Stopping _ -> jobFailed(work, mishap.problem(), setbacks, now);
            case Committing _, Revealing _ when now.isAfter(work.lease().expiresAt()) ->
                    Turn.end().because(mishap.problem());
            case Fetching _, Ready _, Paused _, Trained _, Committing _, Revealing _, Releasing _ ->
                    failed(work, mishap, now);
        };
    }

    private static Turn outOfTime(Work work, Instant now) {
        return switch (work) {
            case Training t -> Turn.to(stopping(t, Aim.FINISH), new WorkEffect.Halt(t.id()));
            case Paused(Lease lease, Begun begun) -> finish(lease, begun, now);
            case Fetching(Lease lease, var begun, int _) when begun.isPresent() ->
                    finish(lease, begun.get(), now).first(new WorkEffect.Cancel(lease.id()));
            case Ready(Lease lease, var _, var begun) when begun.isPresent() ->
                    finish(lease, begun.get(), now);
            case Fetching _,
                    Ready _,
                    Stopping _,
                    Trained _,
                    Committing _,
                    Revealing _,
                    Releasing _ ->
                    Turn.to(work);
        };
    }

    /// The machine is needed for something else.
    ///
    /// @param forGood whether training does not go on later
    Turn leave(Work work, boolean forGood, Instant now) {
        return switch (work) {
            case Fetching(Lease lease, var begun, int _) ->
                    put(lease, begun, forGood, now).first(new WorkEffect.Cancel(lease.id()));
            case Ready(Lease lease, var _, var begun) -> put(lease, begun, forGood, now);
            case Training t ->
                    Turn.to(
                            stopping(t, forGood ? Aim.FINISH : Aim.PAUSE),
                            new WorkEffect.Halt(t.id()));
            case Stopping(Lease lease, var assignment, var part, Aim aim) ->
                    Turn.to(new Stopping(lease, assignment, part, forGood ? Aim.FINISH : aim));
            case Paused(Lease lease, Begun begun) ->
                    forGood ? finish(lease, begun, now) : Turn.to(work);
            case Trained _, Committing _, Revealing _, Releasing _ -> Turn.to(work);
        };
    }

    /// What may go on. A line that costs money carries nothing for what was not begun: that goes
    /// back. What was begun has its inputs here.
    Turn allow(Work work, boolean isFetching, Instant now) {
        return switch (work) {
            case Paused(Lease lease, Begun begun) ->
                    Turn.to(
                            new Fetching(lease, Optional.of(begun), 0),
                            new WorkEffect.Fetch(lease, now));
            case Fetching(Lease _, var begun, int _) when !isFetching && begun.isEmpty() ->
                    leave(work, false, now);
            default -> Turn.to(work);
        };
    }

    /// What is done is submitted; nothing is trained on.
    Turn finishNow(Work work, Instant now) {
        return leave(work, true, now);
    }

    /// A lease on which nothing was trained goes back, so that another device can do it.
    private static Turn put(Lease lease, Optional<Begun> begun, boolean forGood, Instant now) {
        if (begun.isEmpty()) {
            return release(lease, now);
        }
        return forGood ? finish(lease, begun.get(), now) : Turn.to(new Paused(lease, begun.get()));
    }

    private static Stopping stopping(Training t, Aim aim) {
        return new Stopping(t.lease(), t.assignment(), t.partial(), aim);
    }

    private static Turn finish(Lease lease, Begun begun, Instant now) {
        return begun.partial()
                .filter(part -> part.steps() * LEAST_PART >= begun.assignment().steps())
                .map(part -> Turn.to(new Trained(lease, begun.assignment(), part)))
                .orElseGet(() -> release(lease, now));
    }

    private Turn gone(Work work, String reason, Instant now) {
        var cancel = new WorkEffect.Cancel(work.id());
        var turn = work.hasTheChild() ? Turn.end(cancel, new WorkEffect.Rest()) : Turn.end(cancel);
        return turn.because(new Reason("lease-gone", reason))
                .until(new Intake.Waiting(List.of(), now.plus(backoff.pause(0, 1)), 0));
    }

    private Turn failed(Work work, Mishap mishap, Instant now) {
        boolean over = now.isAfter(work.lease().expiresAt());
        return switch (work) {
            case Fetching(Lease lease, var begun, int failures) ->
                    (over
                                    ? Turn.end()
                                    : Turn.to(
                                            new Fetching(lease, begun, failures + 1),
                                            new WorkEffect.Fetch(
                                                    lease, retryAt(mishap, failures, now))))
                            .because(mishap.problem());
            case Committing(Lease lease, var assignment, var update, int failures) ->
                    Turn.to(
                                    new Committing(lease, assignment, update, failures + 1),
                                    new WorkEffect.Commit(
                                            lease, update, retryAt(mishap, failures, now)))
                            .because(mishap.problem());
            case Revealing(Lease lease, var assignment, var update, int failures) ->
                    Turn.to(
                                    new Revealing(lease, assignment, update, failures + 1),
                                    new WorkEffect.Reveal(
                                            lease, update, retryAt(mishap, failures, now)))
                            .because(mishap.problem());
            case Releasing(Lease lease, int failures) ->
                    (over
                                    ? Turn.end()
                                    : Turn.to(
                                            new Releasing(lease, failures + 1),
                                            new WorkEffect.Release(
                                                    lease, retryAt(mishap, failures, now))))
                            .because(mishap.problem());
            case Ready _, Training _, Stopping _, Paused _, Trained _ -> Turn.to(work);
        };
    }

    private Instant retryAt(Mishap mishap, int failures, Instant now) {
        return now.plus(backoff.pause(failures, mishap.jitter(), mishap.retryAfter()));
    }

    private static Turn release(Lease lease, Instant now) {
        return Turn.to(new Releasing(lease, 0), new WorkEffect.Release(lease, now));
    }

    private static Work until(Work work, Instant expiresAt) {
        var lease = work.lease().until(expiresAt);
        return switch (work) {
            case Fetching w -> new Fetching(lease, w.begun(), w.failures());
            case Ready w -> new Ready(lease, w.assignment(), w.begun());
            case Training w ->
                    new Training(lease, w.assignment(), w.partial(), w.isHalfDone(), w.failures());
            case Stopping w -> new Stopping(lease, w.assignment(), w.partial(), w.aim());
            case Paused w -> new Paused(lease, w.begun());
            case Trained w -> new Trained(lease, w.assignment(), w.update());
            case Committing w -> new Committing(lease, w.assignment(), w.update(), w.failures());
            case Revealing w -> new Revealing(lease, w.assignment(), w.update(), w.failures());
            case Releasing w -> w;
        };
    }
}
