package hearth.coordinator;

import hearth.protocol.Json;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Manifest;
import hearth.protocol.Sha256;
import hearth.storage.BlobStore;
import hearth.storage.Database;
import hearth.storage.Row;
import hearth.storage.SmallBlobs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Hands out what a coordinator's folder holds of one lease: enough for anybody to repeat it. Reads
/// only; the coordinator may run.
public final class LeaseArchive {
    /// What became of a search.
    public sealed interface Found {
        /// Checked copies.
        ///
        /// @param base checkpoint that the lease began with
        /// @param frozen parameters that its recipe reads and does not train
        /// @param update coded bytes that were accepted for looking at, whatever the verdict was
        /// @param steps that the update stands for
        record Whole(
                Lease lease,
                Manifest manifest,
                Path base,
                Optional<Path> frozen,
                Path shard,
                Path update,
                int steps)
                implements Found {}

        /// @param what part that is not kept, in words
        record Incomplete(String what) implements Found {}

        /// Never heard of it.
        record Unknown() implements Found {}
    }

    private record Entry(Lease lease, Optional<Sha256> update, Optional<String> receipt) {
        static Entry read(Row row) {
            return new Entry(
                    Json.read(row.text("body"), Lease.class),
                    row.optionalHash("update_hash"),
                    row.optionalText("receipt"));
        }
    }

    private static final class MissingException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MissingException(String what) {
            super(what);
        }
    }

    private final BlobStore blobs;
    private final Path target;

    private LeaseArchive(BlobStore blobs, Path target) {
        this.blobs = blobs;
        this.target = target;
    }

    /// @param folder that a [CoordinatorServer] was opened with; it may be absent
    /// @param target existing folder that gets the copies
    public static Found find(Path folder, LeaseId lease, Path target) {
        var file = folder.resolve(CoordinatorServer.DATABASE);
        if (!Files.isRegularFile(file)) {
            return new Found.Unknown();
        }
        try (var database = Database.openReadOnly(file);
                var blobs =
                        SmallBlobs.existing(database, folder.resolve(CoordinatorServer.BLOBS))) {
            return database.read(
                            s ->
                                    s.first(
                                            "SELECT lease.body, result.update_hash,"
                                                    + " result.receipt FROM lease LEFT JOIN result"
                                                    + " ON result.lease = lease.id WHERE lease.id"
                                                    + " = ?",
                                            Entry::read,
                                            lease))
                    .map(new LeaseArchive(blobs, target)::whole)
                    .orElseGet(Found.Unknown::new);
        }
    }

    private Found whole(Entry entry) {
        try {
            var lease = entry.lease();
            var update = copy(entry.update(), "update");
            var manifest =
                    Json.read(
                            blobs.get(lease.manifest())
                                    .orElseThrow(() -> new MissingException("manifest")),
                            Manifest.class);
            var frozen = manifest.frozen().map(f -> copy(Optional.of(f), "frozen base"));
            return new Found.Whole(
                    lease,
                    manifest,
                    copy(Optional.of(lease.base()), "checkpoint"),
                    frozen,
                    copy(Optional.of(lease.shard()), "shard"),
                    update,
                    steps(entry, manifest));
        } catch (MissingException part) {
            return new Found.Incomplete(String.valueOf(part.getMessage()));
        }
    }

    /// A receipt for a part of a lease names its steps; any other is for the whole.
    private static int steps(Entry entry, Manifest manifest) {
        return entry.receipt()
                .map(text -> Json.mapper().readTree(text).path("content").path("steps"))
                .map(steps -> steps.asInt(manifest.training().innerSteps()))
                .orElse(manifest.training().innerSteps());
    }

    private Path copy(Optional<Sha256> hash, String what) {
        if (hash.isEmpty() || !blobs.contains(hash.get())) {
            throw new MissingException(what);
        }
        var file = target.resolve(what.replace(' ', '-'));
        blobs.copyTo(hash.get(), file);
        return file;
    }
}
