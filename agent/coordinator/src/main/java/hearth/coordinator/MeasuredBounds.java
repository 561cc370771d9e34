package hearth.coordinator;

import hearth.protocol.Manifest.LossLimits;
import hearth.protocol.Manifest.RepeatLimits;
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

    private MeasuredBounds() {}

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
