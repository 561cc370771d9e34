package hearth.app.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.protocol.Extent;
import hearth.protocol.Privacy;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Safetensors;
import hearth.protocol.Tensor;
import hearth.protocol.Tensor.Dtype;
import hearth.protocol.Wei;
import hearth.trainer.Recipes;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import javax.imageio.ImageIO;

/// What becomes of an owner's files, and what is said about those that are no data.
class NewJobTest {
    private static final Map<String, Long> GPT =
            Map.of("depth", 1L, "width", 16L, "heads", 2L, "context", 16L);
    private static final Map<String, Long> MLP = Map.of("inputs", 3L, "hidden1", 4L, "classes", 2L);

    private static final Instant EXPIRES = Instant.parse("2026-05-01T00:00:00Z");

    @TempDir private Path folder;
    private HearthHome home;

    @BeforeEach
    void open() {
        home = HearthHome.open(folder.resolve("home"));
    }

    private static JobPlan plan(String recipe, Map<String, Long> sizes, Optional<Path> base) {
        return new JobPlan(
                "Things",
                "the tests",
                "CC0",
                "here",
                new RecipeConfig(recipe, new TreeMap<>(sizes)),
                base,
                new JobPlan.Steps(3, 4, new BigDecimal("0.01"), 2, 5, 0, 7),
                Wei.ofEmber("1"),
                Optional.empty(),
                Optional.empty(),
                EXPIRES);
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static String rows(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> (i % 2) + ",0," + (i % 256) + ",255\n")
                .collect(Collectors.joining());
    }

    @Test
    void recordsOfATableAreDealtToShardsAndEveryTenthIsHeldOut() throws Exception {
        var csv = file("t.csv", "label,a,b,c\n" + rows(40));
        var job = NewJob.of(home, csv, plan("mlp", MLP, Optional.empty()));
        var data = job.manifest().data();
        assertThat(data.shards()).hasSize(2);
        assertThat(Files.size(job.file(data.heldOut().orElseThrow()))).isEqualTo(4 * 4);
        long trained = 0;
        for (var shard : data.shards()) {
            byte[] bytes = Files.readAllBytes(job.file(shard));
            assertThat(Recipes.examplesOf(job.manifest().recipe(), bytes)).isPositive();
            trained += bytes.length;
        }
        assertThat(trained).isEqualTo(36 * 4);
        assertThat(Files.readAllBytes(job.file(data.shards().getFirst())))
                .as("values, then the label")
                .startsWith(new byte[] {0, 0, (byte) 255, 0});
        assertThat(job.publication().pieces()).hasSize(3);
    }

    @Test
    void theFirstLineThatIsNoRecordIsNamed() throws Exception {
        refused("1,2,3\n", "t.csv, line 1: 3 cells; a label and 3 values are wanted");
        refused(
                "a,b,c,d\n0,1,2,3\n0,1,2,256\n",
                "t.csv, line 3: a cell is no whole number from 0 to 255");
        refused("2,1,2,3\n", "t.csv, line 1: a cell is no whole number from 0 to 1");
        refused("0,1,2,3\n", "has 1 records; 2 shards and a tenth held out need more");
    }

    @Test
    void picturesInFoldersNamedByLabelAndTensorsAreTheSameDataAsATable() throws Exception {
        var csv = file("t.csv", rows(40));
        var pictures = folder.resolve("pictures");
        var values = new byte[40 * 3];
        var labels = new byte[40];
        for (int i = 0; i < 40; i++) {
            byte[] pixels = {0, (byte) i, (byte) 255};
            System.arraycopy(pixels, 0, values, i * 3, 3);
            labels[i] = (byte) (i % 2);
            var file = pictures.resolve(i % 2 + "/p%02d.PGM".formatted(i));
            Files.createDirectories(file.getParent());
            if (i % 4 < 2) {
                Files.write(file, "P5\n3 1\n255\n".getBytes(StandardCharsets.US_ASCII));
                Files.write(file, pixels, StandardOpenOption.APPEND);
            } else {
                var picture = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_GRAY);
                picture.getRaster().setDataElements(0, 0, 3, 1, pixels);
                var png = file.resolveSibling("p%02d.png".formatted(i));
                assertThat(ImageIO.write(picture, "png", png.toFile())).isTrue();
            }
        }
        var tensors = folder.resolve("t.safetensors");
        tensors(tensors, values, labels);
        var plan = plan("mlp", MLP, Optional.empty());
        var data = NewJob.of(home, csv, plan).manifest().data();

        assertThat(NewJob.of(home, pictures, plan).manifest().data()).isEqualTo(data);
        assertThat(NewJob.of(home, tensors, plan).manifest().data()).isEqualTo(data);
        tensors(tensors, new byte[119], labels);
        refused(tensors, "119 values for 40 labels; 3 each are wanted");
        labels[7] = 2;
        tensors(tensors, values, labels);
        refused(tensors, "row 7: label 2; the last class is 1");
        Files.move(pictures.resolve("0/p00.PGM"), pictures.resolve("stray.pgm"));
        refused(pictures, "stray.pgm lies in no folder whose name is its label, 0 to 1");
    }

    private static void tensors(Path file, byte[] values, byte[] labels) throws IOException {
        var tensors = new TreeMap<String, Tensor>();
        tensors.put("values", Tensor.ofBytes(Dtype.U8, values, List.of((long) values.length)));
        tensors.put("labels", Tensor.ofBytes(Dtype.U8, labels, List.of((long) labels.length)));
        Files.write(file, Safetensors.encode(new Safetensors.Content(new TreeMap<>(), tensors)));
    }

    private void refused(Path data, String why) {
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> NewJob.of(home, data, plan("mlp", MLP, Optional.empty())))
                .withMessageContaining(why);
    }

    @Test
    void aTierStandsInTheManifestAndItsDevicesHaveToKnowIt() throws Exception {
        var text = file("t.txt", "Call me Ishmael. ".repeat(80));
        var open = plan("gpt", GPT, Optional.empty());
        var tiered =
                new JobPlan(
                        open.title(),
                        open.owner(),
                        open.licence(),
                        open.source(),
                        open.recipe(),
                        open.base(),
                        open.steps(),
                        open.weiPerTeraflop(),
                        open.budget(),
                        Optional.of(Privacy.OWN),
                        open.expires());

        var manifest = NewJob.of(home, text, tiered).manifest();
        assertThat(manifest.privacy()).hasValue(Privacy.OWN);
        assertThat(manifest.needs()).containsExactly("gpt", Privacy.NEED, Extent.NEED);
        assertThat(NewJob.of(home, text, open).manifest().needs())
                .containsExactly("gpt", Extent.NEED);
    }

    @Test
    void theManifestSaysHowLongEachPieceIsAndWhenTheJobExpires() throws Exception {
        var text = file("t.txt", "Call me Ishmael. ".repeat(80));
        var job = NewJob.of(home, text, plan("gpt", GPT, Optional.empty()));
        var pieces = job.publication().pieces();
        assertThat(job.manifest().sizes()).hasSameSizeAs(pieces);
        for (var piece : pieces) {
            assertThat(job.manifest().sizes()).containsEntry(piece.content(), piece.bytes());
        }
        assertThat(job.manifest().isExpired(EXPIRES)).isTrue();
        assertThat(job.manifest().isExpired(EXPIRES.minusSeconds(1))).isFalse();
        assertThat(JobReport.of(job).forPeople()).contains("expires            " + EXPIRES);
        assertThat(NewJob.of(home, text, plan("gpt", GPT, Optional.empty())).id())
                .as("made again")
                .isEqualTo(job.id());
    }

    @Test
    void aWarmModelOfTextIsHeldToTheBoundsThatWereMeasured() throws Exception {
        var text = file("t.txt", "Call me Ishmael. ".repeat(80));
        var young = plan("gpt", GPT, Optional.empty());
        var steps = new JobPlan.Steps(30, 16, new BigDecimal("0.01"), 2, 5, 500, 7);
        var warm =
                new JobPlan(
                        young.title(),
                        young.owner(),
                        young.licence(),
                        young.source(),
                        young.recipe(),
                        young.base(),
                        steps,
                        young.weiPerTeraflop(),
                        young.budget(),
                        Optional.empty(),
                        young.expires());

        var limits = NewJob.of(home, text, warm).manifest().verification().loss().orElseThrow();
        assertThat(limits.minGap()).isEqualByComparingTo("2.5");
        assertThat(limits.doubt()).isPresent();
        assertThat(limits.maxRise()).isPresent();
        assertThat(limits.examples()).isGreaterThan(1);
        var of = NewJob.of(home, text, young).manifest().verification().loss().orElseThrow();
        assertThat(of.minGap()).isEqualByComparingTo("-4");
    }

    private void refused(String csv, String why) throws IOException {
        var file = file("t.csv", csv);
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> NewJob.of(home, file, plan("mlp", MLP, Optional.empty())))
                .withMessageContaining(why);
    }

    @Test
    void adaptersNeedABaseOfTheirOwnSizes() throws Exception {
        var text = file("t.txt", "Call me Ishmael. ".repeat(80));
        var sizes = new TreeMap<>(GPT);
        sizes.put("rank", 2L);
        sizes.put("alpha", 4L);
        var base = folder.resolve("base.safetensors");
        var config = new RecipeConfig("gpt", new TreeMap<>(GPT));
        Safetensors.writeFloats(base, Recipes.parameters(config), Recipes.genesis(config, 1));
        var job = NewJob.of(home, text, plan("lora", sizes, Optional.of(base)));
        var frozen = job.manifest().frozen().orElseThrow();
        assertThat(job.file(frozen)).hasSameBinaryContentAs(base);
        assertThat(job.publication().pieces()).anyMatch(piece -> piece.content().equals(frozen));

        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> NewJob.of(home, text, plan("lora", sizes, Optional.empty())))
                .withMessageContaining("recipe lora needs a base");
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> NewJob.of(home, text, plan("gpt", GPT, Optional.of(base))))
                .withMessageContaining("recipe gpt takes no base");
        sizes.put("width", 32L);
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> NewJob.of(home, text, plan("lora", sizes, Optional.of(base))))
                .withMessageContaining("is wanted");
    }

    @Test
    void theBudgetCoversAllRoundsAndATenthMore() throws Exception {
        var text = file("t.txt", "Call me Ishmael. ".repeat(80));
        var manifest = NewJob.of(home, text, plan("gpt", GPT, Optional.empty())).manifest();
        var all = manifest.payPerLease().ember().multiply(BigDecimal.valueOf(2 * 5));
        assertThat(manifest.budget().ember())
                .isEqualByComparingTo(all.multiply(new BigDecimal("1.1")));
        assertThat(JobFolder.find(home, Optional.of("things-")).manifest()).isEqualTo(manifest);
        assertThat(NewJob.of(home, text, plan("gpt", GPT, Optional.empty())).id())
                .as("the same data and plan are the same job")
                .isEqualTo(JobFolder.find(home, Optional.empty()).id());
    }

    @Test
    void aTableMayBeginWithAByteOrderMarkAndNoRecordIsTakenForNames() throws Exception {
        var plain = file("t.csv", rows(40));
        var plan = plan("mlp", MLP, Optional.empty());
        var data = NewJob.of(home, plain, plan).manifest().data();
        assertThat(NewJob.of(home, file("t.csv", "\uFEFF" + rows(40)), plan).manifest().data())
                .isEqualTo(data);
        assertThat(
                        NewJob.of(home, file("t.csv", "\uFEFFlabel,a,b,c\n" + rows(40)), plan)
                                .manifest()
                                .data())
                .isEqualTo(data);
        refused("0,1,2,NaN\n" + rows(40), "t.csv, line 1: a cell is no whole number from 0 to 255");
    }

    @Test
    void filesBehindLinksAreReadAndLinksThatLeadNowhereAreNamed() throws Exception {
        var texts = Files.createDirectories(folder.resolve("texts"));
        Files.writeString(texts.resolve("a.txt"), "Call me Ishmael. ".repeat(80));
        var elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("b.txt"), "Some years ago. ".repeat(80));
        var plan = plan("gpt", GPT, Optional.empty());
        var alone = NewJob.of(home, texts, plan).manifest().data();
        var link = Files.createSymbolicLink(folder.resolve("link"), texts);
        assertThat(NewJob.of(home, link, plan).manifest().data()).isEqualTo(alone);

        var more = Files.createSymbolicLink(texts.resolve("more"), elsewhere);
        assertThat(NewJob.of(home, texts, plan).manifest().data().shards())
                .isNotEqualTo(alone.shards());
        Files.delete(elsewhere.resolve("b.txt"));
        Files.delete(elsewhere);
        refused(texts, plan, more + " is a link that leads nowhere");
        Files.delete(more);
        Files.createSymbolicLink(texts.resolve("round"), texts);
        refused(texts, plan, "is a link back into the folder that it is in");
        Files.delete(texts.resolve("round"));
        assertThat(NewJob.of(home, texts, plan).manifest().data()).isEqualTo(alone);
    }

    private void refused(Path data, JobPlan plan, String why) {
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> NewJob.of(home, data, plan))
                .withMessageContaining(why);
    }

    @Test
    void aPictureHasTheModelsWidthAndHeight() throws Exception {
        var plan = plan("cnn", Map.of("channels", 2L, "hidden", 4L), Optional.empty());
        var file = folder.resolve("pictures/3/wide.pgm");
        Files.createDirectories(file.getParent());
        Files.write(file, "P5\n56 14\n255\n".getBytes(StandardCharsets.US_ASCII));
        Files.write(file, new byte[784], StandardOpenOption.APPEND);
        refused(
                folder.resolve("pictures"),
                plan,
                "wide.pgm has 56 × 14 pixels; the model takes 28 × 28");
        var picture = new BufferedImage(14, 56, BufferedImage.TYPE_BYTE_GRAY);
        ImageIO.write(picture, "png", file.resolveSibling("high.png").toFile());
        refused(
                file.resolveSibling("high.png"),
                plan,
                "high.png has 14 × 56 pixels; the model takes 28 × 28");
    }

    @Test
    void aBaseOfOtherNumbersIsRefusedHereAndNotOnceAllOfItWasSent() throws Exception {
        var text = file("t.txt", "Call me Ishmael. ".repeat(80));
        var sizes = new TreeMap<>(GPT);
        sizes.put("rank", 2L);
        sizes.put("alpha", 4L);
        var halves = new TreeMap<String, Tensor>();
        for (var spec : Recipes.parameters(new RecipeConfig("gpt", new TreeMap<>(GPT)))) {
            int bytes = Math.toIntExact(2 * spec.elements());
            halves.put(spec.name(), Tensor.ofBytes(Dtype.F16, new byte[bytes], spec.shape()));
        }
        var base = folder.resolve("base.safetensors");
        Files.write(base, Safetensors.encode(new Safetensors.Content(new TreeMap<>(), halves)));
        refused(
                text,
                plan("lora", sizes, Optional.of(base)),
                "base.safetensors has numbers of F16, and F32 are wanted");
    }

    @Test
    void asMuchTextAsIsReadBecomesNoMoreShardsThanAJobHas() {
        int most = 1 << 30;
        assertThat(Texts.shards(most, 64, 4)).isLessThanOrEqualTo(10_000);
        assertThat(Texts.shards(700_000, 64, 4)).isEqualTo(10);
        assertThat(Texts.shards(100_000, 64, 4)).isEqualTo(4);
        assertThat(Texts.shards(4_000_000, 30_000, 2)).as("each of some examples").isEqualTo(16);
    }

    @Test
    void dataThatWasDamagedSinceIsNotSent() throws Exception {
        var text = file("t.txt", "Call me Ishmael. ".repeat(80));
        var job = NewJob.of(home, text, plan("gpt", GPT, Optional.empty()));
        var shard = job.file(job.manifest().data().shards().getFirst());
        byte[] whole = Files.readAllBytes(shard);
        Files.write(shard, Arrays.copyOf(whole, whole.length - 1));
        damaged(job);
        Files.write(shard, new byte[0]);
        damaged(job);
        Files.delete(shard);
        damaged(job);
        Files.write(shard, whole);
        assertThat(job.publication().pieces()).isNotEmpty();
        whole[7]++;
        Files.write(shard, whole);
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> job.whole(job.manifest().data().shards().getFirst()))
                .withMessageContaining(shard + " is damaged");
    }

    private static void damaged(JobFolder job) {
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(job::publication)
                .withMessageContaining("is damaged")
                .withMessageContaining("hearth job new");
    }

    @Test
    void sizesThatMeanNothingAndFilesThatCannotBeWrittenAreNamed() throws Exception {
        var text = file("t.txt", "Call me Ishmael. ".repeat(80));
        var sizes = new TreeMap<>(GPT);
        sizes.put("context", -1L);
        refused(text, plan("gpt", sizes, Optional.empty()), "context");
        refused(text, plan("mlp", Map.of(), Optional.empty()), "inputs");
        var jobs = Files.writeString(home.folder().resolve("jobs"), "a file in its place");
        refused(text, plan("gpt", GPT, Optional.empty()), " cannot be read or written (");
        assertThat(jobs).isRegularFile();
    }
}
