package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Lease;
import hearth.protocol.Sha256;
import hearth.worker.AgentSnapshot.Reason;
import hearth.worker.WorkMachine.Situation;
import hearth.worker.WorkMachine.Step;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

class WorkMachineTest {
    private static final Instant NOW = Instant.parse("2026-11-21T06:00:00Z");
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration CAP = Duration.ofMinutes(15);
    private static final Duration UNHURRIED = Duration.ofSeconds(30);
    private static final Reason AWAY = new Reason("coordinator-unreachable", "");
    private static final WorkEvent OFF =
            new WorkEvent.Forbidden(List.of(new Reason("sharing-off", "")));
    private static final WorkEvent BATTERY =
            new WorkEvent.Forbidden(List.of(new Reason("on-battery", "")));
    private static final WorkEvent ALLOWED = new WorkEvent.Allowed(true, true);

    private final WorkMachine machine = new WorkMachine(new Backoff(FIRST, CAP), UNHURRIED, true);
    private final Lease lease = Examples.lease("lease-1", NOW.plusSeconds(600));
    private final Lease next = Examples.lease("lease-2", NOW.plusSeconds(600));
    private final Work.Assignment assignment = new Work.Assignment("Moby-Dick", "gpt", 30);
    private final Work.Update update = update("whole", 30);
    private final Work.Update part = update("part", 12);
    private final Work.Training training =
            new Work.Training(lease, assignment, Optional.empty(), false, 0);
    private final Work.Training halfDone =
            new Work.Training(lease, assignment, Optional.empty(), true, 0);

    private static Work.Update update(String content, int steps) {
        return new Work.Update(
                Sha256.of(content), 6, steps, 3.0f, 2.5f, Duration.ofSeconds(40), Optional.empty());
    }

    private static Intake.Waiting free() {
        return Intake.Waiting.over(NOW);
    }

    private Step step(Intake intake, List<Work> leases, WorkEvent event) {
        return machine.next(new Situation(intake, leases, Optional.empty()), event, NOW);
    }

    private Step step(Work work, WorkEvent event) {
        return step(free(), List.of(work), event);
    }

    private Step then(Step before, WorkEvent event) {
        return machine.next(before.next(), event, NOW);
    }

    private static WorkEvent.Mishap away(double jitter) {
        return new WorkEvent.Mishap(AWAY, Optional.empty(), jitter);
    }

    private static WorkEffect.Ask ask(Lease... holding) {
        return new WorkEffect.Ask(
                List.of(holding).stream().map(Lease::id).collect(Collectors.toSet()), NOW);
    }

    private static Work only(Step step) {
        assertThat(step.next().leases()).hasSize(1);
        return step.next().leases().getFirst();
    }

    @Test
    void asksForALeaseAsSoonAsItMay() {
        var step = step(new Intake.Off(), List.of(), ALLOWED);

        assertThat(step.next().intake()).isEqualTo(new Intake.Asking(0));
        assertThat(step.effects()).containsExactly(ask());
    }

    @Test
    void doesNotAskBeforeTheTimeHasComeNorWhereNothingMayBeTaken() {
        var waiting = new Intake.Waiting(List.of(AWAY), NOW.plusSeconds(1), 3);

        assertThat(step(waiting, List.of(), ALLOWED).effects()).isEmpty();
        assertThat(step(free(), List.of(), new WorkEvent.Allowed(false, true)).effects()).isEmpty();
    }

    @Test
    void keepsTheNumberOfFailuresWhileItAsksAgain() {
        var asking = step(new Intake.Waiting(List.of(AWAY), NOW, 3), List.of(), ALLOWED);
        var failed = then(asking, new WorkEvent.AskFailed(away(1)));

        assertThat(failed.next().intake())
                .isEqualTo(new Intake.Waiting(List.of(AWAY), NOW.plusSeconds(8), 4));
        assertThat(failed.next().problem()).contains(AWAY);
    }

    @Test
    void waitsAsLongAsTheCoordinatorWishes() {
        var wish = new WorkEvent.Mishap(AWAY, Optional.of(Duration.ofSeconds(90)), 1);
        var failed = step(new Intake.Asking(0), List.of(), new WorkEvent.AskFailed(wish));

        assertThat(failed.next().intake())
                .isEqualTo(new Intake.Waiting(List.of(AWAY), NOW.plusSeconds(90), 1));
    }

    @Test
    void saysWhyThereIsNoWorkAndFreesTheMemoryForALongWait() {
        var none =
                step(
                        new Intake.Asking(2),
                        List.of(),
                        new WorkEvent.NoLease("no-work", Duration.ofMinutes(1)));

        assertThat(none.next().intake())
                .isEqualTo(
                        new Intake.Waiting(
                                List.of(new Reason("no-work", "")), NOW.plusSeconds(60), 0));
        assertThat(none.effects()).containsExactly(new WorkEffect.Rest());
    }

    @Test
    void takesALeaseThroughAllStages() {
        var granted = step(new Intake.Asking(0), List.of(), new WorkEvent.Granted(lease, false));
        assertThat(only(granted)).isEqualTo(new Work.Fetching(lease, Optional.empty(), 0));
        assertThat(granted.effects()).containsExactly(new WorkEffect.Fetch(lease, NOW));

        var ready = then(granted, new WorkEvent.Fetched(lease.id(), assignment));
        assertThat(only(ready)).isEqualTo(new Work.Ready(lease, assignment, Optional.empty()));

        var trains = then(ready, ALLOWED);
        assertThat(only(trains)).isEqualTo(training);
        assertThat(trains.effects()).containsExactly(new WorkEffect.Train(lease, NOW));

        var trained = then(trains, new WorkEvent.Trained(lease.id(), update));
        assertThat(only(trained)).isEqualTo(new Work.Committing(lease, assignment, update, 0));
        assertThat(trained.effects()).containsExactly(new WorkEffect.Commit(lease, update, NOW));

        var revealing = then(trained, new WorkEvent.Committed(lease.id()));
        assertThat(only(revealing)).isEqualTo(new Work.Revealing(lease, assignment, update, 0));
        assertThat(revealing.effects()).containsExactly(new WorkEffect.Reveal(lease, update, NOW));

        var done = then(revealing, new WorkEvent.Receipted(Examples.receipt(lease)));
        assertThat(done.next().leases()).isEmpty();
        assertThat(done.effects()).containsExactly(new WorkEffect.Forget(update.hash()));
    }

    @Test
    void asksForTheNextLeaseWhenHalfOfThisOneIsDone() {
        assertThat(step(training, ALLOWED).effects()).isEmpty();

        var half = step(training, new WorkEvent.HalfDone(lease.id()));

        assertThat(only(half)).isEqualTo(halfDone);
        assertThat(then(half, ALLOWED).effects()).containsExactly(ask(lease));
    }

    @Test
    void takesOneLeaseAtATimeWhereItIsToldTo() {
        var single = new WorkMachine(new Backoff(FIRST, CAP), UNHURRIED, false);
        for (Work open : List.of(halfDone, new Work.Revealing(lease, assignment, update, 0))) {
            var situation = new Situation(free(), List.of(open), Optional.empty());

            assertThat(single.next(situation, ALLOWED, NOW).effects()).isEmpty();
        }
    }

    @Test
    void fetchesTheNextWhileItTrainsAndSubmitsTheLastWhileItTrainsTheNext() {
        var ahead =
                step(new Intake.Asking(0), List.of(halfDone), new WorkEvent.Granted(next, false));
        assertThat(ahead.effects()).containsExactly(new WorkEffect.Fetch(next, NOW));
        var ready = then(ahead, new WorkEvent.Fetched(next.id(), assignment));
        assertThat(then(ready, ALLOWED).effects()).as("one ahead is enough").isEmpty();

        var trained = then(ready, new WorkEvent.Trained(lease.id(), update));
        var both = then(trained, ALLOWED);

        assertThat(both.next().leases())
                .containsExactly(
                        new Work.Committing(lease, assignment, update, 0),
                        new Work.Training(next, assignment, Optional.empty(), false, 0));
        assertThat(both.effects()).containsExactly(new WorkEffect.Train(next, NOW));
    }

    @Test
    void doesNotTrainOnWhileAnUpdateWaitsForTheLine() {
        var third = Examples.lease("lease-3", NOW.plusSeconds(600));
        List<Work> leases =
                List.of(
                        new Work.Revealing(lease, assignment, update, 0),
                        new Work.Training(next, assignment, Optional.empty(), true, 0),
                        new Work.Ready(third, assignment, Optional.empty()));
        var second = update("second", 30);

        var trained = step(free(), leases, new WorkEvent.Trained(next.id(), second));
        assertThat(trained.effects()).isEmpty();
        assertThat(then(trained, ALLOWED).effects()).isEmpty();

        var free = then(trained, new WorkEvent.Receipted(Examples.receipt(lease)));
        assertThat(free.effects()).contains(new WorkEffect.Commit(next, second, NOW));
        assertThat(then(free, ALLOWED).effects()).containsExactly(new WorkEffect.Train(third, NOW));
    }

    @Test
    void asksAgainAtOnceWhenATrainingEndsWithNothingAhead() {
        var none =
                step(
                        new Intake.Asking(0),
                        List.of(halfDone),
                        new WorkEvent.NoLease("waiting-for-round", Duration.ofSeconds(2)));
        assertThat(none.next().intake())
                .isEqualTo(
                        new Intake.Waiting(
                                List.of(new Reason("waiting-for-round", "")),
                                NOW.plus(UNHURRIED),
                                0));
        assertThat(none.effects()).isEmpty();

        var trained = then(none, new WorkEvent.Trained(lease.id(), update));

        assertThat(then(trained, ALLOWED).effects()).containsExactly(ask(lease));
    }

    @Test
    void givesALeaseBackThatWasNotBegunWhenItMayNoLongerWork() {
        for (Work ahead :
                List.of(
                        new Work.Fetching(lease, Optional.empty(), 0),
                        new Work.Ready(lease, assignment, Optional.empty()))) {
            for (var event : List.of(OFF, BATTERY)) {
                var step = step(ahead, event);

                assertThat(only(step)).isEqualTo(new Work.Releasing(lease, 0));
                assertThat(step.effects())
                        .contains(new WorkEffect.Release(lease, NOW), new WorkEffect.Rest());
            }
        }
    }

    @Test
    void pausesWithWhatIsDoneAndGoesOnLater() {
        var stopping = step(training, BATTERY);
        assertThat(only(stopping))
                .isEqualTo(new Work.Stopping(lease, assignment, Optional.empty(), Work.Aim.PAUSE));
        assertThat(stopping.effects()).containsExactly(new WorkEffect.Halt(lease.id()));

        var paused = then(stopping, new WorkEvent.Trained(lease.id(), part));
        var begun = new Work.Begun(assignment, Optional.of(part));
        assertThat(only(paused)).isEqualTo(new Work.Paused(lease, begun));
        assertThat(paused.effects()).containsExactly(new WorkEffect.Rest());

        var again = then(paused, ALLOWED);
        assertThat(only(again)).isEqualTo(new Work.Fetching(lease, Optional.of(begun), 0));
        var ready = then(again, new WorkEvent.Fetched(lease.id(), assignment));
        var trains = then(ready, ALLOWED);
        assertThat(only(trains))
                .isEqualTo(new Work.Training(lease, assignment, Optional.of(part), false, 0));

        var trained = then(trains, new WorkEvent.Trained(lease.id(), update));
        assertThat(trained.effects())
                .containsExactly(
                        new WorkEffect.Commit(lease, update, NOW),
                        new WorkEffect.Forget(part.hash()));
    }

    @Test
    void submitsWhatIsDoneWhenItStopsForGood() {
        for (var event : List.of(OFF, new WorkEvent.FinishNow())) {
            var stopping = step(training, event);
            assertThat(stopping.effects()).contains(new WorkEffect.Halt(lease.id()));

            var trained = then(stopping, new WorkEvent.Trained(lease.id(), part));

            assertThat(only(trained)).isEqualTo(new Work.Committing(lease, assignment, part, 0));
        }
    }

    @Test
    void submitsAPausedPartWhenItStopsForGoodOrTheLeaseCannotLast() {
        var paused = new Work.Paused(lease, new Work.Begun(assignment, Optional.of(part)));

        for (var event : List.of(OFF, new WorkEvent.OutOfTime(lease.id()))) {
            assertThat(only(step(paused, event)))
                    .isEqualTo(new Work.Committing(lease, assignment, part, 0));
        }
    }

    @Test
    void endsATrainingThatWouldOutlastItsLease() {
        var stopping = step(training, new WorkEvent.OutOfTime(lease.id()));

        assertThat(only(stopping))
                .isEqualTo(new Work.Stopping(lease, assignment, Optional.empty(), Work.Aim.FINISH));
        assertThat(stopping.effects()).containsExactly(new WorkEffect.Halt(lease.id()));
    }

    @Test
    void doesNotSendTheBytesOfAWholeUpdateForLessThanAQuarter() {
        var stopping = step(training, OFF);

        var little = then(stopping, new WorkEvent.Trained(lease.id(), update("little", 7)));

        assertThat(only(little)).isEqualTo(new Work.Releasing(lease, 0));
    }

    @Test
    void keepsATrainingThatGaveNothingInTimeForItsProgress() {
        var stopping = step(training, BATTERY);

        assertThat(only(then(stopping, new WorkEvent.Halted(lease.id(), true))))
                .isEqualTo(new Work.Paused(lease, new Work.Begun(assignment, Optional.empty())));
        assertThat(only(then(stopping, new WorkEvent.Halted(lease.id(), false))))
                .isEqualTo(new Work.Releasing(lease, 0));
    }

    @Test
    void pausesATrainingThatEndedBeforeItsPauseCouldBeWritten() {
        var paused = step(training, new WorkEvent.Trained(lease.id(), part));
        assertThat(only(paused))
                .isEqualTo(new Work.Paused(lease, new Work.Begun(assignment, Optional.of(part))));
        assertThat(paused.effects()).containsExactly(new WorkEffect.Rest());

        assertThat(only(step(training, new WorkEvent.Halted(lease.id(), true))))
                .isEqualTo(new Work.Paused(lease, new Work.Begun(assignment, Optional.empty())));
        assertThat(only(step(training, new WorkEvent.Halted(lease.id(), false))))
                .isEqualTo(new Work.Releasing(lease, 0));
    }

    @Test
    void submitsAFinishedTrainingWhateverTheSwitchSays() {
        for (Work work :
                List.of(
                        new Work.Committing(lease, assignment, update, 1),
                        new Work.Revealing(lease, assignment, update, 1))) {
            assertThat(only(step(work, OFF))).isEqualTo(work);
            assertThat(step(work, OFF).effects()).containsExactly(new WorkEffect.Rest());
        }
    }

    @Test
    void isOffOnlyWhenTheSwitchIsOffAndNothingIsOpen() {
        assertThat(step(free(), List.of(), OFF).next().intake()).isEqualTo(new Intake.Off());
        assertThat(step(free(), List.of(), BATTERY).next().intake()).isEqualTo(free());
        assertThat(step(new Work.Releasing(lease, 0), OFF).next().intake()).isEqualTo(free());
    }

    @Test
    void repeatsAFailedTrainingOnceAndThenGivesTheLeaseBack() {
        var crashed = new Reason("trainer-crashed", "139");
        var again = step(training, new WorkEvent.JobFailed(lease.id(), crashed));
        assertThat(only(again))
                .isEqualTo(new Work.Training(lease, assignment, Optional.empty(), false, 1));
        assertThat(again.next().problem()).contains(crashed);
        assertThat(again.effects())
                .containsExactly(
                        new WorkEffect.Rest(), new WorkEffect.Train(lease, NOW.plus(FIRST)));

        var given = then(again, new WorkEvent.JobFailed(lease.id(), crashed));
        assertThat(only(given)).isEqualTo(new Work.Releasing(lease, 0));
        assertThat(given.next().intake())
                .isEqualTo(new Intake.Waiting(List.of(crashed), NOW.plus(spread(2000, lease)), 0));
        assertThat(given.next().setbacks()).isEqualTo(1);
    }

    @Test
    void waitsLongerAfterEachLeaseThatCameToNothing() {
        var broken = new WorkEvent.Mishap(new Reason("disk-full", ""), Optional.empty(), 1);
        var begun = new Situation(free(), List.of(failedOnce()), Optional.empty(), 3);

        var given = machine.next(begun, new WorkEvent.Faulted(lease.id(), broken), NOW);

        assertThat(given.next().leases()).containsExactly(new Work.Releasing(lease, 0));
        assertThat(given.next().problem()).contains(broken.problem());
        assertThat(given.next().setbacks()).isEqualTo(4);
        assertThat(given.next().intake())
                .isEqualTo(
                        new Intake.Waiting(
                                List.of(broken.problem()), NOW.plus(spread(16_000, lease)), 0));
        var done = new WorkEvent.Trained(lease.id(), update);
        assertThat(machine.next(begun, done, NOW).next().setbacks()).isZero();
    }

    private Work.Training failedOnce() {
        return new Work.Training(lease, assignment, Optional.empty(), false, 1);
    }

    /// Between the half of a pause and the whole, as the lease's id has it.
    private static Duration spread(long most, Lease lease) {
        double jitter = Math.floorMod(lease.id().hashCode(), 1 << 16) / (double) (1 << 16);
        return Duration.ofMillis(Math.round(most * (0.5 + jitter / 2)));
    }

    @Test
    void givesALeaseBackThatCannotBeFetchedForAFaultHere() {
        var broken = new WorkEvent.Mishap(new Reason("home-unusable", ""), Optional.empty(), 1);
        var event = new WorkEvent.Faulted(lease.id(), broken);
        var first = step(new Work.Fetching(lease, Optional.empty(), 0), event);
        assertThat(only(first)).isEqualTo(new Work.Fetching(lease, Optional.empty(), 1));

        var last = step(new Work.Fetching(lease, Optional.empty(), 2), event);

        assertThat(only(last)).isEqualTo(new Work.Releasing(lease, 0));
        assertThat(last.next().problem()).contains(broken.problem());
    }

    @Test
    void doesNotHoldTheLineForEverWithAnUpdateThatCannotBeSent() {
        var broken = new WorkEvent.Mishap(new Reason("home-unusable", ""), Optional.empty(), 1);
        var event = new WorkEvent.Faulted(lease.id(), broken);
        var sending = new Work.Revealing(lease, assignment, update, 7);
        assertThat(only(step(sending, event)))
                .isEqualTo(new Work.Revealing(lease, assignment, sending.update(), 8));

        var over =
                machine.next(
                        new Situation(free(), List.of(sending), Optional.empty()),
                        event,
                        lease.expiresAt().plusSeconds(1));

        assertThat(over.next().leases()).isEmpty();
    }

    @Test
    void letsTheTrainingGoOnWhenTheOneAheadFails() {
        var ahead = new Work.Fetching(next, Optional.empty(), 0);
        var wrong = new Reason("job-unusable", "manifest-malformed");

        var step =
                step(free(), List.of(training, ahead), new WorkEvent.JobFailed(next.id(), wrong));

        assertThat(step.next().leases()).containsExactly(training, new Work.Releasing(next, 0));
        assertThat(step.effects()).containsExactly(new WorkEffect.Release(next, NOW));
    }

    @Test
    void givesALeaseBackThatIsTooMuchForTheOwnersLimits() {
        var limit = new Reason("data-cap-day", "500");

        var step =
                step(
                        new Work.Fetching(lease, Optional.empty(), 0),
                        new WorkEvent.TooMuch(lease.id(), limit));

        assertThat(only(step)).isEqualTo(new Work.Releasing(lease, 0));
        assertThat(step.next().intake())
                .isEqualTo(new Intake.Waiting(List.of(limit), NOW.plus(CAP), 0));
    }

    @Test
    void doesNotTrainAJobThatFailedNotLongAgo() {
        var step = step(new Intake.Asking(0), List.of(), new WorkEvent.Granted(lease, true));

        assertThat(step.next().leases()).isEmpty();
        assertThat(step.next().intake()).isInstanceOf(Intake.Waiting.class);
        assertThat(step.effects()).contains(new WorkEffect.GiveBack(lease));
    }

    @Test
    void givesALeaseBackThatComesTooLate() {
        for (Intake intake : List.of(free(), new Intake.Off())) {
            var step = step(intake, List.of(), new WorkEvent.Granted(lease, false));

            assertThat(step.next().leases()).isEmpty();
            assertThat(step.effects()).containsExactly(new WorkEffect.GiveBack(lease));
        }
    }

    @Test
    void stopsWhenTheLeaseIsGone() {
        for (WorkEvent gone :
                List.of(
                        new WorkEvent.LeaseGone(lease.id(), "lease-ended"),
                        new WorkEvent.NotLive(lease.id(), "lease-ended"))) {
            var step = step(training, gone);

            assertThat(step.next().leases()).isEmpty();
            assertThat(step.next().problem()).contains(new Reason("lease-gone", "lease-ended"));
            assertThat(step.effects())
                    .containsExactly(new WorkEffect.Cancel(lease.id()), new WorkEffect.Rest());
        }
    }

    /// The reply with the receipt may have been lost: only the upload itself can tell.
    @Test
    void doesNotGiveUpAnUploadBecauseAHeartbeatSaysThatTheLeaseHasEnded() {
        var revealing = new Work.Revealing(lease, assignment, update, 0);

        var step = step(revealing, new WorkEvent.NotLive(lease.id(), "lease-ended"));

        assertThat(only(step)).isEqualTo(revealing);
    }

    @Test
    void triesToSubmitForAsLongAsItTakes() {
        var committing = new Work.Committing(lease, assignment, update, 30);
        var step = step(committing, new WorkEvent.Failed(lease.id(), away(1)));

        assertThat(only(step)).isEqualTo(new Work.Committing(lease, assignment, update, 31));
        assertThat(step.effects())
                .containsExactly(new WorkEffect.Commit(lease, update, NOW.plus(CAP)));
    }

    @Test
    void forgetsALeaseThatEndedWhileItCouldNotBeGivenBack() {
        var old = Examples.lease("lease-1", NOW.minusSeconds(1));
        var step = step(new Work.Releasing(old, 5), new WorkEvent.Failed(old.id(), away(0)));

        assertThat(step.next().leases()).isEmpty();
    }

    @Test
    void doesNotOvertakeABegunTrainingAfterARestart() {
        List<Work> leases =
                List.of(
                        new Work.Fetching(
                                lease,
                                Optional.of(new Work.Begun(assignment, Optional.empty())),
                                0),
                        new Work.Ready(next, assignment, Optional.empty()));

        assertThat(step(free(), leases, ALLOWED).effects()).isEmpty();
        var stuck = then(step(free(), leases, new WorkEvent.Failed(lease.id(), away(0))), ALLOWED);
        assertThat(stuck.effects()).containsExactly(new WorkEffect.Train(next, NOW));
    }

    @Test
    void ignoresWhatHappenedToALeaseThatItNoLongerHolds() {
        var step = step(free(), List.of(), new WorkEvent.Trained(lease.id(), update));

        assertThat(step.next()).isEqualTo(new Situation(free(), List.of(), Optional.empty()));
        assertThat(step.effects()).isEmpty();
    }

    @Test
    void pausesLieBetweenHalfAndAllOfTheDoubledOne() {
        var backoff = new Backoff(FIRST, CAP);

        assertThat(backoff.pause(0, 0)).isEqualTo(Duration.ofMillis(500));
        assertThat(backoff.pause(3, 1)).isEqualTo(Duration.ofSeconds(8));
        assertThat(backoff.pause(1000, 1)).isEqualTo(CAP);
        assertThat(Set.of(backoff.pause(0, 1, Optional.of(CAP)))).containsExactly(CAP);
    }

    @Test
    void whatWasNotBegunGoesBackWhereTheLineCostsMoneyAndWhatWasBegunGoesOn() {
        var metered = new WorkEvent.Allowed(false, false);
        var fetching = new Work.Fetching(lease, Optional.empty(), 0);
        var begun = new Work.Begun(assignment, Optional.of(part));
        var resumed = new Work.Fetching(next, Optional.of(begun), 0);

        var step = step(free(), List.of(fetching, resumed), metered);

        assertThat(step.next().lease(lease.id())).containsInstanceOf(Work.Releasing.class);
        assertThat(step.next().lease(next.id())).contains(resumed);
        assertThat(step.effects())
                .containsExactly(
                        new WorkEffect.Cancel(lease.id()), new WorkEffect.Release(lease, NOW));
        assertThat(step(fetching, new WorkEvent.Allowed(false, true)).next().leases())
                .containsExactly(fetching);
        assertThat(only(step(training, metered))).isEqualTo(training);
    }
}
