package hearth.app.cli;

import hearth.app.bench.YieldBench;
import hearth.app.bench.YieldRun;
import hearth.app.bench.YieldRun.Attempt;
import hearth.app.bench.YieldRun.Count;
import hearth.app.bench.YieldRun.Trial;
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
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;

/// `hearth bench yield`: how fast a person gets their machine back from a real agent that trains.
@Command(
        name = "yield",
        description = {
            "Measure the time from an input until the trainer's last step has ended and until its"
                    + " memory is back. Needs Xvfb and xdotool, which make the desktop and the input."
        },
        mixinStandardHelpOptions = true)
final class BenchYieldCommand implements Callable<Integer> {
    /// @param wanted trials; where several runs are added up, of the last one
    /// @param missed inputs that came when nothing was trained
    /// @param notBegun where no training began that could be interrupted, by what the agent said
    /// @param unanswered inputs after which the machine was not given back in time, likewise
    /// @param p50Ms,p95Ms,p99Ms,worstMs from the input until the last step had ended; these and all
    /// that follow are absent without a trial
    /// @param memoryP50Ms,memoryP95Ms,memoryP99Ms,memoryWorstMs until its processes were gone
    /// @param killed how often the agent had to end the child
    /// @param childMb resident memory of the child before, median
    /// @param display in words: what the input was made on
    record Report(
            int wanted,
            int trials,
            long missed,
            List<Count> notBegun,
            List<Count> unanswered,
            Optional<Long> p50Ms,
            Optional<Long> p95Ms,
            Optional<Long> p99Ms,
            Optional<Long> worstMs,
            Optional<Long> memoryP50Ms,
            Optional<Long> memoryP95Ms,
            Optional<Long> memoryP99Ms,
            Optional<Long> memoryWorstMs,
            long killed,
            Optional<Double> childMb,
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
        new Ranges(spec).within("--trials", 1, 1_000_000);
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
                            attempt -> keep(attempt, terminal));
            var fresh =
                    bench.run(
                            trials, (place, at, display) -> start(image, home, place, at, display));
            var report = report(trials, kept == null ? fresh : all(kept));
            terminal.result(report, forPeople(report));
            return fresh.trials().size() == trials ? 0 : CommandFailure.FAILED;
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
        return BoundProcess.start(builder);
    }

    private void keep(Attempt attempt, Terminal terminal) {
        terminal.progress(
                switch (attempt) {
                    case Attempt.Measured(var trial) ->
                            "last step %d ms, memory %d ms%s"
                                    .formatted(
                                            trial.still().toMillis(),
                                            trial.free().toMillis(),
                                            trial.killed() ? ", killed" : "");
                    case Attempt.Missed() -> "nothing was trained when the input came";
                    case Attempt.NotBegun(String why) -> "no training began: " + why;
                    case Attempt.Unanswered(String why) -> "not given back: " + why;
                });
        if (kept == null) {
            return;
        }
        try {
            Files.writeString(
                    kept,
                    YieldRun.line(attempt) + System.lineSeparator(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Those of all runs that were kept.
    private static YieldRun all(Path kept) throws IOException {
        return YieldRun.read(Files.readAllLines(kept));
    }

    static Report report(int wanted, YieldRun run) {
        var memory = run.trials().stream().map(Trial::childMb).sorted().toList();
        return new Report(
                wanted,
                run.trials().size(),
                run.missed(),
                run.notBegun(),
                run.unanswered(),
                at(run, 50, Trial::still),
                at(run, 95, Trial::still),
                at(run, 99, Trial::still),
                at(run, 100, Trial::still),
                at(run, 50, Trial::free),
                at(run, 95, Trial::free),
                at(run, 99, Trial::free),
                at(run, 100, Trial::free),
                run.trials().stream().filter(Trial::killed).count(),
                memory.isEmpty()
                        ? Optional.empty()
                        : Optional.of(Math.round(10 * memory.get(memory.size() / 2)) / 10.0),
                "Xvfb of its own, input by xdotool (XTEST)");
    }

    private static Optional<Long> at(YieldRun run, int percent, Function<Trial, Duration> what) {
        return run.trials().isEmpty()
                ? Optional.empty()
                : Optional.of(run.percentile(percent, what).toMillis());
    }

    private static String forPeople(Report r) {
        return """
                %d trials, %d killed; %d inputs came when nothing was trained
                no training began: %s; not given back: %s
                last step ended: p50 %s ms, p95 %s ms, p99 %s ms, worst %s ms
                memory back:     p50 %s ms, p95 %s ms, p99 %s ms, worst %s ms"""
                .formatted(
                        r.trials(),
                        r.killed(),
                        r.missed(),
                        counts(r.notBegun()),
                        counts(r.unanswered()),
                        shown(r.p50Ms()),
                        shown(r.p95Ms()),
                        shown(r.p99Ms()),
                        shown(r.worstMs()),
                        shown(r.memoryP50Ms()),
                        shown(r.memoryP95Ms()),
                        shown(r.memoryP99Ms()),
                        shown(r.memoryWorstMs()));
    }

    private static String shown(Optional<Long> millis) {
        return millis.map(Object::toString).orElse("–");
    }

    private static String counts(List<Count> counts) {
        return counts.isEmpty()
                ? "0"
                : counts.stream()
                        .map(c -> c.count() + " (" + c.reason() + ")")
                        .collect(Collectors.joining(", "));
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
