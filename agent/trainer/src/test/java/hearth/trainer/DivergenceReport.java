package hearth.trainer;

import hearth.protocol.Precision;
import hearth.protocol.RecipeConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// How far two computers that do the same work end up from each other: the table in the README.
/// Not part of the gate; `-Dtest=DivergenceReport` runs it (about 3 minutes). Another processor is
/// stood in for by telling the libraries to leave instructions out.
class DivergenceReport {
    private static final int STEPS = 200;
    private static final List<Integer> WHOLE = List.of(50, 100, 200);

    @TempDir Path folder;

    /// @param settings of the libraries, in the child's environment
    private record Computer(String name, int threads, List<String> settings) {}

    private static final Computer REFERENCE = new Computer("1 thread", 1, List.of());
    private static final List<Computer> OTHERS =
            List.of(
                    new Computer("1 thread again", 1, List.of()),
                    new Computer("2 threads", 2, List.of()),
                    new Computer(
                            "AVX2",
                            1,
                            List.of(
                                    "ATEN_CPU_CAPABILITY=avx2",
                                    "ONEDNN_MAX_CPU_ISA=AVX2",
                                    "MKL_CBWR=AVX2")),
                    new Computer(
                            "SSE4.1",
                            1,
                            List.of(
                                    "ATEN_CPU_CAPABILITY=default",
                                    "ONEDNN_MAX_CPU_ISA=SSE41",
                                    "MKL_CBWR=COMPATIBLE")));

    private final List<String> lines = new ArrayList<>();

    @Test
    void report() throws IOException {
        lines.add("| recipe | moments | other computer | 50 steps | 100 | 200 | windows of 50 |");
        lines.add("|---|---|---|---|---|---|---|");
        measure("gpt", Trainers.GPT, Trainers.text(folder));
        measure("cnn", Trainers.CNN, Trainers.images(folder, "fashion-train"));
        Files.write(Path.of("target/divergence.md"), lines);
        lines.forEach(System.out::println);
    }

    /// From a model that has learnt a little, once with moments that start at zero and once with
    /// those of that beginning.
    private void measure(String name, RecipeConfig recipe, Path shard) throws IOException {
        var genesis = Trainers.genesis(recipe, folder);
        var warm = folder.resolve("warm moments");
        var task = Trainers.task(recipe, folder, shard, STEPS);
        try (var child = start(REFERENCE)) {
            var first = task.until(100, folder.resolve("warm delta"));
            child.train(first.withSecondMomentsOutput(warm), p -> {});
        }
        var base = Trainers.sum(recipe, genesis, folder.resolve("warm delta"), folder);
        Files.move(base, genesis, StandardCopyOption.REPLACE_EXISTING);
        measure(name + " | zero", task, genesis);
        measure(name + " | given", task.withSecondMoments(warm), genesis);
    }

    private void measure(String name, TrainingTask task, Path base) throws IOException {
        var progress = folder.resolve(name + " reference");
        try (var child = start(REFERENCE)) {
            child.train(task.withProgress(progress), p -> {});
        }
        var reference = ProgressFolder.kept(progress);
        for (var computer : OTHERS) {
            var windows = new ArrayList<Double>();
            try (var child = start(computer)) {
                var own = folder.resolve(name + " " + computer.name());
                child.train(task.withProgress(own), p -> {});
                var whole = distances(base, own, reference);
                windows.add(whole.getFirst());
                for (int w = 1; w < reference.size(); w++) {
                    var from = reference.get(w - 1);
                    var to = reference.get(w);
                    var window = folder.resolve("window");
                    child.train(task.between(from.folder(), to.steps(), window), p -> {});
                    windows.add(distance(window, from.parameters(), to.parameters()));
                }
                lines.add(line(name, computer.name(), whole, windows));
            }
        }
        try (var child = start(REFERENCE)) {
            var own = folder.resolve(name + " bf16");
            child.train(halfPrecision(task).withProgress(own), p -> {});
            lines.add(line(name, "bf16", distances(base, own, reference), List.of()));
        }
    }

    private static TrainingTask halfPrecision(TrainingTask task) {
        var recipe =
                new RecipeConfig(
                        task.recipe().recipe(), task.recipe().shape(), Optional.of(Precision.BF16));
        var half =
                new TrainingTask(
                        recipe,
                        task.parameters(),
                        task.shard(),
                        task.seed(),
                        task.steps(),
                        task.warmupSteps(),
                        task.batch(),
                        task.learningRate(),
                        task.weightDecay(),
                        task.clip(),
                        task.output());
        return task.secondMoments().map(half::withSecondMoments).orElse(half);
    }

    /// Of the whole difference, after each window.
    private static List<Double> distances(
            Path base, Path progress, List<ProgressFolder.Kept> reference) {
        var distances = new ArrayList<Double>();
        var own = ProgressFolder.kept(progress);
        for (int w = 0; w < own.size(); w++) {
            var wanted = difference(base, reference.get(w).parameters());
            distances.add(distance(difference(base, own.get(w).parameters()), wanted));
        }
        return distances;
    }

    private static String line(
            String name, String computer, List<Double> whole, List<Double> windows) {
        var cells = new ArrayList<String>(List.of(name, computer));
        WHOLE.forEach(steps -> cells.add(figure(whole.get(steps / ProgressFolder.WINDOW - 1))));
        var sorted = windows.stream().sorted().toList();
        cells.add(
                sorted.isEmpty()
                        ? "–"
                        : figure(sorted.getFirst()) + " – " + figure(sorted.getLast()));
        return "| " + String.join(" | ", cells) + " |";
    }

    private static String figure(double distance) {
        return distance == 0 ? "0" : String.format(Locale.ROOT, "%.1e", distance);
    }

    private TrainerProcess start(Computer computer) {
        var runtime = Trainers.runtime(computer.threads());
        var settings = new TreeMap<String, String>();
        for (var setting : computer.settings()) {
            var parts = setting.split("=", 2);
            settings.put(parts[0], parts[1]);
        }
        var set = runtime.withSettings(settings);
        return TrainerProcess.start(set, folder.resolve("work"));
    }

    /// ‖difference − (to − from)‖ / ‖to − from‖ over all parameters.
    private static double distance(Path difference, Path wantedFrom, Path wantedTo) {
        var given = new TreeMap<String, double[]>();
        Trainers.floats(difference).forEach((name, v) -> given.put(name, doubles(v)));
        return distance(given, difference(wantedFrom, wantedTo));
    }

    private static double[] doubles(float[] values) {
        var out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i];
        }
        return out;
    }

    private static Map<String, double[]> difference(Path from, Path to) {
        var start = Trainers.floats(from);
        var change = new TreeMap<String, double[]>();
        Trainers.floats(to)
                .forEach(
                        (name, end) -> {
                            float[] begin = Objects.requireNonNull(start.get(name));
                            var values = new double[end.length];
                            for (int i = 0; i < values.length; i++) {
                                values[i] = (double) end[i] - begin[i];
                            }
                            change.put(name, values);
                        });
        return change;
    }

    private static double distance(Map<String, double[]> a, Map<String, double[]> b) {
        double apart = 0;
        double length = 0;
        for (var entry : b.entrySet()) {
            double[] other = Objects.requireNonNull(a.get(entry.getKey()));
            for (int i = 0; i < other.length; i++) {
                double d = other[i] - entry.getValue()[i];
                apart += d * d;
                length += entry.getValue()[i] * entry.getValue()[i];
            }
        }
        return Math.sqrt(apart / length);
    }
}
