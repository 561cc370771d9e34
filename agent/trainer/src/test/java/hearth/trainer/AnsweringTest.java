package hearth.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import hearth.protocol.Answers;
import hearth.protocol.Inference;
import hearth.protocol.Inference.Form;
import hearth.protocol.Lease.Span;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Sha256;
import hearth.trainer.TrainerFailure.Reason;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// What a finished model says, in a real child.
class AnsweringTest {
    private static final int WIDTH = 5;
    private static final int LONGEST = 12;
    private static final List<String> PROMPTS =
            List.of("Call me", "It was", "the", "x", "whale whale!", "0123456789ab");
    private static final RecipeConfig SMALL =
            new RecipeConfig("mlp", new TreeMap<>(Map.of("inputs", 3L, "classes", 2L)));

    @TempDir static Path folder;
    private static TrainerProcess trainer;

    @BeforeAll
    static void start() {
        trainer = TrainerProcess.start(Trainers.runtime(), folder.resolve("work"));
    }

    @AfterAll
    static void end() {
        trainer.close();
    }

    private static Inference texts(double temperature) {
        return new Inference(
                Sha256.of("any"),
                PROMPTS.size(),
                LONGEST,
                Form.TEXT,
                WIDTH,
                BigDecimal.valueOf(temperature),
                9);
    }

    private static Inference scores(int inputs) {
        return new Inference(Sha256.of("any"), inputs, 3, Form.SCORES, 2, BigDecimal.ZERO, 0);
    }

    private static Path prompts() throws IOException {
        var shard = new ByteArrayOutputStream();
        for (var prompt : PROMPTS) {
            var bytes = prompt.getBytes(StandardCharsets.UTF_8);
            shard.write(0);
            shard.write(bytes.length);
            shard.writeBytes(bytes);
            shard.writeBytes(new byte[LONGEST - bytes.length]);
        }
        return Files.write(folder.resolve("prompts"), shard.toByteArray());
    }

    private static InferenceTask task(RecipeConfig recipe, Inference asked, Path shard, Span span) {
        return new InferenceTask(
                recipe,
                Trainers.genesis(recipe, folder),
                Optional.empty(),
                shard,
                asked,
                span,
                // Answers are read where they lie.
                folder.resolve("answers-%d-%d".formatted(span.from(), System.nanoTime())));
    }

    private static Answers answered(InferenceTask task) {
        var result = trainer.answer(task, progress -> {});
        assertThat(result.answered()).isEqualTo(task.span().count());
        return Answers.read(task.asked(), task.span().count(), task.output());
    }

    @Test
    void aTextGoesOnAsItsPlaceAmongAllInputsAndTheSeedSay() throws IOException {
        for (double temperature : new double[] {0, 0.9}) {
            var asked = texts(temperature);
            var all = answered(task(Trainers.GPT, asked, prompts(), new Span(0, 6, 100)));
            var some = answered(task(Trainers.GPT, asked, prompts(), new Span(2, 3, 102)));
            for (int i = 0; i < 3; i++) {
                assertThat(some.text(i)).isEqualTo(all.text(2 + i));
            }
            for (int i = 0; i < PROMPTS.size(); i++) {
                var alone =
                        new SampleTask(
                                Trainers.GPT,
                                folder.resolve("genesis"),
                                PROMPTS.get(i).getBytes(StandardCharsets.UTF_8),
                                WIDTH,
                                SplitMix64.at(9, 100 + i),
                                temperature);
                assertThat(all.text(i)).isEqualTo(trainer.sample(alone));
            }
        }
    }

    @Test
    void scoresOfRowsAreTheProductsOfTheModel() throws IOException {
        int rows = 40;
        var shard = new byte[3 * rows];
        for (int i = 0; i < shard.length; i++) {
            shard[i] = (byte) (37 * i);
        }
        var file = Files.write(folder.resolve("rows"), shard);
        var task = task(SMALL, scores(rows), file, new Span(0, rows, 0));
        var answers = answered(task);
        var model = Trainers.floats(folder.resolve("genesis"));
        float[] weight = Objects.requireNonNull(model.get("layer01.weight"));
        float[] bias = Objects.requireNonNull(model.get("layer01.bias"));
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < 2; c++) {
                double wanted = bias[c];
                for (int i = 0; i < 3; i++) {
                    wanted += weight[3 * c + i] * ((shard[3 * r + i] & 0xFF) / 127.5 - 1);
                }
                assertThat((double) answers.scores(r)[c]).isCloseTo(wanted, offset(1e-5));
            }
        }
    }

    @Test
    void aStopLeavesTheFirstAnswers() throws IOException {
        int rows = 2_000_000;
        var file = Files.write(folder.resolve("many"), new byte[3 * rows]);
        var task = task(SMALL, scores(rows), file, new Span(0, rows, 0));
        var result = trainer.answer(task, this::stopOnceSomeAreAnswered);
        assertThat(result.answered()).isBetween(1, rows - 1);
        var answers = Answers.read(task.asked(), result.answered(), task.output());
        assertThat(answers.scores(result.answered() - 1)).isEqualTo(answers.scores(0));
    }

    /// The first news may come before the first answers, and a stop then leaves none.
    private void stopOnceSomeAreAnswered(TrainingProgress progress) {
        if (progress.steps() > 0) {
            trainer.stop();
        }
    }

    @Test
    void inputsThatAreNoneAreRefused() throws IOException {
        var empty = new byte[6 * (2 + LONGEST)];
        var file = Files.write(folder.resolve("empty"), empty);
        refused(task(Trainers.GPT, texts(0), file, new Span(0, 6, 0)), Reason.BAD_DATA);
        refused(task(Trainers.GPT, texts(0), prompts(), new Span(3, 4, 3)), Reason.BAD_DATA);
        refused(task(SMALL, texts(0), prompts(), new Span(0, 6, 0)), Reason.BAD_RECIPE);
    }

    @Test
    void scoresThatAreNoNumbersAreRefused() throws IOException {
        var file = Files.write(folder.resolve("row"), new byte[] {1, 2, 3});
        var task = task(SMALL, scores(1), file, new Span(0, 1, 0));
        var huge = new TreeMap<>(Recipes.genesis(SMALL, 1));
        huge.put("layer01.weight", new float[] {3e38f, 3e38f, 3e38f, 3e38f, 3e38f, 3e38f});
        Trainers.write(SMALL, huge, folder.resolve("genesis"));
        refused(task, Reason.DIVERGED);
    }

    private static void refused(InferenceTask task, Reason reason) {
        assertThatThrownBy(() -> trainer.answer(task, progress -> {}))
                .isInstanceOfSatisfying(
                        TrainerException.class,
                        e ->
                                assertThat(e.failure())
                                        .isInstanceOfSatisfying(
                                                TrainerFailure.Refused.class,
                                                r -> assertThat(r.reason()).isEqualTo(reason)));
    }
}
