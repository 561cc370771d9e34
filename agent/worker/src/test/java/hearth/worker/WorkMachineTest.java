package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Sha256;
import hearth.worker.AgentSnapshot.Reason;
import hearth.worker.WorkMachine.Situation;
import hearth.worker.WorkMachine.Step;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

class WorkMachineTest {
    private static final Instant NOW = Instant.parse("2026-11-21T06:00:00Z");
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration CAP = Duration.ofMinutes(15);
    private static final Reason AWAY = new Reason("coordinator-unreachable", "");
    private static final WorkEvent OFF =
            new WorkEvent.Forbidden(List.of(new Reason("sharing-off", "")));
    private static final WorkEvent BATTERY =
            new WorkEvent.Forbidden(List.of(new Reason("on-battery", "")));

    private final WorkMachine machine = new WorkMachine(new Backoff(FIRST, CAP));
    private final hearth.protocol.Lease lease = Examples.lease("lease-1", NOW.plusSeconds(600));
    private final Work.Assignment assignment = new Work.Assignment("Moby-Dick", "gpt", 30);
    private final Work.Update update =
            new Work.Update(Sha256.of("update"), 6, 3.0f, 2.5f, Duration.ofSeconds(40));

    private Step step(Work work, WorkEvent event) {
        return machine.next(new Situation(work, Optional.empty()), event, NOW);
    }

    private static Work.Waiting now() {
        return new Work.Waiting(List.of(), NOW, 0);
    }

    @Test
    void asksForALeaseAsSoonAsItMay() {
        var step = step(new Work.Off(), new WorkEvent.Allowed());

        assertThat(step.next().work()).isEqualTo(new Work.Asking(0));
        assertThat(step.effects()).containsExactly(new WorkEffect.Ask(NOW));
    }

    @Test
    void doesNotAskBeforeTheTimeHasCome() {
        var waiting = new Work.Waiting(List.of(AWAY), NOW.plusSeconds(1), 3);

        assertThat(step(waiting, new WorkEvent.Allowed()).next().work()).isEqualTo(waiting);
        assertThat(step(waiting, new WorkEvent.Allowed()).effects()).isEmpty();
    }

    @Test
    void keepsTheNumberOfFailuresWhileItAsksAgain() {
        var waiting = new Work.Waiting(List.of(AWAY), NOW, 3);
        var asking = step(waiting, new WorkEvent.Allowed()).next().work();
        var failed = step(asking, new WorkEvent.Failed(AWAY, Optional.empty(), 1));

        assertThat(failed.next().work())
                .isEqualTo(new Work.Waiting(List.of(AWAY), NOW.plusSeconds(8), 4));
        assertThat(failed.next().problem()).contains(AWAY);
    }

    @Test
    void waitsAsLongAsTheCoordinatorWishes() {
        var failed =
                step(
                        new Work.Asking(0),
                        new WorkEvent.Failed(AWAY, Optional.of(Duration.ofSeconds(90)), 1));

        assertThat(failed.next().work())
                .isEqualTo(new Work.Waiting(List.of(AWAY), NOW.plusSeconds(90), 1));
    }

    @Test
    void saysWhyThereIsNoWorkAndFreesTheMemoryForALongWait() {
        var none =
                step(new Work.Asking(2), new WorkEvent.NoLease("no-work", Duration.ofMinutes(1)));

        assertThat(none.next().work())
                .isEqualTo(
                        new Work.Waiting(
                                List.of(new Reason("no-work", "")), NOW.plusSeconds(60), 0));
        assertThat(none.effects()).containsExactly(new WorkEffect.Rest());
    }

    @Test
    void fetchesTrainsCommitsRevealsAndStartsOver() {
        var fetching = step(new Work.Asking(0), new WorkEvent.Granted(lease, false));
        assertThat(fetching.next().work()).isEqualTo(new Work.Fetching(lease, 0));
        assertThat(fetching.effects()).containsExactly(new WorkEffect.Fetch(lease, NOW));

        var training = step(fetching.next().work(), new WorkEvent.Fetched(assignment));
        assertThat(training.next().work()).isEqualTo(new Work.Training(lease, assignment, 0));
        assertThat(training.effects()).containsExactly(new WorkEffect.Train(lease, NOW));

        var committing = step(training.next().work(), new WorkEvent.Trained(update));
        assertThat(committing.next().work())
                .isEqualTo(new Work.Committing(lease, assignment, update, 0));
        assertThat(committing.effects()).containsExactly(new WorkEffect.Commit(lease, update, NOW));

        var revealing = step(committing.next().work(), new WorkEvent.Committed());
        assertThat(revealing.next().work())
                .isEqualTo(new Work.Revealing(lease, assignment, update, 0));
        assertThat(revealing.effects()).containsExactly(new WorkEffect.Reveal(lease, update, NOW));

        var done = step(revealing.next().work(), new WorkEvent.Receipted(Examples.receipt(lease)));
        assertThat(done.next().work()).isEqualTo(now());
        assertThat(done.effects()).isEmpty();
    }

    @Test
    void givesALeaseBackWhenItMayNoLongerWork() {
        for (var busy :
                List.of(new Work.Fetching(lease, 0), new Work.Training(lease, assignment, 0))) {
            for (var event : List.of(OFF, BATTERY)) {
                var step = step(busy, event);

                assertThat(step.next().work()).isEqualTo(new Work.Releasing(lease, now(), 0));
                assertThat(step.effects())
                        .containsExactly(new WorkEffect.Rest(), new WorkEffect.Release(lease, NOW));
            }
        }
    }

    @Test
    void submitsAFinishedTrainingWhateverTheSwitchSays() {
        for (Work work :
                List.of(
                        new Work.Committing(lease, assignment, update, 1),
                        new Work.Revealing(lease, assignment, update, 1))) {
            assertThat(step(work, OFF).next().work()).isEqualTo(work);
            assertThat(step(work, OFF).effects()).isEmpty();
        }
    }

    @Test
    void isOffOnlyWhenTheSwitchIsOffAndNothingIsOpen() {
        assertThat(step(now(), OFF).next().work()).isEqualTo(new Work.Off());
        assertThat(step(now(), BATTERY).next().work()).isEqualTo(now());
        assertThat(
                        step(new Work.Releasing(lease, now(), 0), new WorkEvent.Released())
                                .next()
                                .work())
                .isEqualTo(now());
    }

    @Test
    void repeatsAFailedTrainingOnceAndThenGivesTheLeaseBack() {
        var crashed = new Reason("trainer-crashed", "139");
        var again = step(new Work.Training(lease, assignment, 0), new WorkEvent.JobFailed(crashed));
        assertThat(again.next().work()).isEqualTo(new Work.Training(lease, assignment, 1));
        assertThat(again.next().problem()).contains(crashed);
        assertThat(again.effects())
                .containsExactly(
                        new WorkEffect.Rest(), new WorkEffect.Train(lease, NOW.plus(FIRST)));

        var given = step(again.next().work(), new WorkEvent.JobFailed(crashed));
        assertThat(given.next().work())
                .isEqualTo(
                        new Work.Releasing(
                                lease,
                                new Work.Waiting(List.of(crashed), NOW.plusSeconds(2), 0),
                                0));
    }

    @Test
    void doesNotTrainAJobThatFailedNotLongAgo() {
        var step = step(new Work.Asking(0), new WorkEvent.Granted(lease, true));

        assertThat(step.next().work()).isInstanceOf(Work.Waiting.class);
        assertThat(step.effects()).contains(new WorkEffect.GiveBack(lease));
    }

    @Test
    void givesALeaseBackThatComesTooLate() {
        for (Work work :
                List.of(
                        now(),
                        new Work.Off(),
                        new Work.Fetching(Examples.lease("other", NOW), 0))) {
            var step = step(work, new WorkEvent.Granted(lease, false));

            assertThat(step.next().work()).isEqualTo(work);
            assertThat(step.effects()).containsExactly(new WorkEffect.GiveBack(lease));
        }
    }

    @Test
    void stopsWhenTheLeaseIsGone() {
        var step =
                step(
                        new Work.Training(lease, assignment, 0),
                        new WorkEvent.LeaseGone("lease-expired"));

        assertThat(step.next().work()).isInstanceOf(Work.Waiting.class);
        assertThat(step.next().problem()).contains(new Reason("lease-gone", "lease-expired"));
        assertThat(step.effects()).containsExactly(new WorkEffect.Cancel(), new WorkEffect.Rest());
    }

    @Test
    void triesToSubmitForAsLongAsItTakes() {
        var committing = new Work.Committing(lease, assignment, update, 30);
        var step = step(committing, new WorkEvent.Failed(AWAY, Optional.empty(), 1));

        assertThat(step.next().work())
                .isEqualTo(new Work.Committing(lease, assignment, update, 31));
        assertThat(step.effects())
                .containsExactly(new WorkEffect.Commit(lease, update, NOW.plus(CAP)));
    }

    @Test
    void forgetsALeaseThatEndedWhileItCouldNotBeGivenBack() {
        var old = Examples.lease("lease-1", NOW.minusSeconds(1));
        var step =
                step(
                        new Work.Releasing(old, now(), 5),
                        new WorkEvent.Failed(AWAY, Optional.empty(), 0));

        assertThat(step.next().work()).isEqualTo(now());
    }

    @Test
    void pausesLieBetweenHalfAndAllOfTheDoubledOne() {
        var backoff = new Backoff(FIRST, CAP);

        assertThat(backoff.pause(0, 0)).isEqualTo(Duration.ofMillis(500));
        assertThat(backoff.pause(3, 1)).isEqualTo(Duration.ofSeconds(8));
        assertThat(backoff.pause(1000, 1)).isEqualTo(CAP);
    }
}
