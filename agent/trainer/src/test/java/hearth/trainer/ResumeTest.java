package hearth.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hearth.protocol.Sha256;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/// Progress on the disk and second moments, in a child that serves all tests where none must die.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumeTest {
    private static final int STEPS = 130;

    private final TrainerProcess trainer;
    @TempDir Path folder;
    private TrainingTask plain = Trainers.task(Trainers.CNN, Path.of(""), Path.of(""), 1);

    ResumeTest(@TempDir Path work) {
        trainer = TrainerProcess.start(Trainers.runtime(), work);
    }

    @AfterAll
    void closeTheChild() {
        trainer.close();
    }

    @BeforeEach
    void prepareATask() throws IOException {
        Trainers.genesis(Trainers.CNN, folder);
        plain =
                Trainers.task(Trainers.CNN, folder, Trainers.images(folder, "fashion-train"), STEPS)
                        .withSecondMomentsOutput(folder.resolve("moments"));
    }

    @Test
    void aKilledTrainingResumesAndEndsInTheSameBytes() throws IOException {
        var warm = folder.resolve("warm-moments");
        trainer.train(
                plain.until(20, folder.resolve("unused")).withSecondMomentsOutput(warm), p -> {});
        var whole = plain.withSecondMoments(warm);
        var straight = trainer.train(whole, p -> {});
        var difference = Sha256.ofFile(whole.output());
        var moments = Sha256.ofFile(folder.resolve("moments"));
        Files.delete(whole.output());

        var task = whole.withProgress(folder.resolve("progress"));
        try (var victim = TrainerProcess.start(Trainers.runtime(), folder.resolve("victim"))) {
            assertThatThrownBy(() -> victim.train(task, killAfter(victim, 60)))
                    .isInstanceOf(TrainerException.class);
        }
        assertThat(whole.output()).doesNotExist();
        try (var next = TrainerProcess.start(Trainers.runtime(), folder.resolve("next"))) {
            var result = next.train(task, p -> {});
            assertThat(result.resumedAt()).isIn(50, 100);
            assertThat(result.steps()).isEqualTo(STEPS);
            assertThat(result.firstLoss()).isEqualTo(straight.firstLoss());
            assertThat(result.lastLoss()).isEqualTo(straight.lastLoss());
        }
        assertThat(Sha256.ofFile(whole.output())).isEqualTo(difference);
        assertThat(Sha256.ofFile(folder.resolve("moments"))).isEqualTo(moments);
    }

    @Test
    void aStoppedTrainingGoesOnWhereItWasAndEachPartIsRight() throws IOException {
        trainer.train(plain, p -> {});
        var whole = Sha256.ofFile(plain.output());
        var task = plain.withProgress(folder.resolve("progress"));
        int done = 0;
        for (int rounds = 0; done < STEPS; rounds++) {
            int at = done;
            var result = trainer.train(task, p -> stopAfter(at + 15, p));
            assertThat(result.resumedAt()).isEqualTo(at);
            done = result.steps();
            assertThat(done).isGreaterThan(at);
            assertThat(rounds).isLessThan(STEPS);
            if (done < STEPS) {
                var part = Sha256.ofFile(task.output());
                trainer.train(plain.until(done, folder.resolve("again")), p -> {});
                assertThat(Sha256.ofFile(folder.resolve("again"))).isEqualTo(part);
            }
        }
        assertThat(Sha256.ofFile(task.output())).isEqualTo(whole);
        assertThat(ProgressFolder.kept(folder.resolve("progress")))
                .extracting(ProgressFolder.Kept::steps)
                .containsExactly(50, 100, STEPS);
    }

    /// What a child is given back is more than a fresh one may write, and takes longer to give than
    /// its warden waits between two looks.
    @Test
    void aLongProgressIsNoFloodOfTheChildThatGetsIt() throws IOException {
        var progress = folder.resolve("progress");
        trainer.train(plain.until(60, plain.output()).withProgress(progress), p -> {});
        var much = Files.createDirectory(progress.resolve("much"));
        for (int i = 0; i < 2000; i++) {
            Files.createFile(much.resolve(Integer.toString(i)));
        }
        try (var next = TrainerProcess.start(Trainers.runtime(), folder.resolve("next"))) {
            var task = plain.until(61, plain.output()).withProgress(progress);
            assertThat(next.train(task, p -> {}).resumedAt()).isEqualTo(60);
        }
    }

    @Test
    void progressOfAnotherTaskIsNotTrusted() throws IOException {
        var progress = folder.resolve("progress");
        trainer.train(plain.withProgress(progress), p -> {});
        assertThat(trainer.train(plain.withProgress(progress), p -> {}).resumedAt())
                .isEqualTo(STEPS);
        var genesis = Recipes.genesis(Trainers.CNN, 2);
        Trainers.write(Trainers.CNN, genesis, folder.resolve("genesis"));
        trainer.train(plain, p -> {});
        var fresh = Sha256.ofFile(plain.output());
        assertThat(trainer.train(plain.withProgress(progress), p -> {}).resumedAt()).isZero();
        assertThat(Sha256.ofFile(plain.output())).isEqualTo(fresh);
    }

    /// Moments, step counts and batches go on as in the whole, so the window's difference is that
    /// between its two checkpoints.
    @Test
    void aWindowCanBeRepeatedAlone() {
        var progress = folder.resolve("progress");
        trainer.train(plain.withProgress(progress), p -> {});
        var kept = ProgressFolder.kept(progress);
        var window = plain.between(kept.get(0).folder(), 100, folder.resolve("window"));
        var result = trainer.train(window, p -> {});
        assertThat(result.resumedAt()).isEqualTo(50);
        assertThat(result.steps()).isEqualTo(100);
        var from = Trainers.floats(kept.get(0).parameters());
        var to = Trainers.floats(kept.get(1).parameters());
        Trainers.floats(folder.resolve("window"))
                .forEach(
                        (name, change) -> {
                            float[] start = Objects.requireNonNull(from.get(name));
                            float[] end = Objects.requireNonNull(to.get(name));
                            for (int i = 0; i < change.length; i++) {
                                assertThat(change[i]).isEqualTo(end[i] - start[i]);
                            }
                        });
    }

    @Test
    void aWindowOfAnotherEngineCanBeRepeatedButOfAnotherTaskNot() throws IOException {
        var progress = folder.resolve("progress");
        try (var other = TrainerProcess.start(Trainers.runtime(2), folder.resolve("other"))) {
            other.train(plain.until(50, plain.output()).withProgress(progress), p -> {});
        }
        var start = ProgressFolder.kept(progress).getFirst().folder();
        var window = plain.between(start, 60, folder.resolve("window"));
        assertThat(trainer.train(window, p -> {}).resumedAt()).isEqualTo(50);
        Trainers.write(Trainers.CNN, Recipes.genesis(Trainers.CNN, 2), folder.resolve("genesis"));
        assertThatThrownBy(() -> trainer.train(window, p -> {}))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("BAD_START");
    }

    /// One step from zero moments moves a bias by rate · g / √g²; the second moments that come out
    /// are g², so one step that begins with them moves it by rate · 0.1 g / √g².
    @Test
    void secondMomentsComeOutUnbiasedAndGoInUncorrected() {
        var moments = folder.resolve("moments");
        var one = plain.until(1, folder.resolve("one"));
        trainer.train(one, p -> {});
        trainer.train(
                plain.until(1, folder.resolve("two"))
                        .withSecondMoments(moments)
                        .withSecondMomentsOutput(folder.resolve("after")),
                p -> {});
        var from =
                Objects.requireNonNull(Trainers.floats(folder.resolve("one")).get("linear2.bias"));
        var to = Objects.requireNonNull(Trainers.floats(folder.resolve("two")).get("linear2.bias"));
        var before = Objects.requireNonNull(Trainers.floats(moments).get("linear2.bias"));
        var after =
                Objects.requireNonNull(
                        Trainers.floats(folder.resolve("after")).get("linear2.bias"));
        for (int i = 0; i < from.length; i++) {
            assertThat((double) to[i] / from[i]).isCloseTo(0.1, within(1e-3));
            // The same batch again: 0.95 g² + 0.05 g².
            assertThat((double) after[i] / before[i]).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void refusesANegativeSecondMoment() {
        var moments = Recipes.genesis(Trainers.CNN, 1);
        var file = Trainers.write(Trainers.CNN, moments, folder.resolve("negative"));
        assertThatThrownBy(() -> trainer.train(plain.withSecondMoments(file), p -> {}))
                .isInstanceOfSatisfying(
                        TrainerException.class,
                        e ->
                                assertThat(e.failure())
                                        .isInstanceOf(TrainerFailure.Refused.class)
                                        .asString()
                                        .contains("BAD_PARAMETERS", "negative moment"));
    }

    private void stopAfter(int steps, TrainingProgress progress) {
        if (progress.steps() >= steps) {
            trainer.stop();
        }
    }

    private static Consumer<TrainingProgress> killAfter(TrainerProcess victim, int steps) {
        return progress -> {
            if (progress.steps() >= steps) {
                ProcessHandle.of(victim.pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
        };
    }
}
