package hearth.worker;

import hearth.protocol.CheckpointStep;
import hearth.protocol.FairBounds;
import hearth.protocol.Lease;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Manifest;
import hearth.protocol.Safetensors;
import hearth.protocol.Sha256;
import hearth.protocol.Tensor;
import hearth.protocol.TensorSpec;
import hearth.trainer.Recipes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Gets what a lease names and checks it before anything else sees it: hashes, the manifest's form,
/// names and shapes of the checkpoint.
final class LeaseInputs {
    private static final long MAX_MANIFEST = 1 << 20;
    private static final long MAX_HEADER = (1 << 20) + Long.BYTES;
    private static final long MAX_SHARD = 1L << 30;
    private static final Path NOT_THERE = Path.of("");

    private final Transfers transfers;
    private final HashedFiles cache;
    private final Allowance allowance;
    private final Supplier<Set<Sha256>> inUse;

    /// What came of getting the inputs.
    sealed interface Got {
        record Ready(Training.Order order) implements Got {}

        /// @param limit of the owner's that the lease would break
        record TooMuch(AgentSnapshot.Reason limit) implements Got {}
    }

    /// @param inUse content of the leases in work, which stays in the cache
    LeaseInputs(
            Transfers transfers,
            HashedFiles cache,
            Allowance allowance,
            Supplier<Set<Sha256>> inUse) {
        this.transfers = transfers;
        this.cache = cache;
        this.allowance = allowance;
        this.inUse = inUse;
    }

    Outcome<Got> get(Lease lease) {
        return content(lease.manifest(), MAX_MANIFEST)
                .then(LeaseInputs::manifest)
                .then(this::lasting)
                .then(manifest -> missing(lease, manifest))
                .then(missing -> within(lease, missing));
    }

    /// Nobody learns anything by work for a job that is over.
    private Outcome<Manifest> lasting(Manifest manifest) {
        return manifest.extent().filter(known -> transfers.isPast(known.expires())).isPresent()
                ? wrong("manifest-expired")
                : new Outcome.Ok<>(manifest);
    }

    /// @param sizes of what the manifest names, as far as it says
    /// @param bytes that are not here yet and have to be fetched
    /// @param made bytes of parameters that are not here yet and will be made here
    private record Missing(
            Manifest manifest,
            Map<Sha256, Long> sizes,
            List<TensorSpec> frozen,
            long bytes,
            long made) {
        long onTheDisk() {
            return bytes + made;
        }
    }

    private Outcome<Missing> missing(Lease lease, Manifest manifest) {
        List<TensorSpec> frozen = List.of();
        if (manifest.frozen().isPresent()) {
            try {
                frozen = Recipes.frozen(manifest.recipe());
            } catch (IllegalArgumentException e) {
                return wrong("recipe-unknown");
            }
        }
        var sizes = manifest.sizes();
        long bytes = 0;
        long made = 0;
        if (!cache.contains(lease.base())) {
            long whole = sizes.getOrDefault(lease.base(), bytes(manifest.parameters()));
            var step = step(lease);
            bytes = step.map(s -> length(s, lease, manifest)).orElse(whole);
            made = step.isPresent() ? whole : 0;
        }
        if (manifest.frozen().filter(hash -> !cache.contains(hash)).isPresent()) {
            bytes += sizes.getOrDefault(manifest.frozen().get(), bytes(frozen));
        }
        if (!cache.contains(lease.shard())) {
            long shard = sizes.getOrDefault(lease.shard(), 0L);
            bytes += Math.max(0, shard - cache.arrived(lease.shard()));
        }
        return new Outcome.Ok<>(new Missing(manifest, sizes, frozen, bytes, made));
    }

    private static long bytes(List<TensorSpec> specs) {
        return specs.stream().mapToLong(TensorSpec::elements).sum() * Float.BYTES + MAX_HEADER;
    }

    /// What will go over the line is what is missing, and an update of at most a byte a parameter.
    /// How long the shard of a manifest of before is only its sender knows: it has what room is
    /// left behind them.
    private Outcome<Got> within(Lease lease, Missing missing) {
        var manifest = missing.manifest();
        var keep = new HashSet<>(inUse.get());
        keep.addAll(Set.of(lease.manifest(), lease.base(), lease.shard()));
        manifest.frozen().ifPresent(keep::add);
        step(lease).map(CheckpointStep::parent).ifPresent(keep::add);
        long update = manifest.parameterCount();
        long held = held(lease, missing, keep);
        var limit = allowance.exceeds(missing.bytes() + update, missing.onTheDisk(), held);
        if (limit.isPresent()) {
            return new Outcome.Ok<>(new Got.TooMuch(limit.get()));
        }
        if (!manifest.data().shards().contains(lease.shard())) {
            return wrong("shard-not-of-job");
        }
        return base(lease, missing)
                .then(
                        base ->
                                frozen(missing)
                                        .then(frozen -> order(lease, missing, base, frozen, keep)));
    }

    /// Makes room for what is missing.
    ///
    /// @return bytes that stay in the cache, but for the beginnings of what is missing
    private long held(Lease lease, Missing missing, Set<Sha256> keep) {
        long limit = Math.max(0, allowance.limits().cacheBytes() - missing.onTheDisk());
        return cache.trim(limit, keep)
                - cache.arrived(lease.base())
                - missing.manifest().frozen().map(cache::arrived).orElse(0L);
    }

    /// The way from a checkpoint that is here to the lease's.
    private Optional<CheckpointStep> step(Lease lease) {
        return lease.step().filter(step -> cache.contains(step.parent()));
    }

    private static long length(CheckpointStep step, Lease lease, Manifest manifest) {
        return step.length(lease.job(), lease.round() - 1, manifest.parameters());
    }

    /// By a step from the checkpoint before where that is here, else whole.
    private Outcome<Path> base(Lease lease, Missing missing) {
        var manifest = missing.manifest();
        var step = step(lease);
        if (step.isPresent() && !cache.contains(lease.base())) {
            long length = length(step.get(), lease, manifest);
            var difference =
                    content(step.get().broadcast(), length)
                            .otherwise(_ -> new Outcome.Ok<>(NOT_THERE));
            return difference.then(
                    file -> {
                        apply(step.get(), lease, manifest, file);
                        long whole = bytes(manifest.parameters());
                        boolean fits =
                                cache.contains(lease.base())
                                        || allowance.exceeds(whole, whole).isEmpty();
                        return fits
                                ? parameters(missing, lease.base(), manifest.parameters())
                                : new Outcome.Unreachable<>("content-wrong");
                    });
        }
        return parameters(missing, lease.base(), manifest.parameters());
    }

    /// What does not become the lease's checkpoint is thrown away; the whole one is fetched then.
    private void apply(CheckpointStep step, Lease lease, Manifest manifest, Path difference) {
        var parent = cache.find(step.parent());
        if (parent.isEmpty() || difference.equals(NOT_THERE)) {
            return;
        }
        var made = cache.made(lease.base());
        try {
            var specs = manifest.parameters();
            step.apply(lease.job(), lease.round() - 1, specs, parent.get(), difference, made);
            cache.accept(made, Sha256.ofFile(made), lease.base());
        } catch (MalformedMessageException e) {
            cache.drop(made);
        }
    }

    private Outcome<Got> order(
            Lease lease, Missing missing, Path base, Optional<Path> frozen, Set<Sha256> keep) {
        var manifest = missing.manifest();
        var size = Optional.ofNullable(missing.sizes().get(lease.shard()));
        if (size.isPresent()) {
            return (size.get() > MAX_SHARD
                            ? LeaseInputs.<Path>wrong("shard-too-large")
                            : exactly(lease.shard(), size.get()))
                    .then(shard -> ready(lease, manifest, base, frozen, shard));
        }
        boolean isHere = cache.contains(lease.shard());
        long already = cache.arrived(lease.shard());
        long held = cache.trim(allowance.limits().cacheBytes(), keep);
        var room = allowance.room(manifest.parameterCount(), held);
        long atMost = isHere ? MAX_SHARD : Math.clamp(room.left() + already, already, MAX_SHARD);
        var came = transfers.content(lease.shard(), atMost, cache);
        return isTooLong(came) && atMost < MAX_SHARD
                ? new Outcome.Ok<>(new Got.TooMuch(room.reason()))
                : fitting(lease.shard(), came)
                        .then(shard -> ready(lease, manifest, base, frozen, shard));
    }

    private static Outcome<Got> ready(
            Lease lease, Manifest manifest, Path base, Optional<Path> frozen, Path shard) {
        var order = new Training.Order(lease, manifest, base, frozen, shard);
        return new Outcome.Ok<>(new Got.Ready(order));
    }

    private Outcome<Optional<Path>> frozen(Missing missing) {
        return missing.manifest()
                .frozen()
                .map(
                        hash ->
                                parameters(missing, hash, missing.frozen())
                                        .<Optional<Path>>then(
                                                file -> new Outcome.Ok<>(Optional.of(file))))
                .orElseGet(() -> new Outcome.Ok<>(Optional.empty()));
    }

    /// Parameters whose length the manifest says cannot be longer than their kind is.
    private Outcome<Path> parameters(Missing missing, Sha256 hash, List<TensorSpec> specs) {
        long most = bytes(specs);
        var size = Optional.ofNullable(missing.sizes().get(hash));
        if (size.filter(bytes -> bytes > most).isPresent()) {
            return wrong("checkpoint-not-of-job");
        }
        return size.map(bytes -> exactly(hash, bytes))
                .orElseGet(() -> content(hash, most))
                .then(file -> checked(file, specs));
    }

    /// Content of which the manifest says how long it is.
    private Outcome<Path> exactly(Sha256 hash, long bytes) {
        return fitting(hash, transfers.content(hash, bytes, bytes, cache));
    }

    private Outcome<Path> content(Sha256 hash, long atMost) {
        return fitting(hash, transfers.content(hash, atMost, cache));
    }

    /// Content that is longer than such content can be is not what was asked for.
    private Outcome<Path> fitting(Sha256 hash, Outcome<Path> came) {
        if (!isTooLong(came)) {
            return came;
        }
        cache.drop(cache.incoming(hash));
        return new Outcome.Unreachable<>("content-wrong");
    }

    private static boolean isTooLong(Outcome<Path> came) {
        return came instanceof Outcome.Refused<Path>(String problem, int _)
                && problem.equals(Transfers.TOO_LONG);
    }

    private static Outcome<Manifest> manifest(Path file) {
        try {
            var manifest = Manifest.of(Files.readAllBytes(file));
            if (manifest.version() > Manifest.VERSION || manifest.version() < Manifest.UNSIZED) {
                return wrong("manifest-unknown-version");
            }
            return FairBounds.areIn(manifest)
                    ? new Outcome.Ok<>(manifest)
                    : wrong("manifest-unfair-bounds");
        } catch (MalformedMessageException e) {
            return wrong("manifest-malformed");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Outcome<Path> checked(Path base, List<TensorSpec> specs) {
        try {
            var tensors = Safetensors.read(base).tensors();
            boolean fits =
                    tensors.size() == specs.size()
                            && specs.stream()
                                    .allMatch(
                                            spec -> {
                                                var tensor = tensors.get(spec.name());
                                                return tensor != null
                                                        && tensor.dtype() == Tensor.Dtype.F32
                                                        && tensor.shape().equals(spec.shape());
                                            });
            return fits ? new Outcome.Ok<>(base) : wrong("checkpoint-not-of-job");
        } catch (MalformedMessageException e) {
            return wrong("checkpoint-malformed");
        }
    }

    /// The hash was right and the content is not: the lease itself is bad, and asking again gives
    /// the same.
    private static <T> Outcome<T> wrong(String problem) {
        return new Outcome.Refused<>(problem, 0);
    }
}
