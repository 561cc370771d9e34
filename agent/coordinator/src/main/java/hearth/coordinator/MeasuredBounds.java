package hearth.coordinator;

import hearth.protocol.LossLimits;
import hearth.protocol.Manifest;
import hearth.protocol.Manifest.RepeatLimits;
import hearth.protocol.Manifest.TrainingPlan;
import hearth.protocol.Manifest.Verification;
import hearth.protocol.RecipeConfig;
import hearth.trainer.Recipes;

import java.math.BigDecimal;
import java.util.Optional;

/// Bounds of the cheap layers that were measured on honest work and 17 attacks.
public final class MeasuredBounds {
    /// To the mean of a round's others, below which no honest work was seen (`docs/decisions`, 2
    /// and 26).
    private static final BigDecimal COSINE_OF_TEXT = new BigDecimal("0.25");

    private static final BigDecimal COSINE_OF_CLASSES = new BigDecimal("-0.3");

    /// What `hearth bench verification` measures: warm start, steps and batch of a lease.
    private static final int WARM = 500;

    private static final int MEASURED_STEPS = 30;
    private static final int MEASURED_BATCH = 16;
    private static final int SEQUENCES = 16;
    private static final int SEQUENCE_BYTES = 256;

    private MeasuredBounds() {}

    /// Of a job that trains: a model of text that was warmed up is held to the bounds that were
    /// measured for such ones, any other to those of small models.
    public static Verification of(RecipeConfig recipe, TrainingPlan plan) {
        boolean isWarm =
                Recipes.writesText(recipe)
                        && plan.warmStartSteps() >= WARM
                        && plan.innerSteps() >= MEASURED_STEPS
                        && plan.batch() >= MEASURED_BATCH;
        return isWarm ? ofWarmModels(SEQUENCES, examples(recipe)) : ofSmallModels(recipe);
    }

    /// Of one sequence.
    private static int examples(RecipeConfig recipe) {
        return Math.max(1, Math.ceilDiv(SEQUENCE_BYTES, Math.toIntExact(recipe.size("context"))));
    }

    /// How far two that did the same work may be apart, whatever the job says: only by these bounds
    /// anything is taken from anybody.
    static RepeatLimits repeat(Manifest manifest) {
        return manifest.inference()
                .map(asked -> asked.form().repeatLimits(manifest.training().innerSteps()))
                .orElseGet(RepeatLimits::usual);
    }

    /// For a small model of which no more is known than what it learns.
    public static Verification ofSmallModels(RecipeConfig recipe) {
        return Verification.ofSmallModels(
                Recipes.writesText(recipe) ? COSINE_OF_TEXT : COSINE_OF_CLASSES);
    }

    /// For a model of text after some hundred plain steps, in leases of at least 30 steps of 16
    /// examples: what `hearth bench verification` tries (`docs/decisions`, 9 and 18).
    ///
    /// @param sequences that are measured of each kind, at most
    /// @param examples of one sequence; 256 bytes of text were measured
    public static Verification ofWarmModels(int sequences, int examples) {
        return new Verification(
                new BigDecimal("0.5"),
                new BigDecimal("2"),
                new BigDecimal("0.05"),
                new BigDecimal("0.6"),
                Optional.of(
                        new LossLimits(
                                        new BigDecimal("0.2"),
                                        sequences,
                                        examples,
                                        new BigDecimal("-0.01"),
                                        new BigDecimal("2.5"))
                                .doubting(new BigDecimal("0.25"), BigDecimal.ZERO)),
                Optional.of(RepeatLimits.usual()));
    }
}
