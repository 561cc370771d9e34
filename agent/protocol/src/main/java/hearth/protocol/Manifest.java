package hearth.protocol;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/// Everything about a job that never changes: a job is data, not code. Its content address names it
/// everywhere, and every number that decides pay or bytes is in here.
///
/// @param version of this form, now 1
/// @param title shown to contributors
/// @param parameters of the model, sorted by name; they fix the length of every update
/// @param flopPerLease floating-point operations of one whole lease, from the recipe's formula
/// @param weiPerTeraflop price of 10^12 operations
/// @param owner name of the job owner, as shown
public record Manifest(
        int version,
        String title,
        String owner,
        RecipeConfig recipe,
        List<TensorSpec> parameters,
        TrainingPlan training,
        DataPlan data,
        Verification verification,
        long flopPerLease,
        Wei weiPerTeraflop,
        Wei budget) {
    public static final int VERSION = 1;
    private static final long TERA = 1_000_000_000_000L;

    /// How a lease trains and how a round aggregates. Decimals are text in JSON.
    ///
    /// @param innerSteps optimiser steps of one lease
    /// @param warmupSteps steps at the start of a lease during which the rate rises linearly
    /// @param learningRate peak of the inner rate; cosine over `rounds` down to a tenth
    /// @param leasesPerRound accepted results that close a round
    /// @param rounds after which the job is done
    /// @param warmStartSteps plain AdamW steps of the coordinator before round 0
    /// @param genesisSeed of the random initial parameters
    public record TrainingPlan(
            int innerSteps,
            int warmupSteps,
            int batch,
            BigDecimal learningRate,
            BigDecimal weightDecay,
            BigDecimal clip,
            BigDecimal outerLearningRate,
            BigDecimal outerMomentum,
            int leasesPerRound,
            int rounds,
            int warmStartSteps,
            long genesisSeed,
            String codec) {}

    /// Where the data comes from and its pieces, by content address.
    ///
    /// @param heldOut shard that is only ever used to measure the loss
    public record DataPlan(
            String name, String source, String licence, List<Sha256> shards, Sha256 heldOut) {
        public DataPlan {
            shards = List.copyOf(shards);
        }
    }

    /// Thresholds of the geometry checks (layer L1), as decimals.
    ///
    /// @param minNorm,maxNorm as multiples of the round's median norm
    /// @param minCosine to the mean of the others
    /// @param maxPairCosine above which two updates are duplicates
    public record Verification(
            BigDecimal minNorm,
            BigDecimal maxNorm,
            BigDecimal minCosine,
            BigDecimal maxPairCosine) {}

    public Manifest {
        parameters = List.copyOf(parameters);
    }

    public Sha256 id() {
        return Sha256.of(Json.bytes(this));
    }

    public long parameterCount() {
        return parameters.stream().mapToLong(TensorSpec::elements).sum();
    }

    /// Pay of one accepted lease: price times operations, rounded down to a wei.
    public Wei payPerLease() {
        var pay =
                weiPerTeraflop
                        .value()
                        .multiply(BigInteger.valueOf(flopPerLease))
                        .divide(BigInteger.valueOf(TERA));
        return new Wei(pay);
    }
}
