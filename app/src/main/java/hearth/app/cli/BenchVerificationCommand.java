package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.practice.Engines;
import hearth.coordinator.PracticeJobs;
import hearth.coordinator.TrainerEvaluator;
import hearth.coordinator.verification.Report;
import hearth.coordinator.verification.TrialSetting;
import hearth.coordinator.verification.VerificationTrial;
import hearth.storage.FileBlobStore;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `hearth bench verification`: what the layers of verification refuse, of honest work and of 17
/// attacks.
@Command(
        name = "verification",
        description = {
            "Train the practice job for some rounds and show the layers of verification every"
                    + " honest update and one of each attack a round. Takes about fifteen minutes"
                    + " of one core."
        },
        mixinStandardHelpOptions = true)
final class BenchVerificationCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds (${DEFAULT-VALUE}).")
    private int rounds = TrialSetting.usual().rounds();

    @Option(
            names = "--honest",
            paramLabel = "N",
            description = "Honest updates of a round (${DEFAULT-VALUE}).")
    private int honest = TrialSetting.usual().honest();

    @Option(names = "--steps", paramLabel = "N", description = "Of a lease (${DEFAULT-VALUE}).")
    private int steps = TrialSetting.usual().innerSteps();

    @Option(
            names = "--warm",
            paramLabel = "N",
            description = "Steps before the first round (${DEFAULT-VALUE}).")
    private int warm = TrialSetting.usual().warmStartSteps();

    @Option(
            names = "--sequences",
            paramLabel = "N",
            description = "Of which each loss is measured (${DEFAULT-VALUE}).")
    private int sequences = TrialSetting.usual().sequences();

    @Option(names = "--seed", paramLabel = "N", description = "Of all that is drawn.")
    private long seed = TrialSetting.usual().seed();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        var terminal = Terminal.of(spec, json);
        var image = Image.current();
        var home = HearthHome.open();
        var job = PracticeJobs.of(image.practiceData()).getFirst();
        var folder = folder(home.folder().resolve("bench"));
        var setting = new TrialSetting(rounds, honest, steps, warm, sequences, seed);
        try (var evaluator =
                new TrainerEvaluator(Engines.runtime(image, home), folder.resolve("trainer"))) {
            var blobs = new FileBlobStore(folder.resolve("blobs"));
            var trial =
                    new VerificationTrial(job, setting, evaluator, blobs, InstantSource.system());
            var report = trial.run(terminal::progress);
            terminal.result(report, text(report));
        }
        return 0;
    }

    private static Path folder(Path parent) {
        try {
            Files.createDirectories(parent);
            return Files.createTempDirectory(parent, "verification");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Report report) {
        var honest =
                String.format(
                        Locale.ROOT,
                        "%d honest, %d refused %s; t %.1f to %.1f; overhead %.1f %%",
                        report.honestTotal(),
                        report.honestRefused(),
                        report.refusedFor(),
                        report.gap().least(),
                        report.gap().most(),
                        100 * report.overhead());
        return report.attacks().stream()
                .map(BenchVerificationCommand::line)
                .collect(Collectors.joining("\n", honest + "\n", ""));
    }

    private static String line(Report.AttackRow row) {
        return String.format(
                Locale.ROOT,
                "%-26s %3d  cheap %3d  repeated %3d  distance at least %.2f  t %5.1f  %s",
                row.name(),
                row.total(),
                row.cheapCaught(),
                row.rerunCaught(),
                row.leastDistance(),
                row.meanGap(),
                row.reasons());
    }
}
