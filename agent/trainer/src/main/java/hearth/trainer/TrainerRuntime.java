package hearth.trainer;

import hearth.trainer.sandbox.Cell;
import hearth.trainer.sandbox.Confinement;
import hearth.trainer.sandbox.Devices;
import hearth.trainer.sandbox.JobFolder;
import hearth.trainer.sandbox.Limits;
import hearth.trainer.sandbox.Sandbox;
import hearth.trainer.sandbox.View;
import hearth.trainer.strangers.ProgramList;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a child process is made of, how long it may be silent, and the walls around it.
///
/// @param java program that starts the child
/// @param engine libtorch and the classes that drive it; children share its files and only read
/// @param recipes folder of the packed recipes, `NAME.pt`
/// @param threads of libtorch; part of what decides the bits of a result
/// @param launcher put before the command, such as `nice`; may be empty
/// @param startLimit from spawning to a loaded engine
/// @param silenceLimit without a finished step, after which a child counts as hung; the usual time
/// of a step may shorten it ([Silence])
/// @param settings more variables of the child's environment, for measurements
/// @param confinement the sandbox of this computer
/// @param strangers programs that are not of our catalogue and may be run all the same
public record TrainerRuntime(
        Path java,
        TrainingEngine engine,
        Path recipes,
        int threads,
        List<String> launcher,
        Duration startLimit,
        Duration silenceLimit,
        Map<String, String> settings,
        Confinement confinement,
        ProgramList strangers) {
    public TrainerRuntime {
        // The child runs in a folder of its own.
        java = java.toAbsolutePath();
        recipes = recipes.toAbsolutePath();
        launcher = List.copyOf(launcher);
        settings = Map.copyOf(settings);
    }

    /// At lowered priority, in the best sandbox that this computer gives, whatever it is worth,
    /// with 3 minutes to start and 5 for a step.
    public static TrainerRuntime of(Path java, TrainingEngine engine, Path recipes, int threads) {
        return new TrainerRuntime(
                java,
                engine,
                recipes,
                threads,
                Priority.LOW.launcher(),
                Duration.ofMinutes(3),
                Duration.ofMinutes(5),
                Map.of(),
                new Confinement(home(java), libraries(engine), Limits.ofThisComputer(threads)),
                ProgramList.NONE);
    }

    public TrainerRuntime withSilenceLimit(Duration limit) {
        return with(engine, launcher, limit, settings, confinement);
    }

    public TrainerRuntime withEngine(TrainingEngine other) {
        return with(other, launcher, silenceLimit, settings, confinement);
    }

    /// With another priority, in place of whatever was before the command.
    public TrainerRuntime withPriority(Priority priority) {
        return with(engine, priority.launcher(), silenceLimit, settings, confinement);
    }

    public TrainerRuntime withSettings(Map<String, String> more) {
        return with(engine, launcher, silenceLimit, more, confinement);
    }

    public TrainerRuntime withConfinement(Confinement walls) {
        return with(engine, launcher, silenceLimit, settings, walls);
    }

    private TrainerRuntime with(
            TrainingEngine newEngine,
            List<String> newLauncher,
            Duration newSilenceLimit,
            Map<String, String> newSettings,
            Confinement newConfinement) {
        return new TrainerRuntime(
                java,
                newEngine,
                recipes,
                threads,
                newLauncher,
                startLimit,
                newSilenceLimit,
                newSettings,
                newConfinement,
                strangers);
    }

    /// All that a child may see and use.
    Cell cell(Sandbox sandbox, JobFolder job) {
        return new Cell(
                home(java),
                libraries(engine),
                List.of(recipesView(), engineView()),
                job,
                confinement.limits(),
                devices(),
                environment(System.getenv(), sandbox.seen(engineView())));
    }

    private Devices devices() {
        return switch (engine.device()) {
            case CPU -> Devices.none();
            case CUDA, MPS -> Devices.present(Path.of("/"));
        };
    }

    /// @param folder of other packed recipes, such as a stranger's
    TrainerRuntime withRecipes(Path folder) {
        return new TrainerRuntime(
                java,
                engine,
                folder,
                threads,
                launcher,
                startLimit,
                silenceLimit,
                settings,
                confinement,
                strangers);
    }

    /// The same, and these programs of strangers may be run too, in a sandbox of grade A alone.
    public TrainerRuntime allowing(ProgramList programs) {
        return new TrainerRuntime(
                java,
                engine,
                recipes,
                threads,
                launcher,
                startLimit,
                silenceLimit,
                settings,
                confinement,
                programs);
    }

    public TrainerRuntime withThreads(int number) {
        return new TrainerRuntime(
                java,
                engine,
                recipes,
                number,
                launcher,
                startLimit,
                silenceLimit,
                settings,
                confinement,
                strangers);
    }

    /// The young generation is small because garbage fills whatever it is given before any of it is
    /// collected, which looks like a leak and costs 33 MB.
    ///
    /// @param main class that is the child
    List<String> program(Sandbox sandbox, JobFolder job, String main) {
        var scratch = sandbox.scratch(job);
        var program = new ArrayList<String>();
        program.add(sandbox.seen(home(java)).resolve("bin").resolve(java.getFileName()).toString());
        program.addAll(
                List.of(
                        "-Xmx256m",
                        "-Xmn8m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-XX:+DisableAttachMechanism",
                        // Standard output carries frames: a dying JVM must not write its report
                        // among them, and the file would vanish with the scratch folder.
                        "-XX:+SuppressFatalErrorMessage",
                        "-Xlog:disable",
                        "-Xlog:all=warning:stderr",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Duser.home=" + scratch,
                        "-Djava.io.tmpdir=" + scratch,
                        "-Djna.tmpdir=" + scratch,
                        "-Dai.djl.offline=true",
                        "-Dai.djl.pytorch.graph_optimizer=false",
                        "-Dai.djl.pytorch.num_threads=" + threads,
                        "-Dai.djl.pytorch.num_interop_threads=1",
                        "-cp",
                        libraries(engine).stream()
                                .map(library -> sandbox.seen(library).toString())
                                .collect(Collectors.joining(File.pathSeparator)),
                        main,
                        sandbox.seen(recipesView()).toString(),
                        engine.device().word()));
        return program;
    }

    private static View home(Path java) {
        return new View(java.toAbsolutePath().resolve("../..").normalize(), "java");
    }

    private static List<View> libraries(TrainingEngine engine) {
        var classPath = engine.classPath();
        return IntStream.range(0, classPath.size())
                .mapToObj(
                        i -> {
                            var path = classPath.get(i);
                            return new View(path, "lib/" + i + "/" + path.getFileName());
                        })
                .toList();
    }

    private View recipesView() {
        return new View(recipes, "recipes");
    }

    private View engineView() {
        return new View(engine.libraries(), "engine");
    }

    /// For a program that is to be compared with a child.
    public Map<String, String> environment(Map<String, String> ours) {
        return environment(ours, engine.libraries());
    }

    /// All that the child inherits. The malloc settings keep freed activations in the process:
    /// glibc otherwise gives them back to the kernel and faults them in again (up to 40 % of a
    /// step).
    ///
    /// @param libraries where the child sees libtorch
    Map<String, String> environment(Map<String, String> ours, Path libraries) {
        var environment = new HashMap<String, String>();
        environment.put("OPT_OUT_TRACKING", "true");
        // With these three DJL takes the libraries as they lie, and neither unpacks nor downloads.
        environment.put("PYTORCH_LIBRARY_PATH", libraries.toString());
        environment.put("PYTORCH_VERSION", engine.version());
        environment.put("PYTORCH_FLAVOR", engine.flavor());
        // The chosen card is then the only one, number 0; its compiled kernels stay in memory.
        engine.card().ifPresent(card -> environment.put("CUDA_VISIBLE_DEVICES", card));
        environment.put("CUDA_CACHE_DISABLE", "1");
        // A waiting thread spins for microseconds and then sleeps (decision record 7): without
        // spinning short operators take up to three times as long, with libgomp's usual
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
            environment.put("PATH", libraries + ";" + ours.getOrDefault("PATH", ""));
        }
        environment.putAll(settings);
        return environment;
    }
}
