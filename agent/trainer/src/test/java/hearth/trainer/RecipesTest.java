package hearth.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import hearth.protocol.RecipeConfig;
import hearth.protocol.TensorSpec;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.LongStream;

class RecipesTest {
    @Test
    void parametersAreSortedByNameAndHaveGenesisValues() {
        for (var recipe : List.of(Trainers.GPT, Trainers.CNN)) {
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
    void operationsOfAStepAreThreeForwardPasses() {
        // Width 2, depth 1, context 1: 2·(12·4 + 256·2) + 4·1·2 operations for the one byte.
        var tiny = config("gpt", Map.of("depth", 1L, "width", 2L, "heads", 1L, "context", 1L));
        assertThat(Recipes.flopPerStep(tiny, 5)).isEqualTo(5 * 3 * (2 * (48 + 512) + 8));
    }

    @Test
    void refusesARecipeThatIsNotInTheCatalogue() {
        assertThatIllegalArgumentException().isThrownBy(() -> Recipes.of(config("rnn", Map.of())));
    }

    @Test
    void refusesHeadsThatDoNotDivideTheWidth() {
        var odd = config("gpt", Map.of("depth", 1L, "width", 8L, "heads", 3L, "context", 4L));
        assertThatIllegalArgumentException().isThrownBy(() -> Recipes.of(odd));
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
