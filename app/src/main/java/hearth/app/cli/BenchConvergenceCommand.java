package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.practice.Engines;
import hearth.coordinator.PracticeJobs;
import hearth.coordinator.convergence.Convergence;
import hearth.coordinator.convergence.Way;
import hearth.trainer.TrainerProcess;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `hearth bench convergence`: what the network's form of training costs in loss.
@Command(
        name = "convergence",
        description = {
            "Train the practice job in several ways with equal steps and compare the held-out"
                    + " losses. Takes about ten minutes of one core."
        },
        mixinStandardHelpOptions = true)
final class BenchConvergenceCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--rounds", defaultValue = "20", description = "Rounds. ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--ways", split = ",", description = "Only these, of ${COMPLETION-CANDIDATES}.")
    private List<Way> ways = List.of(Way.values());

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private record Result(int rounds, int innerSteps, List<Convergence.Row> cases) {}

    @Override
    public Integer call() {
        var terminal = Terminal.of(spec, json);
        var image = Image.current();
        var home = HearthHome.open();
        var job = PracticeJobs.of(image.practiceData()).getFirst();
        var folder = home.folder().resolve("bench/convergence");
        var length = new Convergence.Length(rounds, job.manifest().training().innerSteps());
        try (var trainer =
                TrainerProcess.start(Engines.runtime(image, home), folder.resolve("trainer"))) {
            var rows = new Convergence(job, length, folder, trainer).run(ways, terminal::progress);
            terminal.result(
                    new Result(length.rounds(), length.innerSteps(), rows),
                    rows.stream()
                            .map(BenchConvergenceCommand::line)
                            .collect(Collectors.joining("\n")));
        }
        return 0;
    }

    private static String line(Convergence.Row row) {
        return String.format(
                Locale.ROOT,
                "%-15s %s nats  %s  %7d bytes a lease  %.0f s",
                row.way(),
                row.heldOutLoss(),
                row.aboveSynchronous().map(d -> String.format(Locale.ROOT, "%+.4f", d)).orElse(""),
                row.bytesPerLease(),
                row.seconds());
    }
}
