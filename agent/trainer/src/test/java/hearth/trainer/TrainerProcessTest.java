package hearth.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What happens when a child does not do well.
class TrainerProcessTest {
    private static final Duration SHORT = Duration.ofSeconds(2);
    @TempDir Path folder;
    private TrainingTask endless = Trainers.task(Trainers.GPT, Path.of(""), Path.of(""), 1);

    @BeforeEach
    void prepareATaskWithoutEnd() throws IOException {
        Trainers.genesis(Trainers.GPT, folder);
        endless = Trainers.task(Trainers.GPT, folder, Trainers.text(folder), 100_000);
    }

    @Test
    void aKilledChildIsACrashAndTheNextOneWorks() {
        try (var trainer = start()) {
            var failure = failureOf(trainer, kill(trainer));
            assertThat(failure)
                    .isInstanceOfSatisfying(
                            TrainerFailure.Crashed.class,
                            crash -> assertThat(crash.exitCode()).isNotZero());
            assertThat(trainer.isAlive()).isFalse();
            assertThat(failureOf(trainer, progress -> {}))
                    .isInstanceOf(TrainerFailure.Crashed.class);
        }
        try (var next = start()) {
            var result =
                    next.train(Trainers.task(Trainers.GPT, folder, endless.shard(), 2), p -> {});
            assertThat(result.steps()).isEqualTo(2);
        }
    }

    @Test
    void aChildWithoutProgressIsKilledAfterTheLimit() {
        var runtime = Trainers.runtime().withSilenceLimit(SHORT);
        try (var trainer = TrainerProcess.start(runtime, folder.resolve("work"))) {
            assertThat(failureOf(trainer, progress -> freeze(trainer)))
                    .isEqualTo(new TrainerFailure.Hung(SHORT));
            assertThat(trainer.isAlive()).isFalse();
        }
    }

    @Test
    void closeEndsARunningTaskWithinASecond() {
        var trainer = start();
        var asked = new long[1];
        var failure =
                failureOf(
                        trainer,
                        progress -> {
                            asked[0] = System.nanoTime();
                            trainer.close();
                        });
        assertThat(Duration.ofNanos(System.nanoTime() - asked[0]))
                .isLessThan(Duration.ofSeconds(1));
        assertThat(failure).isEqualTo(new TrainerFailure.Closed());
    }

    @Test
    void aChildThatCannotStartSaysWhy() {
        var whole = Trainers.runtime();
        var engine = whole.engine();
        var empty =
                whole.withEngine(
                        new TrainingEngine(
                                engine.id(),
                                engine.device(),
                                List.of(),
                                engine.libraries(),
                                engine.version(),
                                engine.flavor(),
                                engine.card()));
        assertThatThrownBy(() -> TrainerProcess.start(empty, folder.resolve("work")))
                .isInstanceOfSatisfying(
                        TrainerException.class,
                        e ->
                                assertThat(e.failure())
                                        .isInstanceOfSatisfying(
                                                TrainerFailure.Crashed.class,
                                                crash ->
                                                        assertThat(crash.stderrTail())
                                                                .contains("hearth.trainer")));
    }

    @Test
    void aChildInheritsNothingButItsSettings() {
        var ours = Map.of("HOME", "x", "SECRET", "y");
        assertThat(Trainers.runtime().environment(ours, folder))
                .containsKeys("PYTORCH_LIBRARY_PATH", "OPT_OUT_TRACKING")
                .doesNotContainKeys("HOME", "SECRET");
    }

    private TrainerProcess start() {
        return TrainerProcess.start(Trainers.runtime(), folder.resolve("work"));
    }

    private TrainerFailure failureOf(
            TrainerProcess trainer, Consumer<TrainingProgress> onProgress) {
        return catchThrowableOfType(
                        TrainerException.class, () -> trainer.train(endless, onProgress))
                .failure();
    }

    private static Consumer<TrainingProgress> kill(TrainerProcess trainer) {
        return progress ->
                ProcessHandle.of(trainer.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }

    private static void freeze(TrainerProcess trainer) {
        try {
            new ProcessBuilder("kill", "-STOP", Long.toString(trainer.pid())).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
