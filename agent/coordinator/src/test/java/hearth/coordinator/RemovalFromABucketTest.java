package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Sha256;
import hearth.storage.Database;
import hearth.storage.S3BlobStore;
import hearth.storage.S3Place;
import hearth.testing.S3Server;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.s3.model.S3Object;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// What goes ([Removal]) where blobs lie in a bucket that several coordinators read.
final class RemovalFromABucketTest {
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

    @TempDir private Path folder;
    private final S3Server server = S3Server.shared();
    private final String bucket = server.bucket();
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private Database database;
    private S3BlobStore blobs;
    private Premises premises;

    @BeforeEach
    void open() {
        database = Database.inMemory(CoordinatorServer.migrations());
        blobs = store("own");
        premises = new Premises(database, blobs, clock, new Random(1), Policy.network());
    }

    @AfterEach
    void close() {
        blobs.close();
        database.close();
    }

    private S3BlobStore store(String own) {
        var place =
                new S3Place(bucket, "", Optional.of(server.endpoint()), S3Server.REGION, 1 << 20);
        return new S3BlobStore(place, folder.resolve(own), clock);
    }

    private List<String> names() {
        return server.client().listObjectsV2(r -> r.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private static String name(Sha256 hash) {
        return "blobs/" + hash.hex();
    }

    /// An update that was sent, and from when on it may go.
    private Sha256 update(int number, Optional<Instant> goesAt) {
        var hash = blobs.put(new byte[] {(byte) number});
        database.change(
                session -> {
                    session.together(List.of(Blobs.update(hash, 1)));
                    session.update("UPDATE blob SET goes_at = ? WHERE hash = ?", goesAt, hash);
                });
        return hash;
    }

    private Optional<String> purpose(Sha256 hash) {
        return database.ask(
                session ->
                        session.first(
                                "SELECT purpose FROM blob WHERE hash = ? AND goes_at IS" + " NULL",
                                row -> row.text("purpose"),
                                hash));
    }

    @Test
    void takesFromTheBucketWhatMayGoAndNothingElse() {
        var gone = update(1, Optional.of(NOW.minusMillis(1)));
        var later = update(2, Optional.of(NOW.plus(Duration.ofDays(1))));
        var stays = update(3, Optional.empty());
        assertThat(Removal.turn(premises)).isFalse();
        assertThat(names()).containsExactlyInAnyOrder(name(later), name(stays));
        assertThat(purpose(gone)).contains("GONE");
        assertThat(purpose(stays)).contains("UPDATE");
        assertThat(blobs.get(gone)).as("nor is a copy kept").isEmpty();
        assertThat(blobs.get(stays))
                .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(new byte[] {3}));
    }

    @Test
    void whatAnotherCoordinatorReadIsGoneForItToo() {
        var gone = update(1, Optional.of(NOW));
        try (var others = store("others")) {
            assertThat(others.get(gone)).isPresent();
            assertThat(Removal.turn(premises)).isFalse();
            assertThat(names()).isEmpty();
            assertThat(others.put(new byte[] {1})).isEqualTo(gone);
            assertThat(names()).as("sent again there it is here again").hasSize(1);
        }
    }

    @Test
    void whatWasCutOffBetweenBytesAndRowIsDoneByTheNextTurn() {
        var cutOff = update(1, Optional.of(Instant.EPOCH));
        var bytesGone = update(2, Optional.of(Instant.EPOCH));
        var removed = server.client().deleteObject(r -> r.bucket(bucket).key(name(bytesGone)));
        assertThat(removed.sdkHttpResponse().isSuccessful()).isTrue();
        assertThat(Removal.turn(premises)).isFalse();
        assertThat(names()).isEmpty();
        assertThat(List.of(cutOff, bytesGone))
                .allSatisfy(h -> assertThat(purpose(h)).contains("GONE"));
    }

    @Test
    void aBucketThatCannotBeReachedIsAskedAgain() {
        var gone = update(1, Optional.of(NOW));
        var emptied = server.client().deleteObject(r -> r.bucket(bucket).key(name(gone)));
        var closed = server.client().deleteBucket(r -> r.bucket(bucket));
        assertThat(emptied.sdkHttpResponse().isSuccessful()).isTrue();
        assertThat(closed.sdkHttpResponse().isSuccessful()).isTrue();
        assertThat(Removal.turn(premises)).isFalse();
        assertThat(purpose(gone)).as("begun, and nobody can name it").isEmpty();
        var there = server.client().createBucket(r -> r.bucket(bucket));
        assertThat(there.sdkHttpResponse().isSuccessful()).isTrue();
        assertThat(Removal.turn(premises)).isFalse();
        assertThat(purpose(gone)).contains("GONE");
    }
}
