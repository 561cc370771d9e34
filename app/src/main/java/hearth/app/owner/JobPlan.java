package hearth.app.owner;

import hearth.coordinator.JobTerms;
import hearth.coordinator.MeasuredBounds;
import hearth.protocol.BlockCodec;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Manifest;
import hearth.protocol.Manifest.DataPlan;
import hearth.protocol.Manifest.TrainingPlan;
import hearth.protocol.Manifest.Verification;
import hearth.protocol.Privacy;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Safetensors;
import hearth.protocol.Sha256;
import hearth.protocol.Tensor;
import hearth.protocol.TensorSpec;
import hearth.protocol.Wei;
import hearth.trainer.Recipes;

import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What an owner decided about a job, apart from its data.
///
/// @param base file of the frozen parameters that a recipe of adapters reads (safetensors, F32)
/// @param weiPerTeraflop price of 10^12 operations
/// @param budget empty: what the whole job costs and a tenth for what is done twice
/// @param privacy who may see the data; empty where everybody may
/// @param expires from when on nobody begins any of it; whole seconds
public record JobPlan(
        String title,
        String owner,
        String licence,
        String source,
        RecipeConfig recipe,
        Optional<Path> base,
        Steps steps,
        Wei weiPerTeraflop,
        Optional<Wei> budget,
        Optional<Privacy> privacy,
        Instant expires) {
    private static final BigDecimal PERCENT_WITH_SPARE = new BigDecimal("1.10");

    /// Nats by which a round may raise the held-out loss.
    private static final BigDecimal MOST_RISE = new BigDecimal("0.02");

    private static final int WARM_UP = 5;

    /// @param inner of one lease
    /// @param leases of one round
    /// @param warmStart plain steps of the coordinator before the first round
    /// @param seed of the random start
    public record Steps(
            int inner,
            int batch,
            BigDecimal rate,
            int leases,
            int rounds,
            int warmStart,
            long seed) {}

    /// The manifest over this data, but for its lengths.
    ///
    /// @throws IllegalArgumentException with a sentence that names the first thing that is wrong
    Manifest manifest(List<Sha256> shards, Sha256 heldOut) {
        checkBase();
        var frozen = base.map(JobPlan::hash);
        long flop =
                Math.multiplyExact(
                        Recipes.flopPerStep(recipe, steps.batch()), (long) steps.inner());
        var free = manifest(shards, heldOut, frozen, flop, Wei.ZERO);
        var manifest = manifest(shards, heldOut, frozen, flop, budget.orElseGet(() -> whole(free)));
        JobTerms.check(manifest);
        return manifest;
    }

    private void checkBase() {
        var wanted = Recipes.frozen(recipe);
        if (wanted.isEmpty() == base.isPresent()) {
            throw new IllegalArgumentException(
                    wanted.isEmpty()
                            ? "recipe " + recipe.recipe() + " takes no base"
                            : "recipe " + recipe.recipe() + " needs a base (--base FILE)");
        }
        base.ifPresent(
                file -> {
                    var found = specs(file);
                    for (int i = 0; i < Math.min(wanted.size(), found.size()); i++) {
                        if (!wanted.get(i).equals(found.get(i))) {
                            throw new IllegalArgumentException(
                                    "%s has %s where %s is wanted"
                                            .formatted(file, found.get(i), wanted.get(i)));
                        }
                    }
                    if (wanted.size() != found.size()) {
                        throw new IllegalArgumentException(
                                "%s has %d tensors, and %d are wanted"
                                        .formatted(file, found.size(), wanted.size()));
                    }
                });
    }

    static List<TensorSpec> specs(Path file) {
        try {
            var tensors = Safetensors.read(file).tensors();
            tensors.values().stream()
                    .map(Tensor::dtype)
                    .filter(type -> type != Tensor.Dtype.F32)
                    .findFirst()
                    .ifPresent(
                            other -> {
                                throw new IllegalArgumentException(
                                        "%s has numbers of %s, and F32 are wanted"
                                                .formatted(file, other));
                            });
            return tensors.entrySet().stream()
                    .map(t -> new TensorSpec(t.getKey(), t.getValue().shape()))
                    .toList();
        } catch (MalformedMessageException | UncheckedIOException e) {
            throw new IllegalArgumentException(file + " is no file of tensors", e);
        }
    }

    private static Sha256 hash(Path file) {
        return Sha256.ofFile(file);
    }

    private Wei whole(Manifest manifest) {
        var leases =
                BigInteger.valueOf(steps.leases()).multiply(BigInteger.valueOf(steps.rounds()));
        var cost = new BigDecimal(manifest.payPerLease().value().multiply(leases));
        return new Wei(
                cost.multiply(PERCENT_WITH_SPARE).setScale(0, RoundingMode.UP).toBigIntegerExact());
    }

    private Manifest manifest(
            List<Sha256> shards, Sha256 heldOut, Optional<Sha256> frozen, long flop, Wei whole) {
        return new Manifest(
                Manifest.UNSIZED,
                title,
                owner,
                recipe,
                Recipes.parameters(recipe),
                frozen,
                training(),
                new DataPlan(title, source, licence, shards, heldOut),
                verification(),
                flop,
                weiPerTeraflop,
                whole,
                Optional.empty(),
                privacy,
                Optional.empty());
    }

    /// Rounds that harm the model are not taken (the coordinator's decision record 7).
    private Verification verification() {
        var of = MeasuredBounds.of(recipe, training());
        return new Verification(
                of.minNorm(),
                of.maxNorm(),
                of.minCosine(),
                of.maxPairCosine(),
                of.loss().map(limits -> limits.rising(MOST_RISE)),
                of.repeat());
    }

    private TrainingPlan training() {
        return new TrainingPlan(
                steps.inner(),
                Math.min(WARM_UP, steps.inner()),
                steps.batch(),
                steps.rate(),
                new BigDecimal("0.1"),
                BigDecimal.ONE,
                new BigDecimal("0.7"),
                new BigDecimal("0.9"),
                steps.leases(),
                steps.rounds(),
                steps.warmStart(),
                steps.seed(),
                BlockCodec.DQ4.id());
    }
}
