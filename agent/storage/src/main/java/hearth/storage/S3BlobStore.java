package hearth.storage;

import hearth.protocol.DirectTransfer;
import hearth.protocol.Sha256;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Blobs in a bucket of an S3-compatible store, `<prefix>blobs/<hash>`. Devices read and write them
/// there by addresses that are signed for a while, so their bytes need not pass this process; what
/// they wrote lies in `<prefix>incoming/<hash>` until its hash was computed here. What this process
/// itself reads it keeps in a folder. Name and key come from where the AWS SDK looks for them: the
/// environment, `~/.aws/credentials`, the machine's role. Safe for use by many threads.
public final class S3BlobStore implements BlobStore, AutoCloseable {
    private static final int PRECONDITION_FAILED = 412;
    private static final Duration BETWEEN_CLEANINGS = Duration.ofMinutes(10);
    private static final Duration INCOMING_LASTS = Duration.ofHours(1);

    private final S3Place place;
    private final InstantSource clock;
    private final CachedBlobs cache;
    private final S3Bucket bucket;
    private final S3Client s3;
    private final RecentlySeen known;
    private Instant cleanFrom = Instant.MIN;

    /// @param folder for what is on its way and for copies
    public S3BlobStore(S3Place place, Path folder, InstantSource clock) {
        this(new S3Bucket(place), place, folder, clock);
    }

    private S3BlobStore(S3Bucket bucket, S3Place place, Path folder, InstantSource clock) {
        this.bucket = bucket;
        this.s3 = bucket.s3();
        this.place = place;
        this.clock = clock;
        this.known = new RecentlySeen(clock);
        this.cache = new CachedBlobs(folder, place.cacheBytes());
    }

    /// Opens a bucket and asks whether it is there.
    ///
    /// @throws StoreUnavailableException if it is not, or is not for this process
    public static S3BlobStore open(S3Place place, Path folder, InstantSource clock) {
        return new S3BlobStore(S3Bucket.open(place), place, folder, clock);
    }

    private String key(Sha256 hash) {
        return place.prefix() + "blobs/" + hash.hex();
    }

    private String incoming(Sha256 hash) {
        return place.prefix() + "incoming/" + hash.hex();
    }

    /// The store computes the hash of what it gets, too, if it can.
    private Sha256 upload(Sha256 hash) {
        var copy = cache.files();
        long length = copy.size(hash).orElseThrow();
        S3Bucket.asked(
                "cannot store a blob",
                () ->
                        s3.putObject(
                                r ->
                                        r.bucket(place.bucket())
                                                .key(key(hash))
                                                .checksumSHA256(DirectTransfer.checksum(hash)),
                                RequestBody.fromContentProvider(
                                        () -> copy.open(hash, 0),
                                        length,
                                        "application/octet-stream")));
        cache.added(hash);
        known.add(hash);
        return hash;
    }

    @Override
    public Sha256 put(byte[] bytes) {
        var hash = Sha256.of(bytes);
        return isStillThere(hash) ? hash : upload(cache.files().put(bytes));
    }

    @Override
    public Sha256 put(Path file) {
        return upload(cache.files().put(file));
    }

    @Override
    public PutOutcome put(InputStream bytes, Sha256 promised, long length) {
        var outcome = cache.files().put(bytes, promised, length);
        if (outcome instanceof PutOutcome.Stored) {
            upload(promised);
        }
        return outcome;
    }

    @Override
    public PutOutcome append(InputStream bytes, Sha256 promised, long length, long from) {
        if (isStillThere(promised)) {
            return new PutOutcome.Stored(promised);
        }
        if (from == length && cache.files().staged(promised) != length) {
            return accept(promised, length);
        }
        var outcome = cache.files().append(bytes, promised, length, from);
        if (outcome instanceof PutOutcome.Stored) {
            upload(promised);
        }
        return outcome;
    }

    /// Takes what a device has put into the bucket itself, if it is what was promised. A device
    /// that replaces it meanwhile has the copy refused.
    private PutOutcome accept(Sha256 promised, long length) {
        var head = bucket.head(incoming(promised));
        if (head.isEmpty()) {
            return new PutOutcome.Elsewhere();
        }
        var outcome =
                S3Bucket.asked(
                        "cannot read what arrived",
                        () -> {
                            try (var in =
                                    s3.getObject(
                                            r ->
                                                    r.bucket(place.bucket())
                                                            .key(incoming(promised))
                                                            .ifMatch(head.get().eTag()))) {
                                return cache.files().put(in, promised, length);
                            }
                        });
        if (outcome instanceof PutOutcome.Stored) {
            outcome = copy(promised, head.get().eTag()) ? outcome : new PutOutcome.Elsewhere();
        }
        bucket.delete(incoming(promised));
        return outcome;
    }

    private boolean copy(Sha256 promised, String eTag) {
        boolean same =
                S3Bucket.asked(
                        "cannot copy what arrived",
                        () -> {
                            try {
                                return s3.copyObject(
                                                        r ->
                                                                r.sourceBucket(place.bucket())
                                                                        .sourceKey(
                                                                                incoming(promised))
                                                                        .copySourceIfMatch(eTag)
                                                                        .destinationBucket(
                                                                                place.bucket())
                                                                        .destinationKey(
                                                                                key(promised)))
                                                .copyObjectResult()
                                        != null;
                            } catch (S3Exception e) {
                                if (e.statusCode() == PRECONDITION_FAILED) {
                                    return false;
                                }
                                throw e;
                            }
                        });
        if (same) {
            cache.added(promised);
            known.add(promised);
        }
        return same;
    }

    @Override
    public long staged(Sha256 promised) {
        var whole = size(promised);
        if (whole.isPresent()) {
            return whole.getAsLong();
        }
        long here = cache.files().staged(promised);
        return Math.max(
                here, bucket.head(incoming(promised)).map(h -> h.contentLength()).orElse(0L));
    }

    /// Also removes from the bucket what devices put there and nobody waits for.
    @Override
    public void forgetStaged(Set<Sha256> expected) {
        cache.files().forgetStaged(expected);
        var now = clock.instant();
        synchronized (this) {
            if (now.isBefore(cleanFrom)) {
                return;
            }
            cleanFrom = now.plus(BETWEEN_CLEANINGS);
        }
        var prefix = place.prefix() + "incoming/";
        S3Bucket.asked(
                "cannot look through what arrived",
                () -> {
                    for (var object :
                            s3.listObjectsV2Paginator(r -> r.bucket(place.bucket()).prefix(prefix))
                                    .contents()) {
                        var name = object.key().substring(prefix.length());
                        boolean awaited =
                                name.matches("[0-9a-f]{64}") && expected.contains(new Sha256(name));
                        boolean old = object.lastModified().isBefore(now.minus(INCOMING_LASTS));
                        if (old && !awaited) {
                            bucket.delete(object.key());
                        }
                    }
                    return true;
                });
    }

    @Override
    public OptionalLong size(Sha256 hash) {
        var here = cache.files().size(hash);
        if (here.isPresent() && known.contains(hash)) {
            return here;
        }
        var head = bucket.head(key(hash));
        if (head.isEmpty()) {
            return OptionalLong.empty();
        }
        known.add(hash);
        return OptionalLong.of(head.get().contentLength());
    }

    @Override
    public boolean contains(Sha256 hash) {
        return known.contains(hash) || size(hash).isPresent();
    }

    /// Asks the bucket, whatever was seen a moment ago: another process may have removed it since,
    /// and whoever brings it again relies on its being there.
    private boolean isStillThere(Sha256 hash) {
        known.remove(hash);
        return size(hash).isPresent();
    }

    /// Makes a checked copy, unless there is one.
    private boolean fetch(Sha256 hash) {
        if (cache.files().contains(hash)) {
            return true;
        }
        var size = size(hash);
        if (size.isEmpty()) {
            return false;
        }
        var outcome =
                S3Bucket.asked(
                        "cannot read a blob",
                        () -> {
                            try (var in =
                                    s3.getObject(r -> r.bucket(place.bucket()).key(key(hash)))) {
                                return cache.files().put(in, hash, size.getAsLong());
                            }
                        });
        if (!(outcome instanceof PutOutcome.Stored)) {
            throw new StorageException(
                    "blob " + hash + " is damaged", new IOException("hash differs"));
        }
        cache.added(hash);
        return true;
    }

    @Override
    public InputStream open(Sha256 hash, long from) {
        fetch(hash);
        return cache.files().open(hash, from);
    }

    @Override
    public Optional<byte[]> get(Sha256 hash) {
        return fetch(hash) ? cache.files().get(hash) : Optional.empty();
    }

    @Override
    public Optional<ByteBuffer> view(Sha256 hash) {
        return fetch(hash) ? cache.files().view(hash) : Optional.empty();
    }

    @Override
    public void copyTo(Sha256 hash, Path target) {
        fetch(hash);
        cache.files().copyTo(hash, target);
    }

    @Override
    public Path scratch() {
        return cache.files().scratch();
    }

    @Override
    public void remove(Sha256 hash) {
        known.remove(hash);
        cache.files().remove(hash);
        bucket.delete(key(hash));
    }

    @Override
    public Optional<URI> readAt(Sha256 hash) {
        return bucket.readAt(key(hash));
    }

    @Override
    public Optional<URI> writeAt(Sha256 promised, long length) {
        return bucket.writeAt(incoming(promised), promised, length);
    }

    @Override
    public void close() {
        bucket.close();
    }
}
