package hearth.app.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Wei;
import hearth.trainer.Recipes;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What becomes of what an owner asks, and what is said about what cannot be asked.
class AskPlanTest {
    private static final RecipeConfig GPT =
            new RecipeConfig(
                    "gpt",
                    new TreeMap<>(Map.of("depth", 1L, "width", 16L, "heads", 2L, "context", 16L)));
    private static final RecipeConfig MLP =
            new RecipeConfig("mlp", new TreeMap<>(Map.of("inputs", 4L, "classes", 2L)));

    @TempDir private Path folder;
    private HearthHome home;

    @BeforeEach
    void open() {
        home = HearthHome.open(folder.resolve("home"));
    }

    private AskPlan plan(RecipeConfig recipe) {
        var model = folder.resolve("model");
        Recipes.writeGenesis(model, recipe, 1);
        return new AskPlan(
                "Things",
                "the tests",
                "CC0",
                "here",
                recipe,
                model,
                Optional.empty(),
                8,
                BigDecimal.ZERO,
                5,
                3,
                Wei.ofEmber("1"),
                Optional.empty(),
                Optional.empty(),
                Instant.parse("2026-05-01T00:00:00Z"));
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    @Test
    void promptsAreDealtEvenlyAndInOrder() throws Exception {
        var job = NewJob.of(home, file("p.txt", "one\n\ntwo\nthree\nfour\n"), plan(GPT));
        var asked = job.manifest().inference().orElseThrow();
        assertThat(asked.inputs()).isEqualTo(4);
        assertThat(asked.inputBytes()).as("of the longest").isEqualTo(5);
        assertThat(job.manifest().data().shards()).hasSize(2);
        var first = Files.readAllBytes(job.file(job.manifest().data().shards().getFirst()));
        assertThat(first).containsExactly(0, 3, 'o', 'n', 'e', 0, 0, 0, 3, 't', 'w', 'o', 0, 0);
        assertThat(job.publication().pieces()).hasSize(3);
        for (var piece : job.publication().pieces()) {
            assertThat(job.manifest().sizes()).containsEntry(piece.content(), piece.bytes());
        }
        assertThat(job.manifest().training().innerSteps()).isEqualTo(2);
    }

    @Test
    void whatCannotBeAskedIsNamedByFileAndLine() throws Exception {
        refused(GPT, file("a.txt", "fits\nseventeen letters\n"), "a.txt, line 2: a prompt of 17");
        refused(GPT, file("b.jsonl", "\"fits\"\n{\"text\": 1}\n"), "b.jsonl, line 2: neither");
        refused(GPT, file("c.jsonl", "{\n"), "c.jsonl, line 1: this is no JSON");
        refused(GPT, file("d.txt", "\n \n"), "asks nothing");
        refused(MLP, file("e.csv", "1,2,3,4\n0,1,2,3,4\n"), "e.csv, line 2: 5 cells");
        refused(MLP, file("f.csv", "1,2,3,400\n"), "f.csv, line 1: a cell is no whole number");
        refused(MLP, file("g.pgm", "P5 3 1 255\nabc"), "3 × 1 pixels; the model takes 4");
        refused(
                MLP,
                file("h.pgm", "P2 2 2 255\n1 2 3 4"),
                "h.pgm is no PNG or JPEG picture and no binary PGM");
    }

    private void refused(RecipeConfig recipe, Path source, String why) {
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> NewJob.of(home, source, plan(recipe)))
                .withMessageContaining(why);
    }

    @Test
    void rowsAndPicturesBecomeRecords() throws Exception {
        var rows = NewJob.of(home, file("r.csv", "a,b,c,d\n1,2,3,255\n"), plan(MLP));
        var shard = rows.manifest().data().shards().getFirst();
        assertThat(Files.readAllBytes(rows.file(shard))).containsExactly(1, 2, 3, -1);
        var picture = NewJob.of(home, file("p.pgm", "P5\n# made\n2 2\n255\nabcd"), plan(MLP));
        shard = picture.manifest().data().shards().getFirst();
        assertThat(Files.readAllBytes(picture.file(shard))).containsExactly('a', 'b', 'c', 'd');
    }

    @Test
    void aModelOfAnotherRecipeIsRefusedByWhoeverPublishesIt() throws Exception {
        var text = file("p.txt", "one\n");
        var wrong = plan(GPT);
        Recipes.writeGenesis(wrong.model(), MLP, 1);
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> NewJob.of(home, text, wrong))
                .withMessageContaining("is no model of recipe gpt");
    }

    @Test
    void aByteOrderMarkIsNoPartOfThePromptOrTheRow() throws Exception {
        var job = NewJob.of(home, file("p.txt", "\uFEFFone\n"), plan(GPT));
        assertThat(job.manifest().inference().orElseThrow().inputBytes()).isEqualTo(3);
        var lines = NewJob.of(home, file("p.jsonl", "\uFEFF\"one\"\n"), plan(GPT));
        assertThat(lines.manifest().data().shards()).isEqualTo(job.manifest().data().shards());
        var rows = NewJob.of(home, file("r.csv", "\uFEFF1,2,3,255\n"), plan(MLP));
        assertThat(rows.manifest().inference().orElseThrow().inputs()).isEqualTo(1);
    }

    @Test
    void whatIsNotTheTextOfAPromptIsNotAskedInItsPlace() throws Exception {
        refused(GPT, file("p.txt", "on\0e\n"), "p.txt, line 1: a prompt with a zero byte");
        refused(
                GPT,
                file("p.jsonl", "\"a \\ud83d b\"\n"),
                "p.jsonl, line 1: a prompt with half a character");
        refused(MLP, file("r.csv", "1,2,3,x\n1,2,3,4\n"), "r.csv, line 1: a cell is no whole");
    }

    @Test
    void moreInputsThanAJobHasShardsForAreALongerLease() throws Exception {
        assertThat(plan(GPT).shards(7)).isEqualTo(3);
        assertThat(plan(GPT).shards(30_000)).isEqualTo(10_000);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> plan(GPT).shards(30_001))
                .withMessageContaining("30001 inputs, 3 a lease, are more than 10000 leases")
                .withMessageContaining("--lease-inputs 4");
    }
}
