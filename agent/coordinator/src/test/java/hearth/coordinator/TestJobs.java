package hearth.coordinator;

import hearth.protocol.BlockCodec;
import hearth.protocol.Manifest;
import hearth.protocol.Manifest.DataPlan;
import hearth.protocol.Manifest.TrainingPlan;
import hearth.protocol.Manifest.Verification;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Sha256;
import hearth.protocol.TensorSpec;
import hearth.protocol.Wei;
import hearth.storage.BlobStore;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// A small job whose data is a few words, and an evaluator that needs no engine.
final class TestJobs {
    private TestJobs() {}

    static Manifest manifest(BlobStore blobs, int shards, int rounds, Wei budget) {
        return manifest(blobs, shards, rounds, budget, BlockCodec.DQ4);
    }

    static Manifest manifest(
            BlobStore blobs, int shards, int rounds, Wei budget, BlockCodec codec) {
        var data = IntStream.range(0, shards).mapToObj(i -> put(blobs, "shard " + i)).toList();
        return new Manifest(
                Manifest.VERSION,
                "A test",
                "the tests",
                new RecipeConfig("gpt", new TreeMap<>()),
                List.of(
                        new TensorSpec("a.weight", List.of(40L, 17L)),
                        new TensorSpec("b.bias", List.of(301L))),
                new TrainingPlan(
                        30,
                        5,
                        16,
                        new BigDecimal("0.002"),
                        new BigDecimal("0.1"),
                        BigDecimal.ONE,
                        new BigDecimal("0.7"),
                        new BigDecimal("0.9"),
                        4,
                        rounds,
                        0,
                        7,
                        codec.id()),
                new DataPlan("words", "here", "CC0", data, put(blobs, "held out")),
                new Verification(
                        new BigDecimal("0.5"),
                        new BigDecimal("2"),
                        new BigDecimal("0.12"),
                        new BigDecimal("0.95")),
                2_000_000_000L,
                Wei.of(1_000_000_000L),
                budget);
    }

    private static Sha256 put(BlobStore blobs, String text) {
        return blobs.put(text.getBytes(StandardCharsets.UTF_8));
    }

    static Evaluator evaluator() {
        return new Evaluator() {
            @Override
            public void check(Manifest manifest, BlobStore blobs) {}

            @Override
            public byte[] base(Manifest manifest, BlobStore blobs) {
                return Checkpoints.encode(
                        manifest.parameters(), new float[(int) manifest.parameterCount()]);
            }

            @Override
            public Measured evaluate(Manifest manifest, Sha256 checkpoint, BlobStore blobs) {
                var values = Checkpoints.load(blobs, manifest, checkpoint);
                double sum = 0;
                for (float value : values) {
                    sum += Math.abs(value);
                }
                return new Measured(
                        BigDecimal.valueOf(5 - Math.min(4, sum / values.length)),
                        Optional.empty(),
                        Optional.of("Call me"));
            }

            @Override
            public void close() {}
        };
    }
}
