package hearth.trainer;

import hearth.protocol.RecipeConfig;
import hearth.protocol.Safetensors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// Not a test: rehearses a job of the practice network in one process, to choose its numbers and
/// the thresholds of the geometry checks. Leases start with zero moments; the outer step is
/// Nesterov 0.7 / 0.9 over the mean of the differences, each clipped to the median norm.
///
/// `main gpt,depth=3,… TRAIN_FILE HELD_OUT_FILE FOLDER warmSteps innerSteps batch warmRate rate
/// rounds leases threads shards`
final class PracticeExperiment {
    private final RecipeConfig recipe;
    private final Path heldOut;
    private final Path folder;
    private final TrainerProcess trainer;
    private Duration computing = Duration.ZERO;

    private PracticeExperiment(
            RecipeConfig recipe, Path heldOut, Path folder, TrainerProcess trainer) {
        this.recipe = recipe;
        this.heldOut = heldOut;
        this.folder = folder;
        this.trainer = trainer;
    }

    public static void main(String[] args) throws IOException {
        var recipe = recipe(args[0]);
        var folder = Files.createDirectories(Path.of(args[3]));
        var shards =
                shards(Recipes.of(recipe), Path.of(args[1]), folder, Integer.parseInt(args[12]));
        var runtime = Trainers.runtime(Integer.parseInt(args[11]));
        try (var trainer = TrainerProcess.start(runtime, folder.resolve("work"))) {
            new PracticeExperiment(recipe, Path.of(args[2]), folder, trainer)
                    .run(
                            Path.of(args[1]),
                            shards,
                            Integer.parseInt(args[4]),
                            Integer.parseInt(args[5]),
                            Integer.parseInt(args[6]),
                            Double.parseDouble(args[7]),
                            Double.parseDouble(args[8]),
                            Integer.parseInt(args[9]),
                            Integer.parseInt(args[10]));
        }
    }

    private static RecipeConfig recipe(String text) {
        var parts = List.of(text.split(","));
        var shape = new TreeMap<String, Long>();
        for (var size : parts.subList(1, parts.size())) {
            int at = size.indexOf('=');
            shape.put(size.substring(0, at), Long.parseLong(size.substring(at + 1)));
        }
        return new RecipeConfig(parts.getFirst(), shape);
    }

    private static List<Path> shards(Recipe recipe, Path train, Path folder, int count)
            throws IOException {
        var bytes = Files.readAllBytes(train);
        int part = bytes.length / count / recipe.stride() * recipe.stride();
        var shards = new ArrayList<Path>();
        for (int i = 0; i < count; i++) {
            var piece = Arrays.copyOfRange(bytes, i * part, (i + 1) * part);
            shards.add(Files.write(folder.resolve("shard" + i), piece));
        }
        return shards;
    }

    private void run(
            Path all,
            List<Path> shards,
            int warmSteps,
            int innerSteps,
            int batch,
            double warmRate,
            double rate,
            int rounds,
            int leases) {
        var theta = Recipes.genesis(recipe, 1);
        say("genesis " + measure(theta));
        long start = System.nanoTime();
        add(theta, train(theta, all, 1, warmSteps, 20, batch, warmRate), 1);
        double warm = measure(theta).loss();
        say("warm start %.4f in %.1f s", warm, (System.nanoTime() - start) / 1e9);
        computing = Duration.ZERO;
        var momentum = zeros(theta);
        for (int round = 0; round < rounds; round++) {
            var deltas = new ArrayList<float[]>();
            for (int lease = 0; lease < leases; lease++) {
                int number = round * leases + lease;
                var shard = shards.get(number % shards.size());
                deltas.add(flat(train(theta, shard, 100 + number, innerSteps, 5, batch, rate)));
            }
            var geometry = geometry(deltas);
            outerStep(theta, momentum, deltas);
            var now = measure(theta);
            say(
                    "round %2d %s loss %.4f (%.1f %%) %s computing %.1f s",
                    round,
                    geometry,
                    now.loss(),
                    100 * (now.loss() / warm - 1),
                    now.accuracy(),
                    computing.toMillis() / 1e3);
        }
    }

    private SortedMap<String, float[]> train(
            SortedMap<String, float[]> theta,
            Path shard,
            long seed,
            int steps,
            int warmup,
            int batch,
            double rate) {
        var task =
                new TrainingTask(
                        recipe,
                        write(theta),
                        shard,
                        seed,
                        steps,
                        warmup,
                        batch,
                        rate,
                        0.1,
                        1.0,
                        folder.resolve("delta"));
        var result = trainer.train(task, progress -> {});
        computing = computing.plus(result.computing());
        return Trainers.floats(task.output());
    }

    private Evaluation measure(SortedMap<String, float[]> theta) {
        return trainer.evaluate(new EvaluationTask(recipe, write(theta), heldOut, 100, 10));
    }

    private Path write(Map<String, float[]> theta) {
        var file = folder.resolve("theta");
        Safetensors.writeFloats(file, Recipes.parameters(recipe), theta);
        return file;
    }

    private static void outerStep(
            SortedMap<String, float[]> theta, float[] momentum, List<float[]> deltas) {
        double median = norms(deltas)[deltas.size() / 2];
        var mean = new float[momentum.length];
        for (var delta : deltas) {
            double scale = Math.min(1, median / norm(delta)) / deltas.size();
            for (int i = 0; i < mean.length; i++) {
                mean[i] += (float) (scale * delta[i]);
            }
        }
        int at = 0;
        for (var values : theta.values()) {
            for (int i = 0; i < values.length; i++, at++) {
                momentum[at] = 0.9f * momentum[at] + mean[at];
                values[i] += 0.7f * (0.9f * momentum[at] + mean[at]);
            }
        }
    }

    private static String geometry(List<float[]> deltas) {
        var norms = norms(deltas);
        double median = norms[norms.length / 2];
        var pairs = new ArrayList<Double>();
        var toOthers = new ArrayList<Double>();
        for (int a = 0; a < deltas.size(); a++) {
            var others = new float[deltas.get(a).length];
            for (int b = 0; b < deltas.size(); b++) {
                if (a != b) {
                    for (int i = 0; i < others.length; i++) {
                        others[i] += deltas.get(b)[i];
                    }
                }
                if (a < b) {
                    pairs.add(cosine(deltas.get(a), deltas.get(b)));
                }
            }
            toOthers.add(cosine(deltas.get(a), others));
        }
        return String.format(
                Locale.ROOT,
                "norm %.3f (%.2f..%.2f) pair cos %s to others %s",
                median,
                norms[0] / median,
                norms[norms.length - 1] / median,
                span(pairs),
                span(toOthers));
    }

    private static String span(List<Double> values) {
        var all = values.stream().mapToDouble(Double::doubleValue).summaryStatistics();
        return String.format(
                Locale.ROOT, "%.2f..%.2f..%.2f", all.getMin(), all.getAverage(), all.getMax());
    }

    private static double[] norms(List<float[]> deltas) {
        return deltas.stream().mapToDouble(PracticeExperiment::norm).sorted().toArray();
    }

    private static double norm(float[] v) {
        return Math.sqrt(dot(v, v));
    }

    private static double cosine(float[] a, float[] b) {
        return dot(a, b) / (norm(a) * norm(b));
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static void add(
            SortedMap<String, float[]> theta, Map<String, float[]> delta, float scale) {
        for (var entry : theta.entrySet()) {
            var values = entry.getValue();
            var change = Objects.requireNonNull(delta.get(entry.getKey()));
            for (int i = 0; i < values.length; i++) {
                values[i] += scale * change[i];
            }
        }
    }

    private static float[] flat(SortedMap<String, float[]> tensors) {
        var all = new float[tensors.values().stream().mapToInt(v -> v.length).sum()];
        int at = 0;
        for (var values : tensors.values()) {
            System.arraycopy(values, 0, all, at, values.length);
            at += values.length;
        }
        return all;
    }

    private static float[] zeros(SortedMap<String, float[]> theta) {
        return new float[flat(new TreeMap<>(theta)).length];
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
