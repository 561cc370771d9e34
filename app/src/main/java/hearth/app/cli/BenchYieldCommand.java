package hearth.app.cli;

import hearth.app.bench.YieldBench;
import hearth.app.bench.YieldBench.Trial;
import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.practice.Agents;
import hearth.app.practice.Engines;
import hearth.coordinator.PracticeJobs;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

/// `hearth bench yield`: how fast a person gets their machine back from a real agent that trains.
@Command(
        name = "yield",
        description = {
            "Measure the time from an input until the trainer's last step has ended and until its"
                    + " memory is back. Needs Xvfb and xdotool, which make the desktop and the input."
        },
        mixinStandardHelpOptions = true)
final class BenchYieldCommand implements Callable<Integer> {
    /// @param p50Ms,p95Ms,p99Ms,worstMs from the input until the last step had ended
    /// @param memoryP50Ms,memoryP95Ms,memoryP99Ms,memoryWorstMs until its processes were gone
    /// @param killed how often the agent had to end the child
    /// @param childMb resident memory of the child before, median
    /// @param display in words: what the input was made on
    record Report(
            int trials,
            long p50Ms,
            long p95Ms,
            long p99Ms,
            long worstMs,
            long memoryP50Ms,
            long memoryP95Ms,
            long memoryP99Ms,
            long memoryWorstMs,
            long killed,
            double childMb,
            String display) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--trials", defaultValue = "200", description = "How many. Default: 200.")
    private int trials;

    @Option(
            names = "--add-to",
            paramLabel = "FILE",
            description = "Keep each trial in this file, and report over all that are in it.")
    private @Nullable Path kept;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var terminal = Terminal.of(spec, json);
        var image = Image.current();
        var home = HearthHome.open();
        var runtime = Engines.runtime(image, home);
        var folder = home.folder().resolve("bench").resolve("yield");
        clear(folder);
        try {
            var bench =
                    new YieldBench(
                            folder,
                            PracticeJobs.of(image.practiceData()).getFirst(),
                            runtime,
                            trial -> keep(trial, terminal));
            var fresh =
                    bench.run(
                            trials, (place, at, display) -> start(image, home, place, at, display));
            var report = report(all(fresh));
            terminal.result(report, forPeople(report));
            return 0;
        } catch (IllegalStateException e) {
            throw new CommandFailure(CommandFailure.FAILED, String.valueOf(e.getMessage()), e);
        } finally {
            clear(folder);
        }
    }

    /// An agent like any other, with the engines of this installation, on that display.
    private static Process start(
            Image image, HearthHome own, Path place, URI coordinator, String display)
            throws IOException {
        var home = HearthHome.open(place);
        Files.createSymbolicLink(home.engines(), own.engines());
        var builder =
                new ProcessBuilder(
                        Agents.command(
                                image,
                                "--practice",
                                "--hasty",
                                "--coordinator",
                                coordinator.toString()));
        var environment = builder.environment();
        environment.put("HEARTH_HOME", place.toString());
        environment.put("DISPLAY", display);
        List.of("WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS")
                .forEach(environment::remove);
        return builder.redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD).start();
    }

    private void keep(Trial trial, Terminal terminal) {
        terminal.progress(
                "last step %d ms, memory %d ms%s"
                        .formatted(
                                trial.still().toMillis(),
                                trial.free().toMillis(),
                                trial.killed() ? ", killed" : ""));
        if (kept == null) {
            return;
        }
        var line =
                "%d %d %b %d%n"
                        .formatted(
                                trial.still().toMillis(),
                                trial.free().toMillis(),
                                trial.killed(),
                                trial.childBytes());
        try {
            Files.writeString(kept, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Those of this run, or all that were kept.
    private List<Trial> all(List<Trial> fresh) throws IOException {
        if (kept == null) {
            return fresh;
        }
        var all = new ArrayList<Trial>();
        for (var line : Files.readAllLines(kept)) {
            var words = line.split(" ", -1);
            all.add(
                    new Trial(
                            Duration.ofMillis(Long.parseLong(words[0])),
                            Duration.ofMillis(Long.parseLong(words[1])),
                            Boolean.parseBoolean(words[2]),
                            Long.parseLong(words[3])));
        }
        return all;
    }

    private static Report report(List<Trial> trials) {
        var memory = trials.stream().map(Trial::childMb).sorted().toList();
        return new Report(
                trials.size(),
                at(trials, 50, Trial::still),
                at(trials, 95, Trial::still),
                at(trials, 99, Trial::still),
                at(trials, 100, Trial::still),
                at(trials, 50, Trial::free),
                at(trials, 95, Trial::free),
                at(trials, 99, Trial::free),
                at(trials, 100, Trial::free),
                trials.stream().filter(Trial::killed).count(),
                Math.round(10 * memory.get(memory.size() / 2)) / 10.0,
                "Xvfb of its own, input by xdotool (XTEST)");
    }

    private static long at(List<Trial> trials, int percent, Function<Trial, Duration> what) {
        return YieldBench.percentile(trials, percent, what).toMillis();
    }

    private static String forPeople(Report r) {
        return """
                %d trials, %d killed
                last step ended: p50 %d ms, p95 %d ms, p99 %d ms, worst %d ms
                memory back:     p50 %d ms, p95 %d ms, p99 %d ms, worst %d ms"""
                .formatted(
                        r.trials(),
                        r.killed(),
                        r.p50Ms(),
                        r.p95Ms(),
                        r.p99Ms(),
                        r.worstMs(),
                        r.memoryP50Ms(),
                        r.memoryP95Ms(),
                        r.memoryP99Ms(),
                        r.memoryWorstMs());
    }

    private static void clear(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
