package hearth.app.owner;

import hearth.coordinator.JobTerms;
import hearth.protocol.Inference;
import hearth.protocol.Inference.Form;
import hearth.protocol.Manifest;
import hearth.protocol.Manifest.DataPlan;
import hearth.protocol.Manifest.TrainingPlan;
import hearth.protocol.Manifest.Verification;
import hearth.protocol.Privacy;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.trainer.Recipes;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What an owner decided about a job that asks a finished model, apart from its inputs.
///
/// @param model file of its parameters (safetensors, F32)
/// @param base file of the frozen parameters that a recipe of adapters reads
/// @param answerBytes of each text that the model is to write; means nothing where it classifies
/// @param inputsOfALease at most; the shards are of the same length but for one input
/// @param weiPerTeraflop price of 10^12 operations
/// @param budget empty: what all answers cost and a fifth for what is done twice
/// @param privacy who may see the data; empty where everybody may
/// @param expires from when on nobody begins any of it; whole seconds
public record AskPlan(
        String title,
        String owner,
        String licence,
        String source,
        RecipeConfig recipe,
        Path model,
        Optional<Path> base,
        int answerBytes,
        BigDecimal temperature,
        long seed,
        int inputsOfALease,
        Wei weiPerTeraflop,
        Optional<Wei> budget,
        Optional<Privacy> privacy,
        Instant expires) {
    private static final BigDecimal WITH_SPARE = new BigDecimal("1.20");

    boolean writesText() {
        return Recipes.writesText(recipe);
    }

    /// Bytes of the longest text, or of each row.
    int mostInputBytes() {
        return Recipes.mostInputBytes(recipe);
    }

    /// Shards for so many inputs.
    ///
    /// @throws IllegalArgumentException if a job has not so many
    int shards(int inputs) {
        int shards = Math.ceilDiv(inputs, inputsOfALease);
        if (shards > JobTerms.MOST_SHARDS) {
            throw new IllegalArgumentException(
                    "%d inputs, %d a lease, are more than %d leases; --lease-inputs %d does"
                            .formatted(
                                    inputs,
                                    inputsOfALease,
                                    JobTerms.MOST_SHARDS,
                                    Math.ceilDiv(inputs, JobTerms.MOST_SHARDS)));
        }
        return shards;
    }

    Inference asked(int inputs, int inputBytes) {
        return new Inference(
                Sha256.ofFile(model),
                inputs,
                inputBytes,
                writesText() ? Form.TEXT : Form.SCORES,
                writesText() ? answerBytes : Recipes.scores(recipe),
                writesText() ? temperature.stripTrailingZeros() : BigDecimal.ZERO,
                writesText() ? seed : 0);
    }

    /// The manifest over these shards, but for its lengths.
    ///
    /// @throws IllegalArgumentException with a sentence that names the first thing that is wrong
    Manifest manifest(Inference asked, List<Sha256> shards) {
        Recipes.checkAsked(recipe, asked);
        if (!JobPlan.specs(model).equals(Recipes.parameters(recipe))) {
            throw new IllegalArgumentException(
                    model + " is no model of recipe " + recipe.recipe() + " with these sizes");
        }
        var free = manifest(asked, shards, Wei.ZERO);
        var manifest = manifest(asked, shards, budget.orElseGet(() -> whole(free, asked)));
        JobTerms.check(manifest);
        return manifest;
    }

    private Manifest manifest(Inference asked, List<Sha256> shards, Wei whole) {
        int inputs = asked.inputsOf(0, shards.size());
        return new Manifest(
                Manifest.UNSIZED,
                title,
                owner,
                recipe,
                Recipes.parameters(recipe),
                base.map(Sha256::ofFile),
                TrainingPlan.none(inputs, shards.size()),
                new DataPlan(title, source, licence, shards, Optional.empty()),
                Verification.ofAnswers(asked.form(), inputs),
                Math.multiplyExact(Recipes.flopPerAnswer(recipe, asked), (long) inputs),
                weiPerTeraflop,
                whole,
                Optional.of(asked),
                privacy,
                Optional.empty());
    }

    private static Wei whole(Manifest manifest, Inference asked) {
        var all =
                manifest.payPerLease()
                        .value()
                        .multiply(BigInteger.valueOf(asked.inputs()))
                        .divide(BigInteger.valueOf(manifest.training().innerSteps()));
        return new Wei(
                new BigDecimal(all)
                        .multiply(WITH_SPARE)
                        .setScale(0, RoundingMode.UP)
                        .toBigIntegerExact());
    }
}
