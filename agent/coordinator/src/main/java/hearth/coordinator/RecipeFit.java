package hearth.coordinator;

import hearth.protocol.MalformedMessageException;
import hearth.protocol.Manifest;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Safetensors;
import hearth.protocol.Tensor;
import hearth.protocol.TensorSpec;
import hearth.trainer.Recipes;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Whether a manifest is what its recipe makes of its sizes: the trained tensors by name and shape,
/// the frozen ones where there are any, and the operations that are paid. A job that does not fit
/// would cost every contributor a refused lease, so it is refused instead.
final class RecipeFit {
    private final Manifest manifest;

    RecipeFit(Manifest manifest) {
        this.manifest = manifest;
    }

    /// @param frozen the base that the manifest names, where it names one
    /// @throws IllegalArgumentException with a sentence that names the first thing that does not
    /// fit
    void check(Optional<Path> frozen) {
        checkWithoutData();
        var recipe = manifest.recipe();
        var wanted = Recipes.frozen(recipe);
        if (wanted.isEmpty() == frozen.isPresent()) {
            throw unfit(
                    wanted.isEmpty()
                            ? "freezes nothing, and the manifest names a frozen base"
                            : "needs a frozen base, and the manifest names none");
        }
        frozen.ifPresent(base -> same("freezes", wanted, tensors(base)));
    }

    /// What can be said from the manifest alone.
    ///
    /// @throws IllegalArgumentException as above
    void checkWithoutData() {
        var recipe = manifest.recipe();
        same("trains", Recipes.parameters(recipe), manifest.parameters());
        manifest.inference().ifPresent(asked -> Recipes.checkAsked(recipe, asked));
        long unit =
                manifest.inference()
                        .map(asked -> Recipes.flopPerAnswer(recipe, asked))
                        .orElseGet(() -> Recipes.flopPerStep(recipe, manifest.training().batch()));
        long flop = Math.multiplyExact(unit, (long) manifest.training().innerSteps());
        if (flop != manifest.flopPerLease()) {
            throw unfit(
                    "does %d operations a lease, and the manifest says %d"
                            .formatted(flop, manifest.flopPerLease()));
        }
    }

    private List<TensorSpec> tensors(Path base) {
        try {
            return Safetensors.read(base).tensors().entrySet().stream()
                    .map(t -> spec(t.getKey(), t.getValue()))
                    .toList();
        } catch (MalformedMessageException | UncheckedIOException e) {
            throw new IllegalArgumentException(
                    name() + " needs a frozen base that is a file of tensors", e);
        }
    }

    private TensorSpec spec(String name, Tensor tensor) {
        if (tensor.dtype() != Tensor.Dtype.F32) {
            throw unfit("freezes tensors of F32, and " + name + " is " + tensor.dtype());
        }
        return new TensorSpec(name, tensor.shape());
    }

    private void same(String does, List<TensorSpec> wanted, List<TensorSpec> found) {
        for (int i = 0; i < Math.min(wanted.size(), found.size()); i++) {
            if (!wanted.get(i).equals(found.get(i))) {
                throw unfit(
                        "%s %s, and the job has %s in its place"
                                .formatted(does, text(wanted.get(i)), text(found.get(i))));
            }
        }
        if (wanted.size() != found.size()) {
            throw unfit(
                    "%s %d tensors, and the job has %d"
                            .formatted(does, wanted.size(), found.size()));
        }
    }

    private static String text(TensorSpec spec) {
        return spec.name() + " of shape " + spec.shape();
    }

    private IllegalArgumentException unfit(String why) {
        return new IllegalArgumentException(name() + " " + why);
    }

    private String name() {
        RecipeConfig recipe = manifest.recipe();
        return "the recipe " + recipe.recipe() + " with " + recipe.shape();
    }
}
