package hearth.trainer;

import hearth.protocol.Precision;
import hearth.protocol.RecipeConfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Not a test: measures start, speed and memory of a child for the README. Five runs of 40 steps
/// for each recipe and precision, the median of their steps per second.
///
/// `main TEXT_FILE IMAGE_FILE FOLDER THREADS`
final class TrainerSpeed {
    private static final int RUNS = 5;
    private static final int STEPS = 40;

    private TrainerSpeed() {}

    public static void main(String[] args) throws IOException {
        var folder = Files.createDirectories(Path.of(args[2]));
        int threads = Integer.parseInt(args[3]);
        var small =
                new RecipeConfig(
                        "gpt",
                        new TreeMap<>(
                                Map.of("depth", 2L, "width", 64L, "heads", 4L, "context", 64L)));
        var text = Path.of(args[0]);
        var images = Path.of(args[1]);
        for (var precision : Precision.values()) {
            measure(in(precision, small), text, 16, folder, threads);
            measure(in(precision, Trainers.GPT), text, 16, folder, threads);
            measure(in(precision, Trainers.LORA), text, 16, folder, threads);
            measure(in(precision, Trainers.CNN), images, 64, folder, threads);
            measure(in(precision, Trainers.MLP), images, 64, folder, threads);
        }
    }

    private static RecipeConfig in(Precision precision, RecipeConfig recipe) {
        return new RecipeConfig(recipe.recipe(), recipe.shape(), Optional.of(precision));
    }

    private static void measure(RecipeConfig recipe, Path data, int batch, Path folder, int threads)
            throws IOException {
        Trainers.genesis(recipe, folder);
        if (!Recipes.frozen(recipe).isEmpty()) {
            var base = new RecipeConfig("gpt", Trainers.GPT.shape());
            Trainers.write(base, Recipes.genesis(base, 1), folder.resolve("base"));
        }
        long spawned = System.nanoTime();
        try (var trainer = TrainerProcess.start(Trainers.runtime(threads), folder)) {
            long ready = System.nanoTime();
            trainer.train(task(recipe, data, batch, folder, 1), progress -> {});
            long first = System.nanoTime();
            var speeds = new double[RUNS];
            for (int i = 0; i < RUNS; i++) {
                var result = trainer.train(task(recipe, data, batch, folder, STEPS), p -> {});
                speeds[i] = STEPS / (result.computing().toNanos() / 1e9);
            }
            Arrays.sort(speeds);
            double perSecond = speeds[RUNS / 2];
            System.out.printf(
                    Locale.ROOT,
                    "%s batch %d threads %d: %,d parameters, ready %d ms, first step %d ms, %.1f"
                            + " steps/s, %.2f GFLOP/s, %s%n",
                    recipe,
                    batch,
                    threads,
                    Recipes.parameters(recipe).stream().mapToLong(p -> p.elements()).sum(),
                    (ready - spawned) / 1_000_000,
                    (first - spawned) / 1_000_000,
                    perSecond,
                    perSecond * Recipes.flopPerStep(recipe, batch) / 1e9,
                    residentMemory(trainer.pid()));
        }
    }

    private static TrainingTask task(
            RecipeConfig recipe, Path data, int batch, Path folder, int steps) {
        return new TrainingTask(
                        recipe,
                        folder.resolve("genesis"),
                        data,
                        1,
                        steps,
                        5,
                        batch,
                        1e-3,
                        0.1,
                        1,
                        folder.resolve("delta"))
                .withFrozen(
                        Recipes.frozen(recipe).isEmpty()
                                ? Optional.empty()
                                : Optional.of(folder.resolve("base")));
    }

    private static List<String> residentMemory(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmHWM") || line.startsWith("VmRSS"))
                .toList();
    }
}
