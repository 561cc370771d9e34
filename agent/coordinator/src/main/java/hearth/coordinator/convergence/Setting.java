package hearth.coordinator.convergence;

import hearth.protocol.Manifest;
import hearth.protocol.RecipeConfig;

import java.util.TreeMap;

/// What all ways of a comparison have in common; what is not named here is the job's.
///
/// @param depth of the model, in blocks
/// @param rounds of leases
/// @param workers each of whom does a lease in each round
/// @param innerSteps of a lease
/// @param warmStartSteps of plain AdamW before the first round
/// @param rate inner learning rate at its peak
/// @param outerRate,outerMomentum of the outer step
/// @param seed of the batches
public record Setting(
        int depth,
        int rounds,
        int workers,
        int innerSteps,
        int warmStartSteps,
        double rate,
        double outerRate,
        double outerMomentum,
        long seed) {
    private static final String DEPTH = "depth";

    /// The job's own numbers.
    public static Setting of(Manifest manifest, int rounds) {
        var plan = manifest.training();
        var depth = manifest.recipe().shape().get(DEPTH);
        return new Setting(
                depth == null ? 0 : Math.toIntExact(depth),
                rounds,
                plan.leasesPerRound(),
                plan.innerSteps(),
                plan.warmStartSteps(),
                plan.learningRate().doubleValue(),
                plan.outerLearningRate().doubleValue(),
                plan.outerMomentum().doubleValue(),
                1);
    }

    /// The setting in which our research measured what the network's form costs
    /// (reference/training.md §1.4): a model that has already learnt, rounds of short leases.
    public static Setting ofTheResearch() {
        return new Setting(3, 20, 4, 30, 500, 0.004, 0.7, 0.9, 1);
    }

    RecipeConfig recipe(Manifest manifest) {
        var sizes = new TreeMap<>(manifest.recipe().shape());
        sizes.replace(DEPTH, (long) depth);
        return new RecipeConfig(manifest.recipe().recipe(), sizes);
    }

    int steps() {
        return rounds * innerSteps;
    }
}
