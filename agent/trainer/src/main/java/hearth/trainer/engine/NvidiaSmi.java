package hearth.trainer.engine;

import hearth.trainer.engine.GraphicsCard.Maker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The driver's command line, `nvidia-smi`: for machines where its library cannot be loaded.
final class NvidiaSmi implements NvidiaDriver {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long MEBIBYTE = 1L << 20;

    /// In the order of [#card].
    static final List<String> COMMAND =
            List.of(
                    "nvidia-smi",
                    "--query-gpu=name,uuid,pci.bus_id,driver_version,compute_cap,memory.total,memory.free",
                    "--format=csv,noheader,nounits");

    private static final int FIELDS = 7;

    private final Function<List<String>, Optional<String>> output;

    /// @param output what a command printed, if it exists and ended well
    NvidiaSmi(Function<List<String>, Optional<String>> output) {
        this.output = output;
    }

    static NvidiaSmi ofThisMachine() {
        return new NvidiaSmi(NvidiaSmi::run);
    }

    @Override
    public Answer ask() {
        var printed = output.apply(COMMAND);
        if (printed.isEmpty()) {
            return new Answer.Absent("nvidia-smi is not installed or does not answer");
        }
        var cards = new ArrayList<GraphicsCard>();
        for (var line : printed.get().lines().filter(l -> !l.isBlank()).toList()) {
            var fields = line.split(",", -1);
            if (fields.length != FIELDS) {
                return new Answer.Absent("nvidia-smi answers in a form that is not known");
            }
            cards.add(card(fields));
        }
        return new Answer.Cards(cards);
    }

    private static GraphicsCard card(String[] fields) {
        return new GraphicsCard(
                Maker.NVIDIA,
                fields[0],
                told(fields[1], "GPU-[0-9a-f-]+"),
                told(fields[2], "[0-9A-Fa-f:.]+"),
                told(fields[3], "\\d{1,6}(\\.\\d{1,6}){0,4}").map(DriverVersion::new),
                told(fields[4], "\\d{1,3}\\.\\d{1,3}").map(ComputeCapability::of),
                told(fields[5], "\\d{1,9}").map(m -> Long.parseLong(m) * MEBIBYTE),
                told(fields[6], "\\d{1,9}").map(m -> Long.parseLong(m) * MEBIBYTE));
    }

    /// Unknown values are printed as [N/A], [Not Supported] and the like.
    private static Optional<String> told(String field, String form) {
        return Optional.of(field.strip()).filter(f -> f.matches(form));
    }

    private static Optional<String> run(List<String> command) {
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try {
                process.getOutputStream().close();
                if (!process.waitFor(LIMIT) || process.exitValue() != 0) {
                    return Optional.empty();
                }
                byte[] printed = process.getInputStream().readNBytes(1 << 16);
                return Optional.of(new String(printed, StandardCharsets.UTF_8));
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException notInstalled) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
