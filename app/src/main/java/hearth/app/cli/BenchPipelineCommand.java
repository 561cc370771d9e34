package hearth.app.cli;

import hearth.app.bench.MeasuredCompute;
import hearth.app.bench.PipelineBench;
import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.practice.Engines;
import hearth.coordinator.PracticeJobs;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `hearth bench pipeline`: the share of the time in which the trainer works over a home's line.
@Command(
        name = "pipeline",
        description = {
            "Run the real agent against a real coordinator over a simulated home line, with trainings"
                    + " that only take their time. Takes about three minutes."
        },
        mixinStandardHelpOptions = true)
final class BenchPipelineCommand implements Callable<Integer> {
    private static final double GIGA = 1e9;
    private static final double FLOP_PER_PARAMETER = 6;

    /// @param parameters of the model, before scaling
    /// @param usefulWorkRatio,idleShareBetweenLeases of the first case
    /// @param ratioToOneAtATime useful work against the same without overlap, in the same run
    /// @param compute in words: what was measured and how a lease's time follows from it
    /// @param link in words: what is simulated
    record Report(
            double usefulWorkRatio,
            double idleShareBetweenLeases,
            double ratioToOneAtATime,
            double upMbps,
            double downMbps,
            int parameters,
            long leaseSeconds,
            int scale,
            double measuredStepsPerSecond,
            double measuredGflopPerSecond,
            String compute,
            String link,
            List<PipelineBench.Measured> cases) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--up", paramLabel = "MBPS", description = "Megabits a second; default 10.")
    private double up = 10;

    @Option(names = "--down", paramLabel = "MBPS", description = "Megabits a second; default 50.")
    private double down = 50;

    @Option(
            names = "--scale",
            paramLabel = "N",
            description = "By which bytes and seconds are divided; default 200.")
    private int scale = 200;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        var terminal = Terminal.of(spec, json);
        new Ranges(spec)
                .within("--up", 0.01, 100_000)
                .within("--down", 0.01, 100_000)
                .within("--scale", 1, 10_000);
        var image = Image.current();
        var home = HearthHome.open();
        var folder = home.folder().resolve("bench");
        var compute =
                MeasuredCompute.of(
                        PracticeJobs.of(image.practiceData()).getFirst(),
                        Engines.runtime(image, home),
                        folder);
        var setting = new PipelineBench.Setting(up, down, scale);
        var bench = new PipelineBench(folder, setting, terminal::progress);
        var measured = new ArrayList<PipelineBench.Measured>();
        for (var of : cases()) {
            terminal.progress(of.toString());
            try {
                measured.add(bench.run(of));
            } catch (IllegalStateException e) {
                throw new CommandFailure(CommandFailure.FAILED, String.valueOf(e.getMessage()), e);
            }
        }
        terminal.result(
                report(compute, measured),
                measured.stream()
                        .map(BenchPipelineCommand::line)
                        .collect(Collectors.joining("\n")));
        return 0;
    }

    /// First what is claimed and its anchor, then what is hardest: rounds of one lease, so that
    /// each waits for the update before it, in one job and in two.
    private static List<PipelineBench.Case> cases() {
        return List.of(
                new PipelineBench.Case(1, 8, true, 16),
                new PipelineBench.Case(1, 8, false, 8),
                new PipelineBench.Case(1, 1, true, 5),
                new PipelineBench.Case(2, 1, true, 8));
    }

    private Report report(MeasuredCompute compute, List<PipelineBench.Measured> cases) {
        var first = cases.getFirst();
        long seconds = PipelineBench.lease().toSeconds();
        double tokens =
                compute.flopPerSecond()
                        * seconds
                        / (FLOP_PER_PARAMETER * PipelineBench.parameters() * PipelineBench.steps());
        return new Report(
                first.usefulWorkRatio(),
                first.idleShare(),
                first.usefulWorkRatio() / cases.get(1).usefulWorkRatio(),
                up,
                down,
                PipelineBench.parameters(),
                seconds,
                scale,
                compute.stepsPerSecond(),
                compute.flopPerSecond() / GIGA,
                String.format(
                        Locale.ROOT,
                        "measured %.2f steps/s of the practice text job in the real trainer = %.1f"
                                + " GFLOP/s; at that rate a lease of %d s is %d steps of %.0f"
                                + " tokens for %d parameters; in the run a lease only takes its"
                                + " time, divided by the scale",
                        compute.stepsPerSecond(),
                        compute.flopPerSecond() / GIGA,
                        seconds,
                        PipelineBench.steps(),
                        tokens,
                        PipelineBench.parameters()),
                "simulated: a relay on the loopback interface, bandwidth only; model bytes divided"
                        + " by the scale",
                cases);
    }

    private static String line(PipelineBench.Measured m) {
        return String.format(
                Locale.ROOT,
                "%d job(s), %d lease(s) a round here, %s: useful %.1f %%, idle %.1f %%",
                m.jobs(),
                m.leasesPerRound(),
                m.overlapped() ? "overlapped" : "one at a time",
                100 * m.usefulWorkRatio(),
                100 * m.idleShare());
    }
}
