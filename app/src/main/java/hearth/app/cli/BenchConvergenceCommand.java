package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.practice.Engines;
import hearth.coordinator.PracticeJobs;
import hearth.coordinator.convergence.Convergence;
import hearth.coordinator.convergence.Setting;
import hearth.coordinator.convergence.Way;
import hearth.trainer.TrainerProcess;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `hearth bench convergence`: what the network's form of training costs in loss.
@Command(
        name = "convergence",
        description = {
            "Train the practice job in several ways with equal steps and compare the held-out"
                    + " losses. Takes about twelve minutes of one core. In"
                    + " the last two ways a quarter of the workers attack."
        },
        mixinStandardHelpOptions = true)
final class BenchConvergenceCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @ArgGroup(exclusive = false, heading = "Setting, else that of our research:%n")
    private Changes changes = new Changes();

    @Option(names = "--ways", split = ",", description = "Only these, of ${COMPLETION-CANDIDATES}.")
    private List<Way> ways = List.of(Way.values());

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private record Result(Setting setting, List<Convergence.Row> cases) {}

    /// What is to be different.
    private static final class Changes {
        @Option(names = "--depth", paramLabel = "N", description = "Blocks of the model.")
        private @Nullable Integer depth;

        @Option(names = "--rounds", paramLabel = "N", description = "Rounds.")
        private @Nullable Integer rounds;

        @Option(names = "--workers", paramLabel = "N", description = "Leases of a round.")
        private @Nullable Integer workers;

        @Option(names = "--steps", paramLabel = "N", description = "Steps of a lease.")
        private @Nullable Integer steps;

        @Option(names = "--warm", paramLabel = "N", description = "Steps of the warm start.")
        private @Nullable Integer warm;

        @Option(names = "--rate", paramLabel = "R", description = "Inner learning rate.")
        private @Nullable Double rate;

        @Option(names = "--outer-rate", paramLabel = "R", description = "Outer learning rate.")
        private @Nullable Double outerRate;

        @Option(names = "--outer-momentum", paramLabel = "M", description = "Outer momentum.")
        private @Nullable Double outerMomentum;

        @Option(names = "--seed", paramLabel = "N", description = "Of the batches.")
        private @Nullable Long seed;

        Setting of(Setting usual) {
            return new Setting(
                    Objects.requireNonNullElse(depth, usual.depth()),
                    Objects.requireNonNullElse(rounds, usual.rounds()),
                    Objects.requireNonNullElse(workers, usual.workers()),
                    Objects.requireNonNullElse(steps, usual.innerSteps()),
                    Objects.requireNonNullElse(warm, usual.warmStartSteps()),
                    Objects.requireNonNullElse(rate, usual.rate()),
                    Objects.requireNonNullElse(outerRate, usual.outerRate()),
                    Objects.requireNonNullElse(outerMomentum, usual.outerMomentum()),
                    Objects.requireNonNullElse(seed, usual.seed()));
        }
    }

    @Override
    public Integer call() {
        var terminal = Terminal.of(spec, json);
        new Ranges(spec)
                .within("--depth", 1, 64)
                .within("--rounds", 1, 100_000)
                .within("--workers", 1, 10_000)
                .within("--steps", 1, 100_000)
                .within("--warm", 0, 1_000_000)
                .within("--rate", 1e-9, 100)
                .within("--outer-rate", 1e-9, 100)
                .within("--outer-momentum", 0, 1);
        var image = Image.current();
        var home = HearthHome.open();
        var job = PracticeJobs.of(image.practiceData()).getFirst();
        var folder = home.folder().resolve("bench/convergence");
        var setting = changes.of(Setting.ofTheResearch());
        try (var trainer =
                TrainerProcess.start(Engines.runtime(image, home), folder.resolve("trainer"))) {
            var rows = new Convergence(job, setting, folder, trainer).run(ways, terminal::progress);
            terminal.result(
                    new Result(setting, rows),
                    rows.stream()
                            .map(BenchConvergenceCommand::line)
                            .collect(Collectors.joining("\n")));
        }
        return 0;
    }

    private static String refusals(Convergence.Refusals refusals) {
        return refusals.attacks() == 0
                ? ""
                : "  refused %d of %d attacks and %d others"
                        .formatted(
                                refusals.refused(), refusals.attacks(), refusals.honestRefused());
    }

    private static String line(Convergence.Row row) {
        return String.format(
                Locale.ROOT,
                "%-16s %s nats  %s  %7d bytes a lease  %.0f s%s",
                row.way(),
                row.heldOutLoss(),
                row.aboveSynchronous().map(d -> String.format(Locale.ROOT, "%+.4f", d)).orElse(""),
                row.bytesPerLease(),
                row.seconds(),
                refusals(row.refusals()));
    }
}
