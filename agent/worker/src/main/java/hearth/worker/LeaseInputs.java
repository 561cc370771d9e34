package hearth.worker;

import hearth.protocol.Json;
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
import java.util.Optional;
import java.util.Set;

/// Gets what a lease names and checks it before anything else sees it: hashes, the manifest's form,
/// names and shapes of the checkpoint.
final class LeaseInputs {
    private static final long MAX_MANIFEST = 1 << 20;
    private static final long MAX_HEADER = (1 << 20) + Long.BYTES;
    private static final long MAX_SHARD = 1L << 30;

    private final CoordinatorClient coordinator;
    private final HashedFiles cache;
    private final long cacheLimit;

    /// @param cacheLimit bytes kept for later leases
    LeaseInputs(CoordinatorClient coordinator, HashedFiles cache, long cacheLimit) {
        this.coordinator = coordinator;
        this.cache = cache;
        this.cacheLimit = cacheLimit;
    }

    Outcome<Training.Order> get(Lease lease) {
        return coordinator
                .content(lease.manifest(), MAX_MANIFEST, cache)
                .then(LeaseInputs::manifest)
                .then(manifest -> withFiles(lease, manifest));
    }

    private Outcome<Training.Order> withFiles(Lease lease, Manifest manifest) {
        if (!manifest.data().shards().contains(lease.shard())) {
            return wrong("shard-not-of-job");
        }
        var needed = new HashSet<>(Set.of(lease.manifest(), lease.base(), lease.shard()));
        manifest.frozen().ifPresent(needed::add);
        cache.trim(cacheLimit, needed);
        return parameters(lease.base(), manifest.parameters())
                .then(
                        base ->
                                frozen(manifest)
                                        .then(frozen -> order(lease, manifest, base, frozen)));
    }

    private Outcome<Training.Order> order(
            Lease lease, Manifest manifest, Path base, Optional<Path> frozen) {
        return content(lease.shard(), MAX_SHARD)
                .then(
                        shard ->
                                new Outcome.Ok<>(
                                        new Training.Order(lease, manifest, base, frozen, shard)));
    }

    private Outcome<Optional<Path>> frozen(Manifest manifest) {
        if (manifest.frozen().isEmpty()) {
            return new Outcome.Ok<>(Optional.empty());
        }
        List<TensorSpec> specs;
        try {
            specs = Recipes.frozen(manifest.recipe());
        } catch (IllegalArgumentException e) {
            return wrong("recipe-unknown");
        }
        return parameters(manifest.frozen().get(), specs)
                .then(file -> new Outcome.Ok<>(Optional.of(file)));
    }

    private Outcome<Path> parameters(Sha256 hash, List<TensorSpec> specs) {
        long elements = specs.stream().mapToLong(TensorSpec::elements).sum();
        return content(hash, elements * Float.BYTES + MAX_HEADER)
                .then(file -> checked(file, specs));
    }

    private Outcome<Path> content(Sha256 hash, long atMost) {
        return coordinator.content(hash, atMost, cache);
    }

    private static Outcome<Manifest> manifest(Path file) {
        try {
            var manifest = Json.read(Files.readAllBytes(file), Manifest.class);
            return manifest.version() == Manifest.VERSION
                    ? new Outcome.Ok<>(manifest)
                    : wrong("manifest-unknown-version");
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
