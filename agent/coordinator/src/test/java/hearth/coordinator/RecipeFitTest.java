package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import hearth.protocol.Manifest;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Safetensors;
import hearth.protocol.Sha256;
import hearth.protocol.TensorSpec;
import hearth.protocol.Wei;
import hearth.storage.FileBlobStore;
import hearth.trainer.Recipes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

class RecipeFitTest {
    private static final Map<String, Long> SIZES =
            Map.of("depth", 1L, "width", 8L, "heads", 2L, "context", 8L);
    private static final RecipeConfig GPT = new RecipeConfig("gpt", new TreeMap<>(SIZES));
    private static final RecipeConfig LORA = lora();

    @TempDir Path folder;

    private static RecipeConfig lora() {
        var sizes = new TreeMap<>(SIZES);
        sizes.put("rank", 2L);
        sizes.put("alpha", 4L);
        return new RecipeConfig("lora", sizes);
    }

    private Manifest manifest(
            RecipeConfig recipe, List<TensorSpec> parameters, boolean base, long flop) {
        var plain = TestJobs.manifest(new FileBlobStore(folder.resolve("blobs")), 1, 1, Wei.of(1));
        return new Manifest(
                plain.version(),
                plain.title(),
                plain.owner(),
                recipe,
                parameters,
                base ? Optional.of(Sha256.of("base")) : Optional.empty(),
                plain.training(),
                plain.data(),
                plain.verification(),
                flop,
                plain.weiPerTeraflop(),
                plain.budget());
    }

    private Manifest fitting(RecipeConfig recipe, boolean base) {
        return manifest(recipe, Recipes.parameters(recipe), base, flop(recipe));
    }

    /// Of the test job's plan: 30 steps of 16 examples.
    private static long flop(RecipeConfig recipe) {
        return Recipes.flopPerStep(recipe, 16) * 30;
    }

    private Path base(RecipeConfig recipe) {
        var file = folder.resolve("base");
        Safetensors.writeFloats(file, Recipes.parameters(recipe), Recipes.genesis(recipe, 1));
        return file;
    }

    private static void assertUnfit(Manifest manifest, Optional<Path> frozen, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RecipeFit(manifest).check(frozen))
                .withMessageContaining(why);
    }

    @Test
    void acceptsWhatTheRecipeMakesOfItsSizes() {
        assertThatCode(() -> new RecipeFit(fitting(GPT, false)).check(Optional.empty()))
                .doesNotThrowAnyException();
        assertThatCode(() -> new RecipeFit(fitting(LORA, true)).check(Optional.of(base(GPT))))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesOtherTensorsThanTheRecipeTrainsByName() {
        var other = new ArrayList<>(Recipes.parameters(GPT));
        var first = other.getFirst();
        other.set(0, new TensorSpec(first.name() + "s", first.shape()));
        assertUnfit(
                manifest(GPT, other, false, flop(GPT)),
                Optional.empty(),
                "trains %s of shape %s, and the job has %ss"
                        .formatted(first.name(), first.shape(), first.name()));
        other.set(0, new TensorSpec(first.name(), List.of(7L)));
        assertUnfit(manifest(GPT, other, false, flop(GPT)), Optional.empty(), "of shape [7]");
        other.removeFirst();
        assertUnfit(manifest(GPT, other, false, flop(GPT)), Optional.empty(), "trains");
        var more = new ArrayList<>(Recipes.parameters(GPT));
        more.add(new TensorSpec("zz", List.of(1L)));
        assertUnfit(
                manifest(GPT, more, false, flop(GPT)),
                Optional.empty(),
                "trains %d tensors, and the job has %d".formatted(more.size() - 1, more.size()));
    }

    @Test
    void refusesToTrainWhatAnAdapterMustFreeze() {
        assertUnfit(
                manifest(LORA, Recipes.parameters(GPT), true, flop(LORA)),
                Optional.of(base(GPT)),
                "trains block00.attention.output.a");
    }

    @Test
    void refusesAFrozenBaseThatIsMissingTooMuchOrAnother() throws Exception {
        assertUnfit(fitting(LORA, false), Optional.empty(), "needs a frozen base");
        assertUnfit(fitting(GPT, true), Optional.of(base(GPT)), "freezes nothing");
        assertUnfit(fitting(LORA, true), Optional.of(base(LORA)), "freezes");
        var broken = Files.write(folder.resolve("broken"), new byte[16]);
        assertUnfit(fitting(LORA, true), Optional.of(broken), "a file of tensors");
    }

    @Test
    void refusesAnotherPriceThanTheFormulas() {
        assertUnfit(
                manifest(GPT, Recipes.parameters(GPT), false, flop(GPT) + 1),
                Optional.empty(),
                "operations a lease");
    }

    @Test
    void refusesSizesThatTheRecipeDoesNotTake() {
        var wrong = new RecipeConfig("gpt", new TreeMap<>(Map.of("depth", 1L)));
        assertUnfit(manifest(wrong, List.of(), false, 1), Optional.empty(), "width");
    }
}
