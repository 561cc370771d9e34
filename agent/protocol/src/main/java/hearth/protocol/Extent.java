package hearth.protocol;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// How long everything is that a manifest names: each content in bytes, and the job in time.
/// Lengths stand in the manifest's order, so that there is one way to write them.
///
/// @param expires from when on nothing of the job is begun; whole seconds
/// @param shards bytes of each, as many as the manifest has
/// @param heldOut,frozen,model bytes; each is there if and only if the manifest names that content
public record Extent(
        Instant expires,
        List<Long> shards,
        OptionalLong heldOut,
        OptionalLong frozen,
        OptionalLong model) {
    /// What a device that reads such manifests says it knows.
    public static final String NEED = "manifest-2";

    /// Bytes of one content; nobody has such a file by mistake.
    public static final long MOST_BYTES = 1L << 36;

    public Extent {
        shards = List.copyOf(shards);
        if (!expires.truncatedTo(ChronoUnit.SECONDS).equals(expires)) {
            throw new IllegalArgumentException("a job expires at a whole second");
        }
        LongStream.concat(
                        shards.stream().mapToLong(Long::longValue),
                        Stream.of(heldOut, frozen, model).flatMapToLong(OptionalLong::stream))
                .forEach(Extent::require);
    }

    private static void require(long bytes) {
        if (bytes < 1 || bytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "content of " + bytes + " bytes is not of 1 to " + MOST_BYTES);
        }
    }

    /// @throws IllegalArgumentException if these are not the lengths of that
    void check(Manifest.DataPlan data, Optional<Sha256> frozenBase, Optional<Inference> inference) {
        var _ = sizes(data, frozenBase, inference);
    }

    /// Bytes of each content.
    ///
    /// @throws IllegalArgumentException if one has no length, two lengths, or is not named at all
    Map<Sha256, Long> sizes(
            Manifest.DataPlan data, Optional<Sha256> frozenBase, Optional<Inference> inference) {
        if (shards.size() != data.shards().size()) {
            throw new IllegalArgumentException(
                    data.shards().size() + " shards have " + shards.size() + " lengths");
        }
        var sizes = new HashMap<Sha256, Long>();
        for (int i = 0; i < shards.size(); i++) {
            put(sizes, data.shards().get(i), shards.get(i));
        }
        put(sizes, "held-out data", data.heldOut(), heldOut);
        put(sizes, "frozen base", frozenBase, frozen);
        put(sizes, "model", inference.map(Inference::model), model);
        return sizes;
    }

    private static void put(
            Map<Sha256, Long> sizes, String what, Optional<Sha256> content, OptionalLong bytes) {
        if (content.isPresent() != bytes.isPresent()) {
            throw new IllegalArgumentException(
                    "the " + what + (content.isPresent() ? " has no length" : " has no name"));
        }
        content.ifPresent(named -> put(sizes, named, bytes.getAsLong()));
    }

    private static void put(Map<Sha256, Long> sizes, Sha256 content, long bytes) {
        var before = sizes.put(content, bytes);
        if (before != null && before != bytes) {
            throw new IllegalArgumentException(
                    "content has two lengths, " + before + " and " + bytes);
        }
    }
}
