package hearth.trainer;

import hearth.trainer.sandbox.JobFolder;
import hearth.trainer.sandbox.Landlock;
import hearth.trainer.sandbox.Sandbox;
import hearth.trainer.sandbox.Unconfined;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Not a test: prints what each wall adds to a start, in turns, so that busy cores meet all alike:
/// a small program alone, behind the best sandbox without and with its filter of system calls, and
/// a whole child until its engine is loaded and until its first step is done.
///
/// `main FOLDER ROUNDS` in this module
final class SandboxStart {
    private static final List<String> SMALL = List.of("/usr/bin/prlimit", "--version");

    /// A round. They are short, so that the least of many is what they cost without other load.
    private static final int SMALL_STARTS = 20;

    private final TrainerRuntime runtime = Trainers.runtime();
    private final Sandbox best = runtime.confinement().assessment().sandbox();
    private final Path folder;
    private final TrainingTask step;
    private final Map<String, List<Duration>> times = new LinkedHashMap<>();

    private SandboxStart(Path folder) throws IOException {
        this.folder = folder;
        Trainers.genesis(Trainers.GPT, folder);
        this.step = Trainers.task(Trainers.GPT, folder, Trainers.text(folder), 1);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        var start = new SandboxStart(Files.createDirectories(Path.of(args[0])));
        start.round();
        // The first round is for the caches.
        start.times.clear();
        for (int round = 0; round < Integer.parseInt(args[1]); round++) {
            start.round();
        }
        start.print();
    }

    private void round() throws IOException, InterruptedException {
        for (int i = 0; i < SMALL_STARTS; i++) {
            note("a small program", run(SMALL));
            note(best.name() + " with it", walls(false));
            note("and the filter of system calls", walls(true));
        }
        for (var sandbox : List.of(new Unconfined(), new Landlock(), best)) {
            long begin = System.nanoTime();
            try (var child =
                    TrainerProcess.start(runtime, folder, sandbox, "hearth.trainer.child.Main")) {
                note("child, " + sandbox.name() + ", engine loaded", since(begin));
                child.train(step, progress -> {});
                note("child, " + sandbox.name() + ", first step done", since(begin));
            }
        }
    }

    private Duration walls(boolean filter) throws IOException, InterruptedException {
        try (var job = JobFolder.create(folder, best.changesUser())) {
            var command = new ArrayList<>(best.command(runtime.cell(best, job), SMALL));
            if (!filter) {
                int at = command.indexOf("--seccomp");
                command.subList(at, at + 2).clear();
            }
            return run(command);
        }
    }

    private static Duration run(List<String> command) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        var process =
                new ProcessBuilder(command)
                        .redirectOutput(Redirect.DISCARD)
                        .redirectError(Redirect.INHERIT)
                        .start();
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IllegalStateException("exit " + exit + ": " + command);
        }
        return since(begin);
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private void note(String what, Duration took) {
        times.computeIfAbsent(what, _ -> new ArrayList<>()).add(took);
    }

    private void print() {
        times.forEach(
                (what, all) -> {
                    all.sort(null);
                    int n = all.size();
                    System.out.printf(
                            Locale.ROOT,
                            "%-40s least %7.1f, median %7.1f, quartiles %.1f - %.1f ms, %d starts%n",
                            what,
                            all.getFirst().toNanos() / 1e6,
                            all.get(n / 2).toNanos() / 1e6,
                            all.get(n / 4).toNanos() / 1e6,
                            all.get(n * 3 / 4).toNanos() / 1e6,
                            n);
                });
    }
}
