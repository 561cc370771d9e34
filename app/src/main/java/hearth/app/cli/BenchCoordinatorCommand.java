package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.coordinator.Stores;
import hearth.coordinator.load.LoadReport;
import hearth.coordinator.load.LoadSetting;
import hearth.coordinator.load.LoadTrial;
import hearth.storage.BlobStore;
import hearth.storage.FileBlobStore;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `hearth bench coordinator`: how many requests one core of a coordinator answers.
@Command(
        name = "coordinator",
        description = {
            "Open a coordinator on this disk and measure signed heartbeats and whole cycles of"
                    + " lease, commit and submission, for each second of one core."
        },
        mixinStandardHelpOptions = true)
final class BenchCoordinatorCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "At once, each with one request under way (${DEFAULT-VALUE}).")
    private int connections = LoadSetting.usual().connections();

    @Option(
            names = "--devices",
            paramLabel = "N",
            description = "Each of another owner (${DEFAULT-VALUE}).")
    private int devices = LoadSetting.usual().devices();

    @Option(names = "--jobs", paramLabel = "N", description = "At once (${DEFAULT-VALUE}).")
    private int jobs = LoadSetting.usual().jobs();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Of each of the eight measurements (${DEFAULT-VALUE}).")
    private long seconds = LoadSetting.usual().time().toSeconds();

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Seconds of load before each four of them (${DEFAULT-VALUE}).")
    private long warmUp = LoadSetting.usual().warmUp().toSeconds();

    @Option(
            names = "--offered",
            paramLabel = "N",
            description = {
                "Cycles a second of the clock that begin whether or not others are done"
                        + " (${DEFAULT-VALUE}: 72 million a day); 0 leaves that part out."
            })
    private double offered = LoadSetting.usual().offered();

    @Option(
            names = "--offered-heartbeats",
            paramLabel = "N",
            description = "The same for heartbeats (${DEFAULT-VALUE}).")
    private double offeredHeartbeats = LoadSetting.usual().offeredHeartbeats();

    @Option(
            names = "--signatures",
            description = "Devices sign every request, as before there were sessions.")
    private boolean signatures;

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = {
                "Measure an empty schema of PostgreSQL, too: jdbc:postgresql://HOST/DATABASE;"
                        + " user and password as for hearth coordinator."
            })
    private Optional<String> database = Optional.empty();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        var terminal = Terminal.of(spec, json);
        var setting = setting();
        var bench = HearthHome.open().folder().resolve("bench");
        try (var scratch = Scratch.in(bench, "coordinator")) {
            var report =
                    new LoadTrial(setting, Clock.systemUTC())
                            .run(scratch.folder(), shared(), terminal::progress);
            terminal.result(report, text(report));
            return report.violations() == 0 ? 0 : 1;
        }
    }

    private LoadSetting setting() {
        try {
            return new LoadSetting(
                    devices,
                    connections,
                    Duration.ofSeconds(seconds),
                    Duration.ofSeconds(warmUp),
                    jobs,
                    LoadSetting.usual().leasesPerRound(),
                    !signatures,
                    offered,
                    offeredHeartbeats);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "That cannot be measured: %s.".formatted(e.getMessage()),
                    e);
        }
    }

    /// Blobs lie in the folder: this measures the database.
    private Optional<Stores> shared() {
        return database.map(
                url -> StoreOptions.database(url, System.getenv(), BenchCoordinatorCommand::blobs));
    }

    private static BlobStore blobs(Path own) {
        return new FileBlobStore(own.resolve("blobs"));
    }

    private static String text(LoadReport report) {
        return "with HTTP:    %s%nwithout HTTP: %s%nPostgreSQL:   %s%ndisk:         %s"
                .formatted(
                        line(report.sqlite()),
                        line(report.withoutHttp()),
                        report.postgres()
                                .map(BenchCoordinatorCommand::line)
                                .orElse("not asked for with --database"),
                        line(report.disk()));
    }

    private static String line(LoadReport.Disk disk) {
        return disk.leases() == 0
                ? "no lease was accepted in that time"
                : "%d bytes of books, %d of updates and %d of rounds stay of each of %d leases"
                        .formatted(
                                disk.bytesOfBooks(),
                                disk.bytesOfUpdates(),
                                disk.bytesOfRounds(),
                                disk.leases());
    }

    private static String line(LoadReport.Column column) {
        return String.format(
                Locale.ROOT,
                "%d heartbeats/s, %d lease cycles/s of one core, p99 %.2f ms%s%s%s",
                column.heartbeatsPerSecond(),
                column.leaseCyclesPerSecond(),
                column.p99Ms(),
                column.serverMsPerCycle()
                        .map("; %.2f ms of the server for a cycle"::formatted)
                        .orElse(""),
                column.offered().map(BenchCoordinatorCommand::offered).orElse(""),
                column.offeredHeartbeats().map(BenchCoordinatorCommand::offered).orElse(""));
    }

    private static String offered(LoadReport.Offered offered) {
        return String.format(
                Locale.ROOT,
                "; at %.0f cycles/s %d done, p99 of a request %.2f ms",
                offered.cyclesPerSecond(),
                offered.donePerSecond(),
                offered.requestP99Ms());
    }

    private static String offered(LoadReport.Beats offered) {
        return String.format(
                Locale.ROOT,
                "; at %.0f heartbeats/s %d done, p99 %.2f ms",
                offered.heartbeatsPerSecond(),
                offered.donePerSecond(),
                offered.p99Ms());
    }
}
