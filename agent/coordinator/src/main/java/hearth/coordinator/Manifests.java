package hearth.coordinator;

import hearth.protocol.BlockCodec;
import hearth.protocol.Inference;
import hearth.protocol.JobId;
import hearth.protocol.Manifest;
import hearth.protocol.Sha256;
import hearth.storage.BlobStore;
import hearth.storage.Session;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Manifests by job; they never change, so each is read once. Safe for use by many threads.
final class Manifests {
    private final BlobStore blobs;
    private final Map<Sha256, Manifest> known = new ConcurrentHashMap<>();

    Manifests(BlobStore blobs) {
        this.blobs = blobs;
    }

    Manifest of(Session session, JobId job) {
        var hash =
                session.first(
                                "SELECT manifest FROM job WHERE id = ?",
                                row -> row.hash("manifest"),
                                job)
                        .orElseThrow();
        return of(hash);
    }

    Manifest of(Sha256 hash) {
        return known.computeIfAbsent(hash, h -> Manifest.of(blobs.get(h).orElseThrow()));
    }

    /// Content that some job trains adapters on or asks.
    Set<Sha256> frozen(Session session) {
        return session.all("SELECT manifest FROM job", row -> row.hash("manifest")).stream()
                .map(this::of)
                .flatMap(
                        m ->
                                Stream.concat(
                                        m.frozen().stream(),
                                        m.inference().map(Inference::model).stream()))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /// Whether somebody else can do a lease once more and compare.
    static boolean isRepeatable(Manifest manifest) {
        return manifest.verification().repeat().isPresent()
                && (manifest.inference().isPresent() || !codec(manifest).needsErrorFeedback());
    }

    /// @throws IllegalArgumentException if we have no codec of the manifest's name
    static BlockCodec codec(Manifest manifest) {
        return BlockCodec.of(manifest.training().codec())
                .orElseThrow(() -> new IllegalArgumentException("no such codec"));
    }
}
