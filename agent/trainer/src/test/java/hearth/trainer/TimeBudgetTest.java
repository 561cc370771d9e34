package hearth.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import hearth.trainer.sandbox.Breach;
import hearth.trainer.sandbox.Limits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

class TimeBudgetTest {
    private static final Limits LIMITS =
            Limits.of(1L << 33, 1).withTaskTime(Duration.ofHours(1), Duration.ofHours(2));

    @TempDir Path folder;

    private static Optional<Duration> cpu(long seconds) {
        return Optional.of(Duration.ofSeconds(seconds));
    }

    private static Duration wall(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void theClockHasAHardEnd() {
        var budget = new TimeBudget(1000, LIMITS);
        assertThat(budget.judge(0, wall(0), Optional.empty())).isEmpty();
        assertThat(budget.judge(5, wall(3600), Optional.empty())).isEmpty();
        assertThat(budget.judge(6, wall(3601), Optional.empty())).contains(Breach.TOO_LONG);
    }

    @Test
    void whatTheChildUsedBeforeTheTaskIsNotCounted() {
        var budget = new TimeBudget(1000, LIMITS);
        assertThat(budget.judge(0, wall(0), cpu(100_000))).isEmpty();
        assertThat(budget.judge(1, wall(10), cpu(107_200))).isEmpty();
        assertThat(budget.judge(2, wall(10), cpu(107_201))).contains(Breach.TOO_LONG);
    }

    @Test
    void stepsMayCostEightTimesTheFirstOnesAndNoMore() {
        var budget = new TimeBudget(100, LIMITS);
        budget.judge(0, wall(0), cpu(0));
        budget.judge(1, wall(1), cpu(1));
        // One second a step: 8 · 90 s for the rest, 10 s so far, and a minute.
        assertThat(budget.judge(10, wall(10), cpu(10))).isEmpty();
        assertThat(budget.judge(20, wall(20), cpu(790))).isEmpty();
        assertThat(budget.judge(21, wall(20), cpu(791))).contains(Breach.TOO_LONG);
    }

    @Test
    void anHonestTaskThatIsStarvedByOthersOnlyTakesLonger() {
        var budget = new TimeBudget(100, LIMITS);
        for (int step = 0; step <= 100; step++) {
            long slow = step < 10 ? step : step * 30L;
            assertThat(budget.judge(step, wall(slow), cpu(step))).as("step %d", step).isEmpty();
        }
    }

    @Test
    void aTaskThatResumesIsHeldAgainstItsOwnSteps() {
        var budget = new TimeBudget(1000, LIMITS);
        budget.judge(0, wall(0), cpu(5));
        // 900 steps were done by another child; this one takes a second for each.
        for (int step = 900; step <= 1000; step++) {
            assertThat(budget.judge(step, wall(3), cpu(8 + step - 900))).isEmpty();
        }
        // A second a step: 8 · 97 s for the rest, 6 s so far, and a minute.
        budget = new TimeBudget(1000, LIMITS);
        budget.judge(0, wall(0), cpu(5));
        budget.judge(900, wall(0), cpu(8));
        budget.judge(903, wall(3), cpu(11));
        assertThat(budget.judge(904, wall(3), cpu(5 + 842))).isEmpty();
        assertThat(budget.judge(904, wall(3), cpu(5 + 843))).contains(Breach.TOO_LONG);
    }

    /// Silent, so that the parent has nothing to judge; and it may stay silent for minutes.
    @Test
    void theKernelEndsAChildThatHasUsedUpItsLife() throws IOException {
        Trainers.genesis(Trainers.MLP, folder);
        var shard = Files.writeString(folder.resolve("shard"), "spin");
        var runtime = Trainers.runtime();
        var sandbox = runtime.confinement().assessment().sandbox();
        var walls = runtime.confinement();
        var limits = walls.limits().withTaskTime(Duration.ofHours(1), Duration.ofMillis(300));
        var limited = runtime.withConfinement(walls.withLimits(limits));
        try (var trainer =
                TrainerProcess.start(limited, folder.resolve("work"), sandbox, KillTest.CHILD)) {
            var task = Trainers.task(Trainers.MLP, folder, shard, 4);
            var failure =
                    catchThrowableOfType(TrainerException.class, () -> trainer.train(task, p -> {}))
                            .failure();
            assertThat(failure).isInstanceOf(TrainerFailure.Crashed.class);
            assertThat(((TrainerFailure.Crashed) failure).exitCode()).isEqualTo(128 + 9);
        }
    }

    @Test
    void aChildThatOverrunsIsKilledAndItsWorkIsNotTaken() throws IOException {
        Trainers.genesis(Trainers.GPT, folder);
        var text = Trainers.text(folder);
        var runtime = Trainers.runtime();
        var walls = runtime.confinement();
        var limits = walls.limits().withTaskTime(Duration.ofSeconds(1), Duration.ofHours(1));
        var limited = runtime.withConfinement(walls.withLimits(limits));
        try (var trainer = TrainerProcess.start(limited, folder.resolve("work"))) {
            var task = Trainers.task(Trainers.GPT, folder, text, 1_000_000);
            var failure =
                    catchThrowableOfType(TrainerException.class, () -> trainer.train(task, p -> {}))
                            .failure();
            assertThat(failure).isEqualTo(new TrainerFailure.Contained(Breach.TOO_LONG));
            assertThat(trainer.isAlive()).isFalse();
            assertThat(folder.resolve("delta")).doesNotExist();
        }
    }
}
