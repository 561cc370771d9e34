package hearth.trainer;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What a child process is made of and how long it may be silent.
///
/// @param java program that starts the child
/// @param engine libtorch and the classes that drive it; children share its files and only read
/// @param recipes folder of the packed recipes, `NAME.pt`
/// @param threads of libtorch; part of what decides the bits of a result
/// @param launcher put before the command, such as `nice` or a sandbox; may be empty
/// @param startLimit from spawning to a loaded engine
/// @param silenceLimit without a finished step, after which a child counts as hung
public record TrainerRuntime(
        Path java,
        TrainingEngine engine,
        Path recipes,
        int threads,
        List<String> launcher,
        Duration startLimit,
        Duration silenceLimit) {
    public TrainerRuntime {
        // The child runs in a folder of its own.
        java = java.toAbsolutePath();
        recipes = recipes.toAbsolutePath();
        launcher = List.copyOf(launcher);
    }

    /// At lowered priority, with 3 minutes to start and one for a step.
    public static TrainerRuntime of(Path java, TrainingEngine engine, Path recipes, int threads) {
        return new TrainerRuntime(
                java,
                engine,
                recipes,
                threads,
                Priority.LOW.launcher(),
                Duration.ofMinutes(3),
                Duration.ofMinutes(1));
    }

    public TrainerRuntime withSilenceLimit(Duration limit) {
        return new TrainerRuntime(java, engine, recipes, threads, launcher, startLimit, limit);
    }

    public TrainerRuntime withEngine(TrainingEngine other) {
        return new TrainerRuntime(
                java, other, recipes, threads, launcher, startLimit, silenceLimit);
    }

    public TrainerRuntime withThreads(int number) {
        return new TrainerRuntime(
                java, engine, recipes, number, launcher, startLimit, silenceLimit);
    }

    /// With another priority, in place of whatever was before the command.
    public TrainerRuntime withPriority(Priority priority) {
        return new TrainerRuntime(
                java, engine, recipes, threads, priority.launcher(), startLimit, silenceLimit);
    }

    /// The young generation is small because garbage fills whatever it is given before any of it is
    /// collected, which looks like a leak and costs 33 MB.
    List<String> command(Path workDirectory) {
        var command = new ArrayList<>(launcher);
        command.addAll(
                List.of(
                        java.toString(),
                        "-Xmx256m",
                        "-Xmn8m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-XX:ErrorFile=" + workDirectory.resolve("hs_err.log"),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Duser.home=" + workDirectory,
                        "-Djava.io.tmpdir=" + workDirectory,
                        "-Djna.tmpdir=" + workDirectory,
                        "-Dai.djl.offline=true",
                        "-Dai.djl.pytorch.graph_optimizer=false",
                        "-Dai.djl.pytorch.num_threads=" + threads,
                        "-Dai.djl.pytorch.num_interop_threads=1",
                        "-cp",
                        engine.classPath().stream()
                                .map(Path::toString)
                                .collect(Collectors.joining(File.pathSeparator)),
                        "hearth.trainer.child.Main",
                        recipes.toString(),
                        engine.device().word()));
        return command;
    }

    /// All that the child inherits. The malloc settings keep freed activations in the process:
    /// glibc otherwise gives them back to the kernel and faults them in again (up to 40 % of a
    /// step).
    public Map<String, String> environment(Map<String, String> ours) {
        var environment = new HashMap<String, String>();
        environment.put("OPT_OUT_TRACKING", "true");
        // With these three DJL takes the libraries as they lie, and neither unpacks nor downloads.
        environment.put("PYTORCH_LIBRARY_PATH", engine.libraries().toString());
        environment.put("PYTORCH_VERSION", engine.version());
        environment.put("PYTORCH_FLAVOR", engine.flavor());
        // The chosen card is then the only one, number 0; its compiled kernels stay in memory.
        engine.card().ifPresent(card -> environment.put("CUDA_VISIBLE_DEVICES", card));
        environment.put("CUDA_CACHE_DISABLE", "1");
        // A waiting thread spins for a few microseconds and then sleeps (decision record 6):
        // without
        // spinning a step of short operators takes up to three times as long, with libgomp's usual
        // milliseconds of it threads starve each other when the cores are shared.
        environment.put("GOMP_SPINCOUNT", "2000");
        environment.put("MALLOC_ARENA_MAX", "1");
        environment.put("MALLOC_TOP_PAD_", "67108864");
        environment.put("MALLOC_TRIM_THRESHOLD_", "4000000000");
        environment.put("MALLOC_MMAP_THRESHOLD_", "1073741824");
        environment.put("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");
        if (File.separatorChar == '\\') {
            // Windows cannot load its own libraries without these two; libtorch's find each other
            // in the path.
            environment.put("SystemRoot", ours.getOrDefault("SystemRoot", "C:\\Windows"));
            environment.put("PATH", engine.libraries() + ";" + ours.getOrDefault("PATH", ""));
        }
        return environment;
    }
}
