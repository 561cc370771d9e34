package hearth.coordinator.simulation;

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
import java.util.TreeMap;
import java.util.stream.IntStream;

/// A job for [StandInTraining]: 512 numbers, and shards of a few words, the same for all such jobs.
///
/// @param pay of one lease
public record StandInJob(
        String name,
        int leasesPerRound,
        int shards,
        int rounds,
        Wei pay,
        Wei budget,
        Verification verification) {
    /// Recipe that it names.
    public static final String RECIPE = "standin";

    static final int VALUES = 512;
    static final int STEPS = 30;
    static final String TENSOR = "w";
    static final BlockCodec CODEC = BlockCodec.DQ4;

    private static final long TERAFLOP = 1_000_000_000_000L;

    /// What its manifest is, with its data in the store.
    public Manifest manifest(BlobStore blobs) {
        var data = IntStream.range(0, shards).mapToObj(i -> put(blobs, "shard " + i)).toList();
        return new Manifest(
                Manifest.UNSIZED,
                name,
                "a simulation",
                new RecipeConfig(RECIPE, new TreeMap<>()),
                List.of(new TensorSpec(TENSOR, List.of((long) VALUES))),
                new TrainingPlan(
                        STEPS,
                        5,
                        16,
                        new BigDecimal("0.002"),
                        new BigDecimal("0.1"),
                        BigDecimal.ONE,
                        new BigDecimal("0.7"),
                        new BigDecimal("0.9"),
                        leasesPerRound,
                        rounds,
                        0,
                        7,
                        CODEC.id()),
                new DataPlan("words", "here", "CC0", data, put(blobs, "held out")),
                verification,
                TERAFLOP,
                pay,
                budget);
    }

    private static Sha256 put(BlobStore blobs, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var hash = Sha256.of(bytes);
        return blobs.contains(hash) ? hash : blobs.put(bytes);
    }

    /// The geometry that stand-in updates have.
    public static Verification geometry() {
        return new Verification(
                new BigDecimal("0.5"),
                new BigDecimal("2"),
                new BigDecimal("0.12"),
                new BigDecimal("0.95"));
    }
}
