package hearth.coordinator;

import hearth.coordinator.aggregation.Aggregation;
import hearth.coordinator.aggregation.Aggregation.Rule;
import hearth.coordinator.aggregation.Geometry;
import hearth.coordinator.aggregation.Numbers;
import hearth.coordinator.aggregation.OuterState;
import hearth.coordinator.aggregation.Piece;
import hearth.coordinator.aggregation.Update;
import hearth.protocol.BlockCodec;
import hearth.protocol.CheckpointStep;
import hearth.protocol.JobId;
import hearth.protocol.Manifest;
import hearth.protocol.Sha256;
import hearth.protocol.TensorSpec;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// Measures on one thread what a round costs: coded updates are decoded, judged by their geometry
/// (L1), and made into a checkpoint by the real [Aggregation], into real files.
public final class AggregationSpeed {
    private static final double NANOS = 1e9;
    private static final double MAX_COSINE = 0.92;

    /// @param name `geometry`, or the rule of the aggregation
    /// @param updatesPerSecond,gbPerSecond of one core's time, in 10⁹ bytes of binary32; each
    /// update is read once by the geometry and twice by an aggregation, and counted once
    public record Case(String name, double seconds, double updatesPerSecond, double gbPerSecond) {}

    /// @param heapMb that a round may need at most: one piece of each update, and a few of its own
    public record Speed(
            int updates, long parameters, String codec, double heapMb, List<Case> cases) {}

    private AggregationSpeed() {}

    /// @param folder an empty one, left empty
    public static Speed measure(Path folder, int updates, long parameters) throws IOException {
        var specs = List.of(new TensorSpec("weights", List.of(parameters)));
        var round = new ArrayList<Update>();
        for (int i = 0; i < updates; i++) {
            round.add(new Update(i, i, Sha256.of("update " + i), coded(specs, i), 1));
        }
        var cases = new ArrayList<Case>();
        var limits =
                new Manifest.Verification(
                        new BigDecimal("0.5"),
                        new BigDecimal("2"),
                        new BigDecimal("0.1"),
                        BigDecimal.valueOf(MAX_COSINE));
        var geometry = new Geometry(limits, Set.of(), specs);
        cases.add(timed("geometry", round.size(), parameters, () -> geometry.judge(round)));
        for (var rule : List.of(Rule.MEAN, Rule.TRIMMED)) {
            cases.add(
                    timed(
                            rule.id(),
                            round.size(),
                            parameters,
                            () ->
                                    aggregate(
                                            folder,
                                            new Aggregation(specs, 0.7, 0.9, rule),
                                            round)));
        }
        double heap = (updates + 8.0) * Piece.of(specs).getFirst().count() * Float.BYTES / 1e6;
        return new Speed(updates, parameters, BlockCodec.DQ4.id(), heap, cases);
    }

    private static void aggregate(Path folder, Aggregation aggregation, List<Update> round)
            throws IOException {
        var metadata = CheckpointStep.metadata(new JobId("bench"), 0, Sha256.of("parent"));
        var scratch = Files.createTempDirectory(folder, "round");
        try (var files = new RoundFiles(scratch, aggregation.specs(), metadata)) {
            aggregation.apply(OuterState.beginning(Numbers.zeros()), round, files);
            files.finish();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    /// The second run counts; the first one is for the compiler.
    private static Case timed(String name, int updates, long parameters, Work work)
            throws IOException {
        work.run();
        var threads = ManagementFactory.getThreadMXBean();
        long begun = threads.getCurrentThreadCpuTime();
        work.run();
        double seconds = (threads.getCurrentThreadCpuTime() - begun) / NANOS;
        double bytes = (double) updates * parameters * Float.BYTES;
        return new Case(name, seconds, updates / seconds, bytes / seconds / NANOS);
    }

    /// Differences as training makes them, coded piece by piece as they lie on the disk.
    private static Numbers coded(List<TensorSpec> specs, int number) {
        var random = new Random(number);
        var pieces = new TreeMap<Long, BlockCodec.Coded>();
        for (var piece : Piece.of(specs)) {
            var values = new float[piece.count()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (random.nextFloat() - 0.5f) * 1e-3f + 1e-4f;
            }
            pieces.put(piece.at(), BlockCodec.DQ4.encode(values));
        }
        return piece -> {
            var coded = pieces.get(piece.at());
            if (coded == null) {
                throw new IllegalArgumentException("no such piece");
            }
            return BlockCodec.DQ4.decode(coded);
        };
    }
}
