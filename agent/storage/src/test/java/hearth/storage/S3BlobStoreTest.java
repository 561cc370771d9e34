package hearth.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.protocol.DirectTransfer;
import hearth.protocol.Sha256;
import hearth.storage.BlobStore.PutOutcome;
import hearth.testing.S3Server;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Blobs in a bucket, which devices write and read without this process.
final class S3BlobStoreTest {
    private static final byte[] BYTES = "some bytes".getBytes(StandardCharsets.UTF_8);
    private static final Sha256 HASH = Sha256.of(BYTES);

    @TempDir Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private final S3Place place = BlobKind.place();
    private Instant now = Instant.now();
    private S3BlobStore one;
    private S3BlobStore other;

    @BeforeEach
    void open() {
        one = new S3BlobStore(place, folder.resolve("one"), () -> now);
        other = new S3BlobStore(place, folder.resolve("other"), () -> now);
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
        http.close();
    }

    private HttpResponse<byte[]> put(URI where, byte[] bytes)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(where).PUT(BodyPublishers.ofByteArray(bytes));
        request.header(DirectTransfer.CHECKSUM, DirectTransfer.checksum(HASH));
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static PutOutcome took(BlobStore store) {
        return store.append(InputStream.nullInputStream(), HASH, BYTES.length, BYTES.length);
    }

    private List<String> names() {
        return S3Server.shared()
                .client()
                .listObjectsV2(r -> r.bucket(place.bucket()))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    @Test
    void whatOneReplicaStoredAnotherReads() {
        assertThat(other.contains(HASH)).isFalse();
        one.put(BYTES);
        assertThat(other.contains(HASH)).isTrue();
        assertThat(other.get(HASH)).hasValueSatisfying(b -> assertThat(b).isEqualTo(BYTES));
        assertThat(names()).containsExactly("hearth/blobs/" + HASH.hex());
    }

    /// It saw a moment ago that they were there.
    @Test
    void storesAgainWhatAnotherReplicaRemoved() {
        other.put(BYTES);
        one.remove(HASH);
        assertThat(names()).isEmpty();
        other.put(BYTES);
        assertThat(names()).containsExactly("hearth/blobs/" + HASH.hex());

        one.remove(HASH);
        var arrived = other.append(new ByteArrayInputStream(BYTES), HASH, BYTES.length, 0);
        assertThat(arrived).isEqualTo(new PutOutcome.Stored(HASH));
        assertThat(names()).containsExactly("hearth/blobs/" + HASH.hex());
    }

    @Test
    void aDeviceWritesAndReadsWithoutTheCoordinator() throws Exception {
        var where = one.writeAt(HASH, BYTES.length).orElseThrow();
        assertThat(put(where, BYTES).statusCode()).isEqualTo(200);
        assertThat(other.staged(HASH)).isEqualTo(BYTES.length);
        assertThat(other.contains(HASH)).isFalse();
        assertThat(took(other)).isEqualTo(new PutOutcome.Stored(HASH));
        assertThat(names()).containsExactly("hearth/blobs/" + HASH.hex());
        var read = HttpRequest.newBuilder(one.readAt(HASH).orElseThrow());
        assertThat(http.send(read.build(), BodyHandlers.ofByteArray()).body()).isEqualTo(BYTES);
        var rest = http.send(read.header("Range", "bytes=5-").build(), BodyHandlers.ofString());
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.body()).isEqualTo("bytes");
    }

    @Test
    void refusesOtherBytesThanWerePromisedAndKeepsNothingOfThem() throws Exception {
        var where = one.writeAt(HASH, BYTES.length).orElseThrow();
        var forged = "other byte".getBytes(StandardCharsets.UTF_8);
        assertThat(put(where, forged).statusCode()).isEqualTo(400);
        assertThat(put(where, Arrays.copyOf(BYTES, 11)).statusCode()).isEqualTo(403);
        assertThat(names()).isEmpty();
        keepWithoutChecking(forged);
        assertThat(took(one)).isEqualTo(new PutOutcome.OtherContent());
        assertThat(one.contains(HASH)).isFalse();
        assertThat(names()).isEmpty();
        assertThat(took(one)).isEqualTo(new PutOutcome.Elsewhere());
    }

    /// As a store would that knows no checksums.
    private void keepWithoutChecking(byte[] forged) {
        var key = "hearth/incoming/" + HASH.hex();
        var kept =
                S3Server.shared()
                        .client()
                        .putObject(
                                r -> r.bucket(place.bucket()).key(key),
                                RequestBody.fromBytes(forged));
        assertThat(kept.sdkHttpResponse().isSuccessful()).isTrue();
    }

    @Test
    void sendsDevicesOnlyWhereTheLineIsPrivateOrStaysOnTheComputer() {
        for (var inside : new String[] {"http://10.0.0.7:9000", "http://store.internal"}) {
            try (var store = at(inside, Optional.empty())) {
                assertThat(store.readAt(HASH)).isEmpty();
                assertThat(store.writeAt(HASH, 1)).isEmpty();
            }
            try (var store = at(inside, Optional.of(URI.create("https://blobs.example")))) {
                assertThat(store.readAt(HASH).orElseThrow().getHost()).isEqualTo("blobs.example");
                assertThat(store.writeAt(HASH, 1).orElseThrow().getScheme()).isEqualTo("https");
            }
        }
    }

    private S3BlobStore at(String inside, Optional<URI> outside) {
        var elsewhere =
                new S3Place(
                        "bucket", "", Optional.of(URI.create(inside)), outside, "eu-1", 1 << 20);
        return new S3BlobStore(elsewhere, folder.resolve("elsewhere"), () -> now);
    }

    @Test
    void anAddressIsForOneNameOnly() throws Exception {
        var where = one.writeAt(HASH, BYTES.length).orElseThrow().toString();
        var elsewhere = URI.create(where.replace(HASH.hex(), Sha256.of("another").hex()));
        assertThat(put(elsewhere, BYTES).statusCode()).isEqualTo(403);
        var published = URI.create(where.replace("/incoming/", "/blobs/"));
        assertThat(put(published, BYTES).statusCode()).isEqualTo(403);
        assertThat(names()).isEmpty();
    }

    @Test
    void noticesABlobThatWasChangedInTheBucket() {
        one.put(BYTES);
        var changed =
                S3Server.shared()
                        .client()
                        .putObject(
                                r -> r.bucket(place.bucket()).key("hearth/blobs/" + HASH.hex()),
                                RequestBody.fromString("some bytez"));
        assertThat(changed.sdkHttpResponse().isSuccessful()).isTrue();
        assertThatThrownBy(() -> other.get(HASH)).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> other.view(HASH)).isInstanceOf(StorageException.class);
    }

    @Test
    void removesWhatArrivedAndNobodyWaitsForAnyMore() throws Exception {
        put(one.writeAt(HASH, BYTES.length).orElseThrow(), BYTES);
        one.forgetStaged(Set.of());
        assertThat(names()).hasSize(1);
        now = now.plus(Duration.ofHours(2));
        one.forgetStaged(Set.of(HASH));
        assertThat(names()).hasSize(1);
        now = now.plus(Duration.ofHours(2));
        one.forgetStaged(Set.of());
        assertThat(names()).isEmpty();
    }

    @Test
    void keepsItsCopiesWithinTheirRoom() {
        for (int i = 0; i < 12; i++) {
            var big = new byte[200_000];
            big[0] = (byte) i;
            one.put(big);
        }
        assertThat(names()).hasSize(12);
        var here = new CachedBlobs(folder.resolve("one"), Long.MAX_VALUE);
        long copies =
                names().stream()
                        .map(name -> new Sha256(name.substring("hearth/blobs/".length())))
                        .filter(hash -> here.files().contains(hash))
                        .count();
        assertThat(copies).isBetween(3L, 6L);
    }
}
