package hearth.app.cli;

import hearth.coordinator.simulation.World;
import hearth.coordinator.simulation.WorldReport;
import hearth.coordinator.simulation.WorldSetting;
import hearth.coordinator.simulation.WorldSetting.Book;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.Locale;
import java.util.concurrent.Callable;

/// `hearth sim`: a network of any size on a clock that jumps, driven by the real coordinator, or by
/// its decisions over a book in arrays.
@Command(
        name = "sim",
        description = {
            "Simulate a network: the real coordinator, with stand-ins for training, blobs and chain,"
                    + " and workers who come and go, crash, lie and lose messages. Invariants are"
                    + " checked every simulated hour. With very many workers its decisions are"
                    + " made over a book in arrays, without bytes, signatures and a chain."
        },
        mixinStandardHelpOptions = true)
final class SimCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(
            names = "--workers",
            defaultValue = "1000",
            paramLabel = "N",
            description = "${DEFAULT-VALUE}.")
    private int workers;

    @Option(
            names = "--days",
            defaultValue = "1",
            paramLabel = "D",
            description = "Simulated; ${DEFAULT-VALUE}.")
    private double days;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "S",
            description = "Of all that is drawn; ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--hostile",
            defaultValue = "0.1",
            paramLabel = "F",
            description = "Share of the workers that lie; ${DEFAULT-VALUE}.")
    private double hostile;

    @Option(
            names = "--book",
            paramLabel = "BOOK",
            description = {
                "sql: the coordinator and its database; compact: its decisions over arrays, for"
                        + " millions; auto: compact from 5,000 workers."
            })
    private String book = "auto";

    @Option(
            names = "--rough",
            description =
                    "Everything else fails as well: the coordinator between any two statements, its"
                            + " disk and its clock, the network, the chain, owners; over sql only.")
    private boolean rough;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        var terminal = Terminal.of(spec, json);
        try (var world = new World(setting())) {
            var report = world.run(terminal::progress);
            terminal.result(report, text(report));
            return report.isSound() ? 0 : 1;
        }
    }

    private WorldSetting setting() {
        try {
            return new WorldSetting(workers, days, seed, hostile, book(), rough);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "At least one worker, up to 24 days, a share from 0 to 1; sql, compact or"
                            + " auto, and with --rough sql.");
        }
    }

    private Book book() {
        return switch (book) {
            case "auto" -> Book.of(workers);
            case "sql" -> Book.SQL;
            case "compact" -> Book.COMPACT;
            default -> throw new IllegalArgumentException("no such book");
        };
    }

    private static String text(WorldReport report) {
        return String.format(
                Locale.ROOT,
                "%s book: %d workers, %.1f days in %.1f s: %d leases (%d/s), %d rounds%n"
                        + "%d results: %d accepted, %d not decided yet%n"
                        + "%d checks, %d violations, %d paid twice, %d lost%n"
                        + "liars: %.2f %% of the results, %.2f %% of the pay; honest results"
                        + " punished: %d",
                report.book(),
                report.workers(),
                report.days(),
                report.wallSeconds(),
                report.leases(),
                report.leasesPerSecond(),
                report.rounds(),
                report.results(),
                report.accepted(),
                report.undecided(),
                report.checks(),
                report.violations(),
                report.doublePaid(),
                report.lost(),
                100 * report.hostileWorkShare(),
                100 * report.hostilePayShare(),
                report.honestPunished());
    }
}
