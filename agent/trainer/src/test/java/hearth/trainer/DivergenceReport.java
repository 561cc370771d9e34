package hearth.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.RecipeConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// How far two computers that do the same work end up from each other: the table in the README.
/// Not part of the gate; `-Dtest=DivergenceReport` runs it (about 3 minutes). Another processor is
/// stood in for by telling the libraries to leave instructions out.
class DivergenceReport {
    private static final int STEPS = 200;
    private static final List<Integer> WHOLE = List.of(50, 100, 200);

    /// What 99 % of honest windows must stay under, by far.
    private static final double WINDOW_TOLERANCE = 1e-2;

    @TempDir Path folder;

    /// @param settings of the libraries, in the child's environment
    private record Computer(String name, int threads, List<String> settings) {}

    private static final List<String> AVX2 =
            List.of("ATEN_CPU_CAPABILITY=avx2", "ONEDNN_MAX_CPU_ISA=AVX2", "MKL_CBWR=AVX2");
    private static final List<String> COMPATIBLE =
            List.of(
                    "ATEN_CPU_CAPABILITY=default",
                    "ONEDNN_MAX_CPU_ISA=SSE41",
                    "MKL_CBWR=COMPATIBLE");
    private static final Computer REFERENCE = new Computer("1 thread", 1, List.of());
    private static final List<Computer> OTHERS =
            List.of(
                    new Computer("1 thread again", 1, List.of()),
                    new Computer("2 threads", 2, List.of()),
                    new Computer("AVX2", 1, AVX2),
                    new Computer("AVX2, 2 threads", 2, AVX2),
                    new Computer("SSE4.1", 1, COMPATIBLE));

    @Test
    void report() throws IOException {
        var lines = new ArrayList<String>();
        lines.add("| recipe | other computer | 50 steps | 100 | 200 | windows of 50 |");
        lines.add("|---|---|---|---|---|---|");
        measure("gpt 3 × 96", Trainers.GPT, Trainers.text(folder), lines);
        measure("cnn 16", Trainers.CNN, Trainers.images(folder, "fashion-train"), lines);
        Files.write(Path.of("target/divergence.md"), lines);
        lines.forEach(System.out::println);
    }

    private void measure(String name, RecipeConfig recipe, Path shard, List<String> lines)
            throws IOException {
        var base = Trainers.genesis(recipe, folder);
        var task = Trainers.task(recipe, folder, shard, STEPS);
        var progress = folder.resolve(name + " reference");
        try (var child = start(REFERENCE)) {
            child.train(task.withProgress(progress), p -> {});
        }
        var reference = ProgressFolder.kept(progress);
        for (var computer : OTHERS) {
            var own = folder.resolve(name + " " + computer.name());
            var whole = new TreeMap<Integer, Double>();
            var windows = new ArrayList<Double>();
            try (var child = start(computer)) {
                child.train(task.withProgress(own), p -> {});
                for (var kept : ProgressFolder.kept(own)) {
                    var wanted = reference.get(kept.steps() / ProgressFolder.WINDOW - 1);
                    whole.put(
                            kept.steps(),
                            distance(base, kept.parameters(), base, wanted.parameters()));
                }
                for (int w = 1; w < reference.size(); w++) {
                    var from = reference.get(w - 1);
                    var to = reference.get(w);
                    var window = folder.resolve("window");
                    child.train(task.between(from.folder(), to.steps(), window), p -> {});
                    windows.add(distance(window, from.parameters(), to.parameters()));
                }
            }
            windows.add(Objects.requireNonNull(whole.get(ProgressFolder.WINDOW)));
            assertThat(windows).allMatch(distance -> distance < WINDOW_TOLERANCE);
            lines.add(line(name, computer, whole, windows));
        }
    }

    private static String line(
            String recipe, Computer computer, Map<Integer, Double> whole, List<Double> windows) {
        var cells = new ArrayList<String>(List.of(recipe, computer.name()));
        WHOLE.forEach(steps -> cells.add(figure(Objects.requireNonNull(whole.get(steps)))));
        var sorted = windows.stream().sorted().toList();
        cells.add(figure(sorted.getFirst()) + " – " + figure(sorted.getLast()));
        return "| " + String.join(" | ", cells) + " |";
    }

    private static String figure(double distance) {
        return distance == 0 ? "0" : String.format(Locale.ROOT, "%.0e", distance);
    }

    private TrainerProcess start(Computer computer) {
        var runtime = Trainers.runtime(computer.threads());
        var launcher = new ArrayList<>(runtime.launcher());
        launcher.add("/usr/bin/env");
        launcher.addAll(computer.settings());
        var set =
                new TrainerRuntime(
                        runtime.java(),
                        runtime.classPath(),
                        runtime.recipes(),
                        runtime.cache(),
                        runtime.threads(),
                        launcher,
                        runtime.startLimit(),
                        runtime.silenceLimit());
        return TrainerProcess.start(set, folder.resolve("work"));
    }

    /// ‖(to − from) − (wantedTo − wantedFrom)‖ / ‖wantedTo − wantedFrom‖ over all parameters.
    private static double distance(Path from, Path to, Path wantedFrom, Path wantedTo) {
        return distance(difference(from, to), difference(wantedFrom, wantedTo));
    }

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
