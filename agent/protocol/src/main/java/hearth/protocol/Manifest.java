package hearth.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/// Everything about a job that never changes: a job is data, not code. Its content address names it
/// everywhere, and every number that decides pay or bytes is in here.
///
/// @param version of the form: [#VERSION], or [#UNSIZED] where it has no extent
/// @param title shown to contributors
/// @param parameters that are trained, sorted by name; they fix the length of every update
/// @param frozen content address of the parameters that the recipe reads and does not train
/// (safetensors, F32), such as the published checkpoint of another job; absent if it trains all
/// @param flopPerLease floating-point operations of one whole lease, from the recipe's formula
/// @param weiPerTeraflop price of 10^12 operations
/// @param owner name of the job owner, as shown
/// @param inference what a finished model is asked; absent where a model is trained. A lease is
/// then so many inputs as `training` has inner steps, and nothing else of that plan means anything
/// @param privacy who may see the data; absent where everybody may
/// @param extent how large all of it is and how long it lasts; absent in the form of before
public record Manifest(
        int version,
        String title,
        String owner,
        RecipeConfig recipe,
        List<TensorSpec> parameters,
        Optional<Sha256> frozen,
        TrainingPlan training,
        DataPlan data,
        Verification verification,
        long flopPerLease,
        Wei weiPerTeraflop,
        Wei budget,
        Optional<Inference> inference,
        Optional<Privacy> privacy,
        Optional<Extent> extent) {
    public static final int VERSION = 2;

    /// Of jobs that were published before manifests had an extent.
    public static final int UNSIZED = 1;

    private static final long TERA = 1_000_000_000_000L;

    /// How a lease trains and how a round aggregates. Decimals are text in JSON.
    ///
    /// @param innerSteps optimiser steps of one lease
    /// @param warmupSteps steps at the start of a lease during which the rate rises linearly
    /// @param learningRate peak of the inner rate; cosine over `rounds` down to a tenth
    /// @param decay whether the rate falls from round to round (absent) or also within a lease
    /// @param leasesPerRound accepted results that close a round
    /// @param rounds after which the job is done
    /// @param warmStartSteps plain AdamW steps of the coordinator before round 0
    /// @param genesisSeed of the random initial parameters
    /// @param accumulation equal parts of a batch that are computed one after the other, so that it
    /// may be larger than memory; absent for one
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
            String codec,
            Optional<Decay> decay,
            OptionalInt accumulation) {
        /// With a rate that is constant in a lease, each batch at once.
        public TrainingPlan(
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
                String codec) {
            this(
                    innerSteps,
                    warmupSteps,
                    batch,
                    learningRate,
                    weightDecay,
                    clip,
                    outerLearningRate,
                    outerMomentum,
                    leasesPerRound,
                    rounds,
                    warmStartSteps,
                    genesisSeed,
                    codec,
                    Optional.empty(),
                    OptionalInt.empty());
        }

        /// Of a job that trains nothing: one round, all that would train is zero.
        ///
        /// @param inputs of a lease
        public static TrainingPlan none(int inputs, int shards) {
            var zero = BigDecimal.ZERO;
            return new TrainingPlan(
                    inputs, 0, 1, zero, zero, zero, zero, zero, shards, 1, 0, 0, Answers.CODEC);
        }
    }

    /// Where the cosine of the inner rate is followed.
    public enum Decay {
        /// Between the rates of two rounds the rate falls in even steps, so that it has no jumps.
        @JsonProperty("by-step")
        BY_STEP
    }

    /// Where the data comes from and its pieces, by content address.
    ///
    /// @param heldOut shard that is only ever used to measure the loss; absent where nothing learns
    public record DataPlan(
            String name,
            String source,
            String licence,
            List<Sha256> shards,
            Optional<Sha256> heldOut) {
        public DataPlan {
            shards = List.copyOf(shards);
        }

        /// Of a job that trains.
        public DataPlan(
                String name, String source, String licence, List<Sha256> shards, Sha256 heldOut) {
            this(name, source, licence, shards, Optional.of(heldOut));
        }
    }

    /// Thresholds of the geometry checks (layer L1), as decimals, and of the layers above it.
    ///
    /// @param minNorm,maxNorm as multiples of the round's median norm
    /// @param minCosine to the mean of the others
    /// @param maxPairCosine above which two updates are duplicates
    /// @param loss of layer L2; absent where the loss is not looked at
    /// @param repeat of layers L3 and L4; absent where no lease is repeated
    public record Verification(
            BigDecimal minNorm,
            BigDecimal maxNorm,
            BigDecimal minCosine,
            BigDecimal maxPairCosine,
            Optional<LossLimits> loss,
            Optional<RepeatLimits> repeat) {
        /// Geometry only.
        public Verification(
                BigDecimal minNorm,
                BigDecimal maxNorm,
                BigDecimal minCosine,
                BigDecimal maxPairCosine) {
            this(minNorm, maxNorm, minCosine, maxPairCosine, Optional.empty(), Optional.empty());
        }

        /// Of a job that asks a model: others repeat some of it, and nothing else is looked at.
        ///
        /// @param inputs of a lease
        public static Verification ofAnswers(Inference.Form form, int inputs) {
            var zero = BigDecimal.ZERO;
            return new Verification(
                    zero,
                    zero,
                    zero,
                    zero,
                    Optional.empty(),
                    Optional.of(form.repeatLimits(inputs)));
        }

        /// Norms and distances as in DESIGN.md. Its other bounds hold for large models late in
        /// their training; those of small young ones were measured (the coordinator's decision
        /// records 2 and 4).
        ///
        /// @param minCosine which depends on what such a model learns
        public static Verification ofSmallModels(BigDecimal minCosine) {
            return new Verification(
                    new BigDecimal("0.5"),
                    new BigDecimal("2"),
                    minCosine,
                    new BigDecimal("0.92"),
                    Optional.of(
                            new LossLimits(
                                    new BigDecimal("0.2"),
                                    16,
                                    1,
                                    new BigDecimal("-0.01"),
                                    new BigDecimal("-4"))),
                    Optional.of(RepeatLimits.usual()));
        }
    }

    /// How far an update may be from what somebody else made of the same lease: ‖x − x'‖ / ‖x'‖,
    /// of texts the share that differs.
    ///
    /// @param same up to which both are the same work
    /// @param other above which they are different work; between them nobody knows yet
    public record RepeatLimits(BigDecimal same, BigDecimal other) {
        public static RepeatLimits usual() {
            return new RepeatLimits(new BigDecimal("0.25"), new BigDecimal("0.45"));
        }
    }

    /// Of a job that trains.
    public Manifest(
            int version,
            String title,
            String owner,
            RecipeConfig recipe,
            List<TensorSpec> parameters,
            Optional<Sha256> frozen,
            TrainingPlan training,
            DataPlan data,
            Verification verification,
            long flopPerLease,
            Wei weiPerTeraflop,
            Wei budget) {
        this(
                version,
                title,
                owner,
                recipe,
                parameters,
                frozen,
                training,
                data,
                verification,
                flopPerLease,
                weiPerTeraflop,
                budget,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// Of a recipe that trains all of its parameters.
    public Manifest(
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
        this(
                version,
                title,
                owner,
                recipe,
                parameters,
                Optional.empty(),
                training,
                data,
                verification,
                flopPerLease,
                weiPerTeraflop,
                budget);
    }

    public Manifest {
        parameters = List.copyOf(parameters);
        if (extent.isPresent() != version > UNSIZED) {
            throw new IllegalArgumentException("an extent is part of version " + VERSION);
        }
        extent.ifPresent(known -> known.check(data, frozen, inference));
    }

    /// The manifest that is written so. One with an extent has one form only.
    ///
    /// @throws MalformedMessageException if it is none
    public static Manifest of(byte[] json) {
        var manifest = Json.read(json, Manifest.class);
        if (manifest.extent.isPresent() && !Arrays.equals(Json.bytes(manifest), json)) {
            throw new MalformedMessageException("not in the one form of a manifest", null);
        }
        return manifest;
    }

    /// The same in the newest form.
    ///
    /// @param bytes of what it names
    public Manifest sized(ToLongFunction<Sha256> bytes, Instant expires) {
        return new Manifest(
                VERSION,
                title,
                owner,
                recipe,
                parameters,
                frozen,
                training,
                data,
                verification,
                flopPerLease,
                weiPerTeraflop,
                budget,
                inference,
                privacy,
                Optional.of(
                        new Extent(
                                expires,
                                data.shards().stream().map(bytes::applyAsLong).toList(),
                                size(data.heldOut(), bytes),
                                size(frozen, bytes),
                                size(inference.map(Inference::model), bytes))));
    }

    private static OptionalLong size(Optional<Sha256> content, ToLongFunction<Sha256> bytes) {
        return content.stream().mapToLong(bytes).findFirst();
    }

    /// Bytes of each content that it names; none are known of the form of before.
    public Map<Sha256, Long> sizes() {
        return extent.map(known -> known.sizes(data, frozen, inference)).orElse(Map.of());
    }

    /// Whether nothing of it is begun any more.
    public boolean isExpired(Instant now) {
        return extent.filter(known -> !now.isBefore(known.expires())).isPresent();
    }

    /// What a device must know to work for this job.
    public List<String> needs() {
        return Stream.of(
                        Optional.of(recipe.recipe()),
                        inference.map(_ -> Answers.CODEC),
                        privacy.map(_ -> Privacy.NEED),
                        extent.map(_ -> Extent.NEED))
                .flatMap(Optional::stream)
                .toList();
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

    /// Steps or inputs that an amount pays for, at most those of a lease.
    public int unitsFor(Wei amount) {
        var pay = payPerLease().value();
        if (pay.signum() == 0) {
            return training.innerSteps();
        }
        return amount.value()
                .multiply(BigInteger.valueOf(training.innerSteps()))
                .divide(pay)
                .min(BigInteger.valueOf(training.innerSteps()))
                .intValueExact();
    }

    /// Pay of the first steps of a lease: their share of the whole, rounded down to a wei.
    ///
    /// @param steps from 1 to the plan's inner steps
    public Wei payFor(int steps) {
        if (steps < 1 || steps > training.innerSteps()) {
            throw new IllegalArgumentException("a lease does not have that many steps");
        }
        return new Wei(
                payPerLease()
                        .value()
                        .multiply(BigInteger.valueOf(steps))
                        .divide(BigInteger.valueOf(training.innerSteps())));
    }
}
