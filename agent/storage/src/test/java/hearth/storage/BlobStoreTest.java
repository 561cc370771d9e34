package hearth.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.protocol.Sha256;
import hearth.storage.BlobStore.PutOutcome;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

final class BlobStoreTest {
    private static final byte[] BYTES = "some bytes".getBytes(StandardCharsets.UTF_8);

    @TempDir Path folder;
    private BlobStore blobs;

    @BeforeEach
    void open() {
        blobs = new FileBlobStore(folder);
    }

    private PutOutcome put(byte[] bytes, Sha256 promised, long length) {
        return blobs.put(new ByteArrayInputStream(bytes), promised, length);
    }

    @Test
    void keepsNothingThatIsNotWhatWasPromised() throws IOException {
        var hash = Sha256.of(BYTES);
        assertThat(put("more bytes".getBytes(StandardCharsets.UTF_8), hash, BYTES.length))
                .isEqualTo(new PutOutcome.OtherContent());
        assertThat(put(BYTES, hash, BYTES.length + 1)).isEqualTo(new PutOutcome.OtherLength());
        assertThat(put(BYTES, hash, BYTES.length - 1)).isEqualTo(new PutOutcome.OtherLength());
        assertThat(blobs.contains(hash)).isFalse();
        assertThat(blobs.get(hash)).isEmpty();
        try (var left = Files.list(folder.resolve("incoming"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void noticesBytesThatChangedOnTheDisk() throws IOException {
        var hash = blobs.put(BYTES);
        var hex = hash.hex();
        var file = folder.resolve(hex.substring(0, 2)).resolve(hex.substring(2, 4)).resolve(hex);
        Files.writeString(file, "some bytez");
        assertThatThrownBy(() -> blobs.get(hash)).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> blobs.copyTo(hash, folder.resolve("copy")))
                .isInstanceOf(StorageException.class);
        assertThat(folder.resolve("copy")).doesNotExist();
    }

    @Test
    void givesAFolderToOneOwnerAtATime() throws IOException {
        var first = FolderLock.acquire(folder).orElseThrow();
        assertThat(FolderLock.acquire(folder)).isEmpty();
        first.close();
        try (var second = FolderLock.acquire(folder).orElseThrow()) {
            assertThat(second).isNotNull();
        }
    }

    private PutOutcome append(BlobStore store, int from, int to) {
        return store.append(
                new ByteArrayInputStream(BYTES, from, to - from),
                Sha256.of(BYTES),
                BYTES.length,
                from);
    }

    @Test
    void completesABlobThatArrivesInPieces() {
        var hash = Sha256.of(BYTES);
        assertThat(append(blobs, 0, 3)).isEqualTo(new PutOutcome.Part(3));
        assertThat(append(blobs, 4, 6)).isEqualTo(new PutOutcome.Elsewhere());
        assertThat(blobs.contains(hash)).isFalse();
        var reopened = new FileBlobStore(folder);
        assertThat(reopened.staged(hash)).isEqualTo(3);
        assertThat(append(reopened, 3, BYTES.length)).isEqualTo(new PutOutcome.Stored(hash));
        assertThat(reopened.get(hash)).hasValueSatisfying(b -> assertThat(b).isEqualTo(BYTES));
        assertThat(folder.resolve("incoming")).isEmptyDirectory();
    }

    @Test
    void takesNoMoreAtOnceThanItHasRoomFor() {
        var small = new FileBlobStore(folder, BYTES.length + 4);
        assertThat(append(small, 0, 5)).isEqualTo(new PutOutcome.Part(5));
        var other = Sha256.of("another blob");
        assertThat(small.append(new ByteArrayInputStream(BYTES), other, BYTES.length, 0))
                .isEqualTo(new PutOutcome.NoRoom());
        small.forgetStaged(Set.of());
        assertThat(small.staged(Sha256.of(BYTES))).isZero();
        assertThat(small.append(new ByteArrayInputStream(BYTES), other, BYTES.length, 0))
                .isEqualTo(new PutOutcome.OtherContent());
    }
}
