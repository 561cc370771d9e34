package hearth.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hearth.protocol.Precision;
import hearth.protocol.RecipeConfig;
import hearth.trainer.TrainerFailure.Reason;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What each recipe trains and how; one child serves all tests.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecipeTrainingTest {
    private final TrainerProcess trainer;
    @TempDir Path folder;

    RecipeTrainingTest(@TempDir Path work) {
        trainer = TrainerProcess.start(Trainers.runtime(), work);
    }

    @AfterAll
    void closeTheChild() {
        trainer.close();
    }

    @Test
    void theMlpNamesMostUnseenImagesRight() throws IOException {
        var genesis = Trainers.genesis(Trainers.MLP, folder);
        var shard = Trainers.images(folder, "fashion-train");
        trainer.train(Trainers.task(Trainers.MLP, folder, shard, 150), progress -> {});
        var trained = Trainers.sum(Trainers.MLP, genesis, folder.resolve("delta"), folder);
        var unseen = Trainers.images(folder, "fashion-test");
        var measured = trainer.evaluate(new EvaluationTask(Trainers.MLP, trained, unseen, 300, 9));
        assertThat(measured.accuracy().orElseThrow()).isBetween(0.7, 0.95);
    }

    @Test
    void anMlpWithoutHiddenLayersIsARegression() throws IOException {
        var flat = new RecipeConfig("mlp", new TreeMap<>(Map.of("inputs", 3L, "classes", 2L)));
        Trainers.genesis(flat, folder);
        // The label is whether the first byte is large.
        var rows = new byte[4 * 200];
        for (int i = 0; i < 200; i++) {
            rows[4 * i] = (byte) (i * 83);
            rows[4 * i + 1] = (byte) (i * 7);
            rows[4 * i + 3] = (byte) ((i * 83 & 0xFF) > 127 ? 1 : 0);
        }
        var shard = Files.write(folder.resolve("rows"), rows);
        var result = trainer.train(Trainers.task(flat, folder, shard, 400), progress -> {});
        assertThat(result.lastLoss()).isLessThan(0.6f * result.firstLoss());
        assertThat(Trainers.floats(folder.resolve("delta")))
                .containsOnlyKeys("layer01.bias", "layer01.weight");
    }

    @Test
    void untrainedAdaptersChangeNothing() throws IOException {
        var base = base();
        var adapters = Trainers.genesis(Trainers.LORA, folder);
        var text = Trainers.text(folder);
        var plain = trainer.evaluate(new EvaluationTask(Trainers.GPT, base, text, 16, 2));
        var adapted =
                trainer.evaluate(
                        new EvaluationTask(
                                Trainers.LORA, adapters, Optional.of(base), text, 16, 2));
        assertThat(adapted).isEqualTo(plain);
    }

    @Test
    void adaptersLearnAndNothingElseTravels() throws IOException {
        var base = base();
        var adapters = Trainers.genesis(Trainers.LORA, folder);
        // Not what the base was trained on: the same text, backwards.
        var text = Files.write(folder.resolve("new"), reversed(Trainers.text(folder)));
        var before = lora(adapters, base, text);
        trainer.train(onBase(base, text, 40), progress -> {});
        var delta = folder.resolve("delta");
        var trained = Trainers.sum(Trainers.LORA, adapters, delta, folder);
        assertThat(lora(trained, base, text).loss()).isLessThan(before.loss() - 0.04);
        assertThat(Trainers.floats(delta).keySet())
                .hasSize(3 * 8)
                .allMatch(name -> name.endsWith(".a") || name.endsWith(".b"));
        assertThat(Files.size(delta)).isLessThan(Files.size(base) / 5);
        var prompt = "Call me".getBytes(StandardCharsets.UTF_8);
        var task = new SampleTask(Trainers.LORA, trained, Optional.of(base), prompt, 20, 5, 0.8);
        assertThat(trainer.sample(task)).hasSize(20).isEqualTo(trainer.sample(task));
    }

    /// An adapter is a low-rank change of a matrix, so adding b · a · alpha / rank to the base's
    /// matrices must give the same model.
    @Test
    void adaptersMergedIntoTheBaseAreTheSameModel() throws IOException {
        var base = base();
        var adapters = Trainers.genesis(Trainers.LORA, folder);
        var text = Trainers.text(folder);
        trainer.train(onBase(base, text, 10), progress -> {});
        var trained = Trainers.sum(Trainers.LORA, adapters, folder.resolve("delta"), folder);
        var merged = merged(Trainers.floats(base), Trainers.floats(trained), 8, 2.0);
        var file = Trainers.write(Trainers.GPT, merged, folder.resolve("merged"));
        var whole = trainer.evaluate(new EvaluationTask(Trainers.GPT, file, text, 16, 4));
        assertThat(whole.loss()).isCloseTo(lora(trained, base, text).loss(), within(1e-5));
    }

    @Test
    void refusesAdaptersWithoutABaseAndABaseWithoutAdapters() throws IOException {
        var base = base();
        var text = Trainers.text(folder);
        var adapters = Trainers.genesis(Trainers.LORA, folder);
        refusesParameters(new EvaluationTask(Trainers.LORA, adapters, text, 1, 1));
        refusesParameters(new EvaluationTask(Trainers.GPT, base, Optional.of(base), text, 1, 1));
        refusesParameters(
                new EvaluationTask(Trainers.LORA, adapters, Optional.of(adapters), text, 1, 1));
    }

    @ParameterizedTest
    @CsvSource({"1, 8, 1, 1", "1, 10, 5, 3", "2, 21, 7, 17", "5, 24, 3, 33", "3, 33, 1, 5"})
    void aGptOfAnyShapeLearns(long depth, long width, long heads, long context) throws IOException {
        var config = gpt(depth, width, heads, context);
        Trainers.genesis(config, folder);
        var result =
                trainer.train(
                        Trainers.task(config, folder, Trainers.text(folder), 30), progress -> {});
        assertThat(result.steps()).isEqualTo(30);
        assertThat(result.firstLoss()).isBetween(5.0f, 6.5f);
        assertThat(result.lastLoss()).isLessThan(0.95f * result.firstLoss());
    }

    /// Fused optimisers read a gradient's memory in its order: one that lies otherwise would train
    /// another model.
    @Test
    void howAModelLaysItsTensorsOutChangesNothing() throws IOException {
        Trainers.genesis(Trainers.CNN, folder);
        var shard = Trainers.images(folder, "fashion-train");
        var task = Trainers.task(Trainers.CNN, folder, shard, 30);
        trainer.train(task, progress -> {});
        var ours = Trainers.floats(folder.resolve("delta"));

        var sources = RecipeArchive.sources(Path.of("src/main/recipes/cnn"));
        var usual =
                Objects.requireNonNull(sources.get("model.py"))
                        .replace(".permute([0, 2, 3, 1]).contiguous().permute([0, 3, 1, 2])", "")
                        .replaceAll(
                                "torch\\.relu\\(torch\\.max_pool2d\\((.*), \\[2, 2]\\)\\)",
                                "torch.max_pool2d(torch.relu($1), [2, 2])");
        assertThat(usual).contains("torch.max_pool2d(torch.relu(").doesNotContain("permute");
        var changed = new TreeMap<>(sources);
        changed.put("model.py", usual);
        var recipes = Files.createDirectories(folder.resolve("usual"));
        Files.write(recipes.resolve("cnn.pt"), RecipeArchive.pack("cnn", changed));
        try (var other =
                TrainerProcess.start(Trainers.runtime(1, recipes), folder.resolve("other"))) {
            other.train(task, progress -> {});
        }
        var theirs = Trainers.floats(folder.resolve("delta"));
        assertThat(ours).containsOnlyKeys(theirs.keySet());
        ours.forEach(
                (name, values) ->
                        assertThat(distance(values, Objects.requireNonNull(theirs.get(name))))
                                .isLessThan(1e-2));
    }

    /// Of the second from the first, as a share of the second.
    private static double distance(float[] a, float[] b) {
        double apart = 0;
        double size = 0;
        for (int i = 0; i < b.length; i++) {
            apart += Math.pow(a[i] - b[i], 2);
            size += Math.pow(b[i], 2);
        }
        return Math.sqrt(apart / size);
    }

    @Test
    void aBatchInPartsIsTheSameBatch() throws IOException {
        var text = Trainers.text(folder);
        Trainers.genesis(Trainers.GPT, folder);
        var whole = Trainers.task(Trainers.GPT, folder, text, 5);
        var result = trainer.train(whole, progress -> {});
        var delta = Trainers.floats(whole.output());
        var again = trainer.train(whole.withAccumulation(4), progress -> {});
        assertThat(again.firstLoss()).isCloseTo(result.firstLoss(), within(1e-5f));
        assertThat(again.lastLoss()).isCloseTo(result.lastLoss(), within(1e-4f));
        assertThat(distance(delta, Trainers.floats(whole.output()))).isBetween(1e-9, 1e-2);
    }

    @Test
    void decayPullsOnMatricesOnly() throws IOException {
        // A rate so small that the gradient's step is bounded by it, and a decay far above it.
        var text = Trainers.text(folder);
        var genesis = Trainers.floats(Trainers.genesis(Trainers.GPT, folder));
        var task = Trainers.task(Trainers.GPT, folder, text, 1);
        var decayed =
                new TrainingTask(
                        task.recipe(),
                        task.parameters(),
                        text,
                        7,
                        1,
                        0,
                        16,
                        1e-4,
                        1000,
                        1,
                        task.output());
        trainer.train(decayed, progress -> {});
        Trainers.floats(task.output())
                .forEach(
                        (name, change) -> {
                            var start = Objects.requireNonNull(genesis.get(name));
                            boolean matrix = name.endsWith("weight") && !name.contains("norm");
                            matrix |= name.startsWith("embedding");
                            for (int i = 0; i < change.length; i++) {
                                double pull = matrix ? -0.1 * start[i] : 0;
                                assertThat((double) change[i])
                                        .describedAs(name)
                                        .isCloseTo(pull, within(1.01e-4));
                            }
                        });
    }

    @Test
    void theRateFallsFromStepToStep() throws IOException {
        var text = Trainers.text(folder);
        Trainers.genesis(Trainers.GPT, folder);
        var task = Trainers.task(Trainers.GPT, folder, text, 8);
        trainer.train(task.withLearningRateFall(3e-3 / 8), progress -> {});
        var falling = Trainers.floats(task.output());
        trainer.train(task, progress -> {});
        var even = Trainers.floats(task.output());
        // With five steps of warm-up the rates add up to 2.75 instead of 6 times the first.
        assertThat(norm(falling) / norm(even)).isBetween(0.35, 0.7);
    }

    /// bf16 has 8 bits of precision: the same parameters measure the same within 0.01 nats, and
    /// after 60 steps, in which any rounding grows, within 0.15.
    @ParameterizedTest
    @CsvSource({"gpt", "cnn", "mlp"})
    void bf16LearnsAsFp32Does(String name) throws IOException {
        boolean text = name.equals("gpt");
        var shard = text ? Trainers.text(folder) : Trainers.images(folder, "fashion-train");
        var unseen = text ? shard : Trainers.images(folder, "fashion-test");
        var fp32 = text ? Trainers.GPT : name.equals("cnn") ? Trainers.CNN : Trainers.MLP;
        var bf16 = new RecipeConfig(name, fp32.shape(), Optional.of(Precision.BF16));
        var before = new ArrayList<Double>();
        var after = new ArrayList<Double>();
        for (var config : List.of(fp32, bf16)) {
            var genesis = Trainers.genesis(config, folder);
            before.add(loss(config, genesis, unseen));
            trainer.train(Trainers.task(config, folder, shard, 60), progress -> {});
            var trained = Trainers.sum(config, genesis, folder.resolve("delta"), folder);
            after.add(loss(config, trained, unseen));
        }
        assertThat(before.getLast()).isNotEqualTo(before.getFirst());
        assertThat(before.getLast()).isCloseTo(before.getFirst(), within(0.01));
        assertThat(after.getLast()).isLessThan(0.7 * before.getLast());
        assertThat(after.getLast()).isCloseTo(after.getFirst(), within(0.15));
    }

    private double loss(RecipeConfig config, Path parameters, Path data) {
        return trainer.evaluate(new EvaluationTask(config, parameters, data, 100, 5)).loss();
    }

    private Path base() throws IOException {
        var config = Trainers.GPT;
        var genesis = Trainers.genesis(config, folder);
        trainer.train(Trainers.task(config, folder, Trainers.text(folder), 20), progress -> {});
        var sum = Trainers.sum(config, genesis, folder.resolve("delta"), folder);
        return Files.copy(sum, folder.resolve("base"));
    }

    private Evaluation lora(Path adapters, Path base, Path text) {
        return trainer.evaluate(
                new EvaluationTask(Trainers.LORA, adapters, Optional.of(base), text, 16, 4));
    }

    private TrainingTask onBase(Path base, Path shard, int steps) {
        return Trainers.task(Trainers.LORA, folder, shard, steps).withFrozen(Optional.of(base));
    }

    private void refusesParameters(EvaluationTask task) {
        assertThatThrownBy(() -> trainer.evaluate(task))
                .isInstanceOfSatisfying(
                        TrainerException.class,
                        e ->
                                assertThat(e.failure())
                                        .isInstanceOfSatisfying(
                                                TrainerFailure.Refused.class,
                                                f ->
                                                        assertThat(f.reason())
                                                                .isEqualTo(Reason.BAD_PARAMETERS)));
    }

    private static RecipeConfig gpt(long depth, long width, long heads, long context) {
        return new RecipeConfig(
                "gpt",
                new TreeMap<>(
                        Map.of(
                                "depth", depth, "width", width, "heads", heads, "context",
                                context)));
    }

    private static byte[] reversed(Path text) throws IOException {
        var bytes = Files.readAllBytes(text);
        for (int i = 0; i < bytes.length / 2; i++) {
            byte b = bytes[i];
            bytes[i] = bytes[bytes.length - 1 - i];
            bytes[bytes.length - 1 - i] = b;
        }
        return bytes;
    }

    private static SortedMap<String, float[]> merged(
            SortedMap<String, float[]> base,
            SortedMap<String, float[]> adapters,
            int rank,
            double scale) {
        adapters.forEach(
                (name, b) -> {
                    if (!name.endsWith(".b")) {
                        return;
                    }
                    var stem = name.substring(0, name.length() - 2);
                    var a = Objects.requireNonNull(adapters.get(stem + ".a"));
                    var weight = Objects.requireNonNull(base.get(stem + ".weight"));
                    int in = a.length / rank;
                    for (int i = 0; i < weight.length; i++) {
                        double sum = 0;
                        for (int r = 0; r < rank; r++) {
                            sum += (double) b[i / in * rank + r] * a[r * in + i % in];
                        }
                        weight[i] += (float) (scale * sum);
                    }
                });
        return base;
    }

    private static double norm(SortedMap<String, float[]> values) {
        double squares = 0;
        for (var tensor : values.values()) {
            for (float v : tensor) {
                squares += (double) v * v;
            }
        }
        return Math.sqrt(squares);
    }

    /// Of the difference, relative to the first.
    private static double distance(
            SortedMap<String, float[]> one, SortedMap<String, float[]> other) {
        var difference = new TreeMap<String, float[]>();
        one.forEach(
                (name, values) -> {
                    var copy = Arrays.copyOf(values, values.length);
                    var others = Objects.requireNonNull(other.get(name));
                    for (int i = 0; i < copy.length; i++) {
                        copy[i] -= others[i];
                    }
                    difference.put(name, copy);
                });
        return norm(difference) / norm(one);
    }
}
