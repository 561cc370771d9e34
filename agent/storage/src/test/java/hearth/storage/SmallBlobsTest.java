package hearth.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.protocol.Sha256;
import hearth.storage.BlobStore.PutOutcome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A small blob is on the disk exactly when what refers to it is.
final class SmallBlobsTest {
    private static final byte[] BYTES = "some bytes".getBytes(StandardCharsets.UTF_8);
    private static final Sha256 HASH = Sha256.of(BYTES);

    @TempDir Path folder;
    private Database books;
    private SmallBlobs blobs;

    @BeforeEach
    void open() {
        books = BlobKind.books(folder);
        blobs = SmallBlobs.in(books, new FileBlobStore(folder), folder);
    }

    @AfterEach
    void close() {
        blobs.close();
        books.close();
    }

    private void reopen() {
        close();
        open();
    }

    private PutOutcome append(byte[] bytes, Sha256 promised, long length) {
        return blobs.append(new ByteArrayInputStream(bytes), promised, length, 0);
    }

    private PutOutcome.Verified verified() {
        return (PutOutcome.Verified) append(BYTES, HASH, BYTES.length);
    }

    private static void refer(Session session, PutOutcome.Verified verified) {
        session.update("INSERT INTO reference (hash) VALUES (?)", HASH);
        session.together(List.of(verified.keeping()));
    }

    private long references() {
        return books.read(session -> session.count("SELECT count(*) AS n FROM reference"));
    }

    @Test
    void isThereOnceWhatRefersToItIs() {
        var verified = verified();
        assertThat(verified.bytes().mismatch(ByteBuffer.wrap(BYTES))).isEqualTo(-1);
        assertThat(blobs.contains(HASH)).isFalse();
        assertThat(blobs.size(HASH)).isEmpty();
        assertThat(blobs.staged(HASH)).isZero();
        books.change(session -> refer(session, verified));
        assertThat(blobs.contains(HASH)).isTrue();
        reopen();
        assertThat(references()).isEqualTo(1);
        assertThat(blobs.get(HASH)).hasValueSatisfying(b -> assertThat(b).isEqualTo(BYTES));
        assertThat(blobs.staged(HASH)).isEqualTo(BYTES.length);
    }

    @Test
    void isGoneWithATransactionThatFailed() {
        var verified = verified();
        assertThatThrownBy(
                        () ->
                                books.change(
                                        session -> {
                                            refer(session, verified);
                                            throw new IllegalStateException("cut off");
                                        }))
                .hasMessage("cut off");
        assertThat(blobs.contains(HASH)).isFalse();
        reopen();
        assertThat(blobs.contains(HASH)).isFalse();
        assertThat(blobs.get(HASH)).isEmpty();
        assertThat(references()).isZero();
    }

    /// A second sender is not told that it is there as long as it might still go.
    @Test
    void isVerifiedForEachWhoSendsIt() {
        var first = verified();
        var second = verified();
        books.change(session -> refer(session, first));
        books.change(session -> refer(session, second));
        assertThat(references()).isEqualTo(2);
        blobs.remove(HASH);
        assertThat(blobs.contains(HASH)).isFalse();
        assertThat(blobs.get(HASH)).isEmpty();
    }

    @Test
    void keepsNothingThatIsNotWhatWasPromised() {
        assertThat(append(BYTES, Sha256.of("other"), BYTES.length))
                .isEqualTo(new PutOutcome.OtherContent());
        assertThat(append(BYTES, HASH, BYTES.length - 1)).isEqualTo(new PutOutcome.OtherLength());
        assertThat(append(BYTES, HASH, BYTES.length + 1))
                .isEqualTo(new PutOutcome.Part(BYTES.length));
        assertThat(blobs.get(HASH)).isEmpty();
    }

    @Test
    void leavesWhatIsLargeToTheOtherStore() {
        var large = new byte[1 << 17];
        var hash = Sha256.of(large);
        assertThat(append(large, hash, large.length)).isEqualTo(new PutOutcome.Stored(hash));
        assertThat(blobs.contains(hash)).isTrue();
    }

    @Test
    void noticesBytesThatChangedOnTheDisk() {
        var verified = verified();
        books.change(session -> refer(session, verified));
        books.change(
                session -> session.update("UPDATE small_blob SET bytes = ?", new byte[] {1, 2}));
        reopen();
        assertThatThrownBy(() -> blobs.get(HASH)).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> blobs.view(HASH)).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> blobs.copyTo(HASH, folder.resolve("copy")))
                .isInstanceOf(StorageException.class);
        assertThat(folder.resolve("copy")).doesNotExist();
    }

    /// Until November 2026 they lay in a file of their own.
    @Test
    void readsAndRemovesWhatAnEarlierVersionKept() throws IOException {
        earlier();
        reopen();
        assertThat(blobs.get(HASH)).hasValueSatisfying(b -> assertThat(b).isEqualTo(BYTES));
        assertThat(blobs.size(HASH)).hasValue(BYTES.length);
        try (var rest = blobs.open(HASH, 5)) {
            assertThat(rest.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("bytes");
        }
        blobs.remove(HASH);
        reopen();
        assertThat(blobs.contains(HASH)).isFalse();
    }

    @Test
    void looksAtAFolderOfEitherVersionWithoutChangingIt() throws IOException {
        var other = "other bytes".getBytes(StandardCharsets.UTF_8);
        earlier();
        var now = (PutOutcome.Verified) append(other, Sha256.of(other), other.length);
        books.change(session -> session.together(List.of(now.keeping())));
        var before = folder.resolve("before.db");
        Database.open(before, Migrations.fromResources(BlobKind.class, "small-blobs-0001.sql"))
                .close();
        try (var database = Database.openReadOnly(folder.resolve("books.db"));
                var both = SmallBlobs.existing(database, folder);
                var old = Database.openReadOnly(before);
                var olds = SmallBlobs.existing(old, folder)) {
            assertThat(both.contains(HASH)).isTrue();
            assertThat(both.contains(Sha256.of(other))).isTrue();
            assertThat(olds.contains(HASH)).isTrue();
            assertThat(olds.contains(Sha256.of(other))).isFalse();
        }
    }

    private void earlier() throws IOException {
        var file = folder.resolve("small.db");
        var tables = Migrations.fromResources(BlobKind.class, "small-blobs-0001.sql");
        try (var small = Database.open(file, tables)) {
            small.change(
                    session ->
                            session.update(
                                    "INSERT INTO small (hash, bytes) VALUES (?, ?)", HASH, BYTES));
        }
        assertThat(Files.size(file)).isPositive();
    }
}
