package hearth.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.Locale;
import java.util.concurrent.Callable;

/// `hearth bench codec`: how fast updates are coded and decoded.
@Command(
        name = "codec",
        description = "Measure coding and decoding of updates on one core. Takes seven seconds.",
        mixinStandardHelpOptions = true)
final class BenchCodecCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        var speed = CodecSpeed.measure();
        var lines = new StringBuilder();
        for (var c : speed.cases()) {
            lines.append(
                    String.format(
                            Locale.ROOT,
                            "%-10s encode %6.2f GB/s  decode %6.2f GB/s  %6.2f times smaller%n",
                            c.codec(),
                            c.encodeGBps(),
                            c.decodeGBps(),
                            c.compression()));
        }
        lines.append(String.format(Locale.ROOT, "copying memory  %.2f GB/s", speed.copyGBps()));
        Terminal.of(spec, json).result(speed, lines.toString());
        return 0;
    }
}
