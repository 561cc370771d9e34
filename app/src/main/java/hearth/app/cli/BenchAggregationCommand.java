package hearth.app.cli;

import hearth.coordinator.AggregationSpeed;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.concurrent.Callable;

/// `hearth bench aggregation`: what a round of a job costs its coordinator.
@Command(
        name = "aggregation",
        description = "Measure judging and aggregating a round of updates on one core.",
        mixinStandardHelpOptions = true)
final class BenchAggregationCommand implements Callable<Integer> {
    private static final int MOST = 1000;
    private static final long MILLION = 1_000_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--updates", description = "Updates of the round (default: 64).")
    private int updates = 64;

    @Option(names = "--millions", description = "Millions of parameters (default: 4).")
    private int millions = 4;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (updates < 1 || updates > MOST || millions < 1 || millions > MOST) {
            throw new ParameterException(
                    spec.commandLine(), "Updates and millions lie between 1 and " + MOST + ".");
        }
        var folder = Files.createTempDirectory("hearth-aggregation");
        try {
            var speed = AggregationSpeed.measure(folder, updates, millions * MILLION);
            var lines = new StringBuilder();
            for (var c : speed.cases()) {
                lines.append(
                        String.format(
                                Locale.ROOT,
                                "%-10s %7.2f s  %7.1f updates/s  %6.2f GB/s%n",
                                c.name(),
                                c.seconds(),
                                c.updatesPerSecond(),
                                c.gbPerSecond()));
            }
            lines.append(
                    String.format(
                            Locale.ROOT,
                            "%d updates of %d million parameters, %.0f MB of heap for a round",
                            speed.updates(),
                            millions,
                            speed.heapMb()));
            Terminal.of(spec, json).result(speed, lines.toString());
        } finally {
            Files.deleteIfExists(folder);
        }
        return 0;
    }
}
