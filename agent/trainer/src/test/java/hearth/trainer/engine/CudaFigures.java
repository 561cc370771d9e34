package hearth.trainer.engine;

import hearth.protocol.RecipeConfig;
import hearth.protocol.Safetensors;
import hearth.trainer.ComputeDevice;
import hearth.trainer.Recipes;
import hearth.trainer.TrainerException;
import hearth.trainer.TrainerProcess;
import hearth.trainer.TrainerRuntime;
import hearth.trainer.TrainingEngine;
import hearth.trainer.TrainingResult;
import hearth.trainer.TrainingTask;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/// For a machine with a graphics card, without Maven and without a network: finds the card, unpacks
/// the CUDA engine from a folder, tries it, and prints how fast it trains beside the processor and
/// how far apart the two end. The first run of our CUDA path for real: see the module's README.
final class CudaFigures {
    private final Path work;
    private final Path recipes;
    private final List<Path> classPath;
    private final PrintStream out;

    private CudaFigures(Path work, Path recipes, PrintStream out) {
        this.work = work;
        this.recipes = recipes;
        this.out = out;
        this.classPath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .map(Path::of)
                        .toList();
    }

    /// @param args folder of the downloaded artifacts, folder to work in, folder of the recipes
    public static void main(String[] args) throws IOException {
        var work = Files.createDirectories(Path.of(args[1])).toAbsolutePath();
        new CudaFigures(work, Path.of(args[2]), System.out).run(Path.of(args[0]));
    }

    private void run(Path artifacts) throws IOException {
        var platform = HostPlatform.current();
        out.println("library: " + NvmlDriver.ofThisMachine(platform).ask());
        out.println("command: " + NvidiaSmi.ofThisMachine().ask());
        var survey = CardSurvey.ofThisMachine(List.of());
        var store = EngineStore.at(work.resolve("engines"));
        var catalogue = EngineCatalogue.ofThisRelease();
        var entry = catalogue.find(ComputeDevice.CUDA, platform).orElseThrow();
        long start = System.nanoTime();
        var processor = runtime(ShippedEngine.ready(store, classPath));
        out.printf("shipped engine ready in %.1f s%n", seconds(start));
        if (entry.artifacts().stream().allMatch(a -> Files.exists(artifacts.resolve(a.name())))) {
            start = System.nanoTime();
            var folder = store.ready(entry.content(), name -> Optional.of(artifacts.resolve(name)));
            out.printf("CUDA engine ready in %.1f s%n", seconds(start));
            var engine =
                    InstalledEngine.of(
                            entry.content(),
                            ComputeDevice.CUDA,
                            folder,
                            classPath,
                            Optional.empty());
            var trial = new EngineTrial(processor, work.resolve("trial"));
            out.println("trial, whatever the survey says: " + trial.of(engine));
        } else {
            out.println("not all artifacts are in " + artifacts);
        }
        var choice = new EngineChoice(survey, catalogue, platform, store, classPath);
        start = System.nanoTime();
        var chosen = choice.choose(new EngineTrial(processor, work.resolve("trial")));
        out.printf("chosen %s in %.1f s%n", chosen.engine().device(), seconds(start));
        chosen.candidates().forEach(c -> out.println("  " + c));
        out.println("| recipe | batch | device | first loss | last loss | ms/step | distance |");
        compare(gpt(3, 96, 4, 64), 16, 50, processor, chosen.engine());
        compare(gpt(6, 384, 6, 256), 16, 20, processor, chosen.engine());
        compare(gpt(12, 768, 12, 512), 8, 4, processor, chosen.engine());
        compare(cnn(16, 64), 64, 50, processor, chosen.engine());
        compare(cnn(32, 128), 256, 50, processor, chosen.engine());
    }

    private void compare(
            RecipeConfig recipe, int batch, int steps, TrainerRuntime cpu, TrainingEngine engine)
            throws IOException {
        var expected = train(recipe, batch, steps, cpu, "cpu");
        if (engine.device() != ComputeDevice.CPU) {
            var theirs = cpu.withEngine(engine);
            try {
                line(recipe, batch, engine, train(recipe, batch, steps, theirs, "gpu"), "gpu");
            } catch (TrainerException e) {
                out.println(recipe + " failed: " + e.failure());
            }
        }
        line(recipe, batch, cpu.engine(), expected, "cpu");
    }

    private void line(
            RecipeConfig recipe, int batch, TrainingEngine on, TrainingResult r, String file) {
        out.printf(
                Locale.ROOT,
                "| %s %s | %d | %s | %.4f | %.4f | %.2f | %.1e |%n",
                recipe.recipe(),
                recipe.shape(),
                batch,
                on.device().word(),
                r.firstLoss(),
                r.lastLoss(),
                r.computing().toNanos() / 1e6 / Math.max(1, r.steps()),
                distance(work.resolve("cpu.delta"), work.resolve(file + ".delta")));
    }

    private TrainingResult train(
            RecipeConfig recipe, int batch, int steps, TrainerRuntime runtime, String name)
            throws IOException {
        var parameters = work.resolve("parameters");
        Safetensors.writeFloats(parameters, Recipes.parameters(recipe), Recipes.genesis(recipe, 1));
        var shard = work.resolve("shard");
        var bytes = new byte[785 * 4000];
        var random = new Random(5);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % 785 == 784 ? i / 785 % 10 : 97 + random.nextInt(7) * (i % 3));
        }
        Files.write(shard, bytes);
        var delta = work.resolve(name + ".delta");
        var task =
                new TrainingTask(
                        recipe, parameters, shard, 3, steps, 2, batch, 1e-3, 0.1, 1.0, delta);
        try (var child = TrainerProcess.start(runtime, work.resolve("child"))) {
            // The first calls load kernels; they are not what a lease is made of.
            child.train(task, progress -> {});
            return child.train(task, progress -> {});
        }
    }

    /// Relative, over all parameters.
    private static double distance(Path expected, Path found) {
        double apart = 0;
        double length = 0;
        var theirs = Safetensors.read(found).tensors();
        for (var tensor : Safetensors.read(expected).tensors().entrySet()) {
            float[] a = tensor.getValue().floats();
            float[] b = Objects.requireNonNull(theirs.get(tensor.getKey())).floats();
            for (int i = 0; i < a.length; i++) {
                apart += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
                length += (double) a[i] * a[i];
            }
        }
        return Math.sqrt(apart / length);
    }

    private TrainerRuntime runtime(TrainingEngine engine) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        return TrainerRuntime.of(java, engine, recipes, threads);
    }

    private static RecipeConfig gpt(long depth, long width, long heads, long context) {
        return new RecipeConfig(
                "gpt",
                new TreeMap<>(
                        Map.of(
                                "depth", depth, "width", width, "heads", heads, "context",
                                context)));
    }

    private static RecipeConfig cnn(long channels, long hidden) {
        return new RecipeConfig(
                "cnn", new TreeMap<>(Map.of("channels", channels, "hidden", hidden)));
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
