package hearth.app.cli;

import hearth.app.bench.DesktopBench;
import hearth.app.bench.DesktopBench.Opening;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;

/// `hearth bench desktop`: how light the window and the agent behind it are on this machine.
@Command(
        name = "desktop",
        description = {
            "Measure the window's first frame, its memory, its processor time at rest, the agent"
                    + " behind it, and how evenly the window draws while a model is trained. Needs"
                    + " Xvfb and xdotool; nothing of it reaches your desktop."
        },
        mixinStandardHelpOptions = true)
final class BenchDesktopCommand implements Callable<Integer> {
    /// @param firstFrameMs median; from the start of the process until something is on the screen
    /// @param firstFrameCpuMs median of the processor time until then
    /// @param trueStateMs median, trueStateWorstMs worst time from the first frame until the window
    ///     shows what the agent really does
    /// @param homeMs,homeWorstMs likewise until Home is there with it, to be used
    /// @param windowRssMb the window's process at rest
    /// @param hiddenRssMb,hiddenCpuPercentOfCore the agent without a window, waiting
    /// @param windowOwnMb,hiddenOwnMb of these what is anonymous: neither a file's pages nor shared
    /// @param visibleIdleCpuPercentOfCore the window's process, on the screen, nothing happening
    /// @param frameGapP99Ms,frameGapMaxMs between two frames while a model was trained
    /// @param trainedSeconds of the `seconds` in which these frames were counted
    /// @param installedMb all files of the installation
    /// @param bundledJava whether a Java is among them
    record Report(
            int openings,
            long seconds,
            long firstFrameMs,
            long firstFrameCpuMs,
            long trueStateMs,
            long trueStateWorstMs,
            double windowRssMb,
            double visibleIdleCpuPercentOfCore,
            double hiddenRssMb,
            double hiddenCpuPercentOfCore,
            double frameGapP99Ms,
            double frameGapMaxMs,
            int frames,
            int trainedSeconds,
            double installedMb,
            boolean bundledJava,
            double windowOwnMb,
            double hiddenOwnMb,
            long homeMs,
            long homeWorstMs) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(
            names = "--openings",
            defaultValue = "5",
            description = "How often the window is opened. Default: 5.")
    private int openings;

    @Option(
            names = "--seconds",
            defaultValue = "30",
            description = "How long each of the three costs is measured. Default: 30.")
    private int seconds;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var terminal = Terminal.of(spec, json);
        new Ranges(spec).within("--openings", 1, 1000).within("--seconds", 1, 86_400);
        var image = Image.current();
        var clock = Clock.system(ZoneId.systemDefault());
        try (var scratch = Scratch.temporary("hearth-desktop")) {
            var result =
                    new DesktopBench(
                                    image,
                                    HearthHome.open(scratch.folder()),
                                    clock,
                                    terminal::progress)
                            .run(openings, Duration.ofSeconds(seconds));
            var report = report(result, Files.isDirectory(image.root().resolve("runtime")));
            terminal.result(report, inWords(report));
        }
        return 0;
    }

    private Report report(DesktopBench.Result result, boolean bundledJava) {
        var opened = result.openings();
        return new Report(
                opened.size(),
                seconds,
                median(opened, Opening::firstFrameMs),
                median(opened, Opening::firstFrameCpuMs),
                median(opened, Opening::trueStateMs),
                opened.stream().mapToLong(Opening::trueStateMs).max().orElseThrow(),
                tenth(result.visible().rssMb()),
                hundredth(result.visible().cpuPercentOfCore()),
                tenth(result.hidden().rssMb()),
                hundredth(result.hidden().cpuPercentOfCore()),
                tenth(result.frames().p99Ms()),
                tenth(result.frames().maxMs()),
                result.frames().frames(),
                result.frames().seconds(),
                tenth(result.installedMb()),
                bundledJava,
                tenth(result.visible().ownMb()),
                tenth(result.hidden().ownMb()),
                median(opened, Opening::homeMs),
                opened.stream().mapToLong(Opening::homeMs).max().orElseThrow());
    }

    private static long median(List<Opening> opened, ToLongFunction<Opening> of) {
        long[] sorted = opened.stream().mapToLong(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static double tenth(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private static double hundredth(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private static String inWords(Report r) {
        return """
                first frame        %d ms (%d ms of processor), the agent's state %d ms later (worst %d), Home %d ms later (worst %d)
                window at rest     %.1f MB (%.1f of it its own), %.2f %% of a core
                agent, no window   %.1f MB (%.1f of it its own), %.2f %% of a core
                while training     gap between frames %.1f ms (p99), %.1f ms at most
                installed          %.1f MB%s"""
                .formatted(
                        r.firstFrameMs(),
                        r.firstFrameCpuMs(),
                        r.trueStateMs(),
                        r.trueStateWorstMs(),
                        r.homeMs(),
                        r.homeWorstMs(),
                        r.windowRssMb(),
                        r.windowOwnMb(),
                        r.visibleIdleCpuPercentOfCore(),
                        r.hiddenRssMb(),
                        r.hiddenOwnMb(),
                        r.hiddenCpuPercentOfCore(),
                        r.frameGapP99Ms(),
                        r.frameGapMaxMs(),
                        r.installedMb(),
                        r.bundledJava() ? "" : ", without a Java");
    }
}
