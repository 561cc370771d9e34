package hearth.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.protocol.Sha256;
import hearth.trainer.TrainerFailure.Reason;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// What a healthy child does; one serves all tests.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrainingTest {
    /// A sum in another order shows in the first step.
    private static final int REPEATED = Boolean.getBoolean("hearth.nightly") ? 200 : 10;

    private final TrainerProcess trainer;
    @TempDir Path folder;

    TrainingTest(@TempDir Path work) {
        trainer = TrainerProcess.start(Trainers.runtime(), work);
    }

    @AfterAll
    void closeTheChild() {
        trainer.close();
    }

    @Test
    void theGptLearnsText() throws IOException {
        Trainers.genesis(Trainers.GPT, folder);
        var task = Trainers.task(Trainers.GPT, folder, Trainers.text(folder), 60);
        var seen = new ArrayList<TrainingProgress>();
        var result = trainer.train(task, seen::add);
        assertThat(result.steps()).isEqualTo(60);
        assertThat(result.lastLoss()).isLessThan(0.7f * result.firstLoss());
        assertThat(seen).isNotEmpty();
        assertThat(seen.stream().map(TrainingProgress::steps).toList()).isSorted();
    }

    @Test
    void theDifferenceIsWhatMadeTheLossFall() throws IOException {
        var shard = Trainers.text(folder);
        var genesis = Trainers.genesis(Trainers.GPT, folder);
        var before = trainer.evaluate(new EvaluationTask(Trainers.GPT, genesis, shard, 16, 4));
        trainer.train(Trainers.task(Trainers.GPT, folder, shard, 30), progress -> {});
        var trained = Trainers.sum(Trainers.GPT, genesis, folder.resolve("delta"), folder);
        var after = trainer.evaluate(new EvaluationTask(Trainers.GPT, trained, shard, 16, 4));
        assertThat(before.loss()).isBetween(5.3, 6.0);
        assertThat(after.loss()).isLessThan(0.75 * before.loss());
        assertThat(after.examples()).isEqualTo(64);
        assertThat(after.accuracy()).isEmpty();
    }

    @Test
    void theCnnNamesMostUnseenImagesRight() throws IOException {
        var genesis = Trainers.genesis(Trainers.CNN, folder);
        var shard = Trainers.images(folder, "fashion-train");
        trainer.train(Trainers.task(Trainers.CNN, folder, shard, 120), progress -> {});
        var trained = Trainers.sum(Trainers.CNN, genesis, folder.resolve("delta"), folder);
        var unseen = Trainers.images(folder, "fashion-test");
        var measured = trainer.evaluate(new EvaluationTask(Trainers.CNN, trained, unseen, 300, 9));
        assertThat(measured.examples()).isEqualTo(1000);
        assertThat(measured.accuracy().orElseThrow()).isBetween(0.7, 0.95);
    }

    @Test
    void theSameTaskGivesTheSameBytes() throws IOException {
        try (var other = TrainerProcess.start(Trainers.runtime(), folder.resolve("other"))) {
            for (var recipe : List.of(Trainers.GPT, Trainers.CNN)) {
                Trainers.genesis(recipe, folder);
                var shard =
                        recipe.equals(Trainers.GPT)
                                ? Trainers.text(folder)
                                : Trainers.images(folder, "fashion-train");
                var task = Trainers.task(recipe, folder, shard, REPEATED);
                var hashes = new ArrayList<Sha256>();
                for (var child : List.of(trainer, trainer, other)) {
                    child.train(task, progress -> {});
                    hashes.add(Sha256.ofFile(task.output()));
                }
                assertThat(hashes).containsOnly(hashes.getFirst());
            }
        }
    }

    @Test
    void theSameTaskGivesTheSameBytesWithTwoThreads() throws IOException {
        Trainers.genesis(Trainers.GPT, folder);
        var task = Trainers.task(Trainers.GPT, folder, Trainers.text(folder), REPEATED);
        var hashes = new ArrayList<Sha256>();
        for (var work : List.of("first", "second")) {
            try (var child = TrainerProcess.start(Trainers.runtime(2), folder.resolve(work))) {
                for (int run = 0; run < 2; run++) {
                    child.train(task, progress -> {});
                    hashes.add(Sha256.ofFile(task.output()));
                }
            }
        }
        assertThat(hashes).containsOnly(hashes.getFirst());
    }

    @Test
    void stopEndsTheTrainingWithinASecondAndKeepsItsSteps() throws IOException {
        Trainers.genesis(Trainers.GPT, folder);
        var task = Trainers.task(Trainers.GPT, folder, Trainers.text(folder), 100_000);
        var asked = new long[1];
        var result =
                trainer.train(
                        task,
                        progress -> {
                            if (progress.steps() > 2 && asked[0] == 0) {
                                asked[0] = System.nanoTime();
                                trainer.stop();
                            }
                        });
        assertThat(Duration.ofNanos(System.nanoTime() - asked[0]))
                .isLessThan(Duration.ofSeconds(1));
        assertThat(result.steps()).isBetween(3, 1000);
        var stopped = Files.readAllBytes(task.output());
        // What was done is exactly what a task of that length does.
        trainer.train(
                Trainers.task(Trainers.GPT, folder, task.shard(), result.steps()), progress -> {});
        assertThat(Files.readAllBytes(task.output())).isEqualTo(stopped);
    }

    @Test
    void aPauseChangesNothing() throws IOException {
        Trainers.genesis(Trainers.GPT, folder);
        var task = Trainers.task(Trainers.GPT, folder, Trainers.text(folder), 25);
        trainer.train(task, progress -> {});
        var straight = Files.readAllBytes(task.output());
        var stepsWhilePaused = new ArrayList<Integer>();
        var result =
                trainer.train(
                        task,
                        progress -> {
                            stepsWhilePaused.add(progress.steps());
                            if (stepsWhilePaused.size() == 1) {
                                trainer.pause();
                            } else if (stepsWhilePaused.size() == 6) {
                                trainer.resume();
                            }
                        });
        assertThat(result.steps()).isEqualTo(25);
        assertThat(stepsWhilePaused.subList(2, 6)).containsOnly(stepsWhilePaused.get(2));
        assertThat(Files.readAllBytes(task.output())).isEqualTo(straight);
    }

    @Test
    void writesTheSameTextForTheSameSeed() {
        var genesis = Trainers.genesis(Trainers.GPT, folder);
        var prompt = "Call me".getBytes(StandardCharsets.UTF_8);
        var task = new SampleTask(Trainers.GPT, genesis, prompt, 80, 5, 0.8);
        assertThat(trainer.sample(task)).hasSize(80).isEqualTo(trainer.sample(task));
        var other = new SampleTask(Trainers.GPT, genesis, prompt, 80, 6, 0.8);
        assertThat(trainer.sample(other)).isNotEqualTo(trainer.sample(task));
    }

    @Test
    void refusesDataThatIsNotTheRecipesAndStaysWell() throws IOException {
        Trainers.genesis(Trainers.CNN, folder);
        var text = Trainers.text(folder);
        refuses(
                Reason.BAD_DATA,
                () -> trainer.train(Trainers.task(Trainers.CNN, folder, text, 1), p -> {}));
        refuses(
                Reason.BAD_DATA,
                () ->
                        trainer.train(
                                Trainers.task(Trainers.CNN, folder, folder.resolve("none"), 1),
                                p -> {}));
        assertThat(trainer.isAlive()).isTrue();
    }

    @Test
    void refusesParametersThatAreNotTheRecipes() throws IOException {
        var text = Trainers.text(folder);
        Trainers.genesis(Trainers.CNN, folder);
        refuses(
                Reason.BAD_PARAMETERS,
                () -> trainer.train(Trainers.task(Trainers.GPT, folder, text, 1), p -> {}));
        Files.write(folder.resolve("genesis"), new byte[] {1, 2, 3});
        refuses(
                Reason.BAD_PARAMETERS,
                () -> trainer.train(Trainers.task(Trainers.GPT, folder, text, 1), p -> {}));
        var broken = Recipes.genesis(Trainers.GPT, 1);
        Objects.requireNonNull(broken.get("norm.bias"))[0] = Float.NaN;
        Trainers.write(Trainers.GPT, broken, folder.resolve("genesis"));
        refuses(
                Reason.BAD_PARAMETERS,
                () -> trainer.train(Trainers.task(Trainers.GPT, folder, text, 1), p -> {}));
    }

    @Test
    void reportsATrainingThatDiverges() throws IOException {
        var huge = Recipes.genesis(Trainers.GPT, 1);
        Arrays.fill(Objects.requireNonNull(huge.get("norm.weight")), 3e38f);
        Trainers.write(Trainers.GPT, huge, folder.resolve("genesis"));
        var text = Trainers.text(folder);
        refuses(
                Reason.DIVERGED,
                () -> trainer.train(Trainers.task(Trainers.GPT, folder, text, 2), p -> {}));
    }

    private static void refuses(Reason reason, ThrowingCallable task) {
        assertThatThrownBy(task)
                .isInstanceOfSatisfying(
                        TrainerException.class,
                        e ->
                                assertThat(e.failure())
                                        .isInstanceOfSatisfying(
                                                TrainerFailure.Refused.class,
                                                f -> assertThat(f.reason()).isEqualTo(reason)));
    }
}
