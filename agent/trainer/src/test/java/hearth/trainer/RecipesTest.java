package hearth.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import hearth.protocol.RecipeConfig;
import hearth.protocol.TensorSpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

class RecipesTest {
    @Test
    void parametersAreSortedByNameAndHaveGenesisValues() {
        for (var recipe : List.of(Trainers.GPT, Trainers.CNN, Trainers.MLP, Trainers.LORA)) {
            var specs = Recipes.parameters(recipe);
            var genesis = Recipes.genesis(recipe, 1);
            assertThat(specs.stream().map(TensorSpec::name).toList())
                    .isSorted()
                    .isEqualTo(List.copyOf(genesis.keySet()));
            for (var spec : specs) {
                assertThat(genesis.get(spec.name())).hasSize((int) spec.elements());
            }
        }
    }

    @Test
    void genesisDependsOnTheSeedOnly() {
        var one = Recipes.genesis(Trainers.CNN, 1);
        assertThat(one.get("conv1.weight"))
                .isEqualTo(Recipes.genesis(Trainers.CNN, 1).get("conv1.weight"))
                .isNotEqualTo(Recipes.genesis(Trainers.CNN, 2).get("conv1.weight"));
    }

    @Test
    void genesisWeightsHaveTheDeviationOfTheirFanIn() {
        var weights =
                Objects.requireNonNull(Recipes.genesis(Trainers.CNN, 1).get("linear1.weight"));
        double squares = 0;
        for (float w : weights) {
            squares += (double) w * w;
        }
        assertThat(Math.sqrt(squares / weights.length * 1568 / 2)).isBetween(0.98, 1.02);
    }

    @Test
    void operationsOfAStepFollowFromTheFormula() {
        // Width 2, depth 1, context 1: 2·(12·4 + 256·2) + 4·1·2 operations for the one byte.
        var tiny = config("gpt", Map.of("depth", 1L, "width", 2L, "heads", 1L, "context", 1L));
        assertThat(Recipes.flopPerStep(tiny, 5)).isEqualTo(5 * 3 * (2 * (48 + 512) + 8));
        // 3 · 4 weights see the bytes and need one gradient, 4 · 2 need both.
        var flat = config("mlp", Map.of("inputs", 3L, "hidden1", 4L, "classes", 2L));
        assertThat(Recipes.flopPerStep(flat, 5)).isEqualTo(5 * 2 * (2 * 12 + 3 * 8));
    }

    @Test
    void refusesARecipeThatIsNotInTheCatalogue() {
        assertThatIllegalArgumentException().isThrownBy(() -> Recipes.of(config("rnn", Map.of())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "gpt | depth=1 width=8 heads=3 context=4 | gpt: 3 heads do not divide a width of 8",
                "gpt | width=8 heads=2 context=4 | recipe gpt needs a positive size 'depth'",
                "gpt | depth=0 width=8 heads=2 context=4 | recipe gpt needs a positive size 'depth'",
                "gpt | depth=100 width=8 heads=2 context=4 | gpt: 'depth' is over 99",
                "gpt | depth=1 width=65537 heads=1 context=4 | gpt: 'width' is over 65536",
                "gpt | depth=1 width=8 heads=2 context=4 rank=2 | gpt: no size is called 'rank'",
                "gpt | depth=1 width=32768 heads=8 context=4 |"
                        + " block00.attention.output.weight would be over 2 GiB",
                "lora | depth=1 width=8 heads=2 context=4 rank=9 alpha=1 |"
                        + " lora: a rank over the width saves nothing",
                "lora | depth=1 width=8 heads=2 context=4 rank=2 |"
                        + " recipe lora needs a positive size 'alpha'",
                "lora | depth=1 width=9 heads=2 context=4 rank=2 alpha=1 |"
                        + " lora: 2 heads do not divide a width of 9",
                "cnn | channels=4 hidden=8 classes=3 | cnn: no size is called 'classes'",
                "mlp | inputs=4 classes=1 | mlp: one class leaves nothing to learn",
                "mlp | inputs=4 classes=257 | mlp: 'classes' is over 256",
                "mlp | inputs=4 hidden2=3 classes=2 | mlp: no size is called 'hidden2'",
            })
    void refusesSizesThatMakeNoModelAndSaysWhy(String recipe, String sizes, String why) {
        var shape = new TreeMap<String, Long>();
        Pattern.compile("(\\w+)=(\\d+)")
                .matcher(sizes)
                .results()
                .forEach(size -> shape.put(size.group(1), Long.valueOf(size.group(2))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recipes.of(config(recipe, shape)))
                .withMessage(why);
    }

    @Test
    void aFrozenBaseIsTheDecoderOfTheSameSizes() {
        assertThat(Recipes.frozen(Trainers.LORA)).isEqualTo(Recipes.parameters(Trainers.GPT));
        assertThat(Recipes.frozen(Trainers.GPT)).isEmpty();
    }

    @Test
    void countsRowsOfAnMlpAndRefusesBrokenOnes() {
        var config = config("mlp", Map.of("inputs", 2L, "classes", 3L));
        assertThat(Recipes.examplesOf(config, new byte[] {9, 9, 2, 9, 9, 0})).isEqualTo(2);
        for (var broken : List.of(new byte[] {9, 9}, new byte[] {9, 9, 3}, new byte[0])) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Recipes.examplesOf(config, broken));
        }
    }

    @Test
    void countsExamplesOfText() {
        assertThat(Recipes.examplesOf(Trainers.GPT, new byte[65])).isEqualTo(1);
        assertThat(Recipes.examplesOf(Trainers.GPT, new byte[100])).isEqualTo(36);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recipes.examplesOf(Trainers.GPT, new byte[64]));
    }

    @Test
    void countsImagesAndRefusesBrokenRecords() {
        assertThat(Recipes.examplesOf(Trainers.CNN, new byte[3 * 785])).isEqualTo(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recipes.examplesOf(Trainers.CNN, new byte[784]));
        var badLabel = new byte[785];
        badLabel[784] = 10;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recipes.examplesOf(Trainers.CNN, badLabel));
    }

    @Test
    void drawsTheSameExamplesForTheSameStep() {
        var recipe = Recipes.of(Trainers.GPT);
        var shard = ByteBuffer.allocate(5000);
        for (int i = 0; i < shard.limit(); i++) {
            shard.put(i, (byte) SplitMix64.at(3, i));
        }
        assertThat(draw(recipe, shard, 1, 4))
                .isEqualTo(draw(recipe, shard, 1, 4))
                .isNotEqualTo(draw(recipe, shard, 1, 5))
                .isNotEqualTo(draw(recipe, shard, 2, 4));
    }

    /// The reference outputs for seed 1234567, as published with the generator's C source.
    @Test
    void splitMixGivesThePublishedNumbers() {
        assertThat(LongStream.range(0, 3).map(i -> SplitMix64.at(1234567, i)))
                .containsExactly(
                        6457827717110365317L,
                        3203168211198807973L,
                        Long.parseUnsignedLong("9817491932198370423"));
    }

    private static ByteBuffer draw(Recipe recipe, ByteBuffer shard, long seed, long step) {
        var batch = ByteBuffer.allocate(8 * recipe.exampleBytes());
        recipe.draw(shard, seed, step, 8, batch);
        return batch.flip();
    }

    private static RecipeConfig config(String name, Map<String, Long> shape) {
        return new RecipeConfig(name, new TreeMap<>(shape));
    }
}
