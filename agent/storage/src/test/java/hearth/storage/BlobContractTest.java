package hearth.storage;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Sha256;
import hearth.storage.BlobStore.PutOutcome;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;

/// What every blob store promises.
@ParameterizedClass
@EnumSource(BlobKind.class)
final class BlobContractTest {
    private static final byte[] BYTES = "some bytes".getBytes(StandardCharsets.UTF_8);

    private final BlobKind kind;
    @TempDir Path folder;
    private Function<Path, BlobStore> opening;
    private BlobStore blobs;

    BlobContractTest(BlobKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void open() {
        opening = kind.fresh();
        blobs = opening.apply(folder.resolve("blobs"));
    }

    private PutOutcome put(byte[] bytes, Sha256 promised, long length) {
        return blobs.put(new ByteArrayInputStream(bytes), promised, length);
    }

    private PutOutcome append(BlobStore store, int from, int to) {
        return store.append(
                new ByteArrayInputStream(BYTES, from, to - from),
                Sha256.of(BYTES),
                BYTES.length,
                from);
    }

    @Test
    void givesBackWhatWasPut() {
        var hash = blobs.put(BYTES);
        assertThat(hash).isEqualTo(Sha256.of(BYTES));
        assertThat(blobs.get(hash)).hasValueSatisfying(b -> assertThat(b).isEqualTo(BYTES));
        assertThat(blobs.put(BYTES)).isEqualTo(hash);
    }

    @Test
    void keepsNothingThatIsNotWhatWasPromised() {
        var hash = Sha256.of(BYTES);
        assertThat(put("more bytes".getBytes(StandardCharsets.UTF_8), hash, BYTES.length))
                .isEqualTo(new PutOutcome.OtherContent());
        assertThat(put(BYTES, hash, BYTES.length + 1)).isEqualTo(new PutOutcome.OtherLength());
        assertThat(put(BYTES, hash, BYTES.length - 1)).isEqualTo(new PutOutcome.OtherLength());
        assertThat(blobs.contains(hash)).isFalse();
        assertThat(blobs.get(hash)).isEmpty();
        assertThat(blobs.view(hash)).isEmpty();
        assertThat(blobs.size(hash)).isEmpty();
        assertThat(put(BYTES, hash, BYTES.length)).isEqualTo(new PutOutcome.Stored(hash));
        assertThat(blobs.size(hash)).hasValue(BYTES.length);
    }

    @Test
    void givesAFileBackInEveryWay() throws IOException {
        var file = Files.write(folder.resolve("file"), BYTES);
        var hash = blobs.put(file);
        assertThat(blobs.view(hash)).contains(ByteBuffer.wrap(BYTES));
        blobs.copyTo(hash, folder.resolve("copy"));
        assertThat(folder.resolve("copy")).hasBinaryContent(BYTES);
        try (var rest = blobs.open(hash, 5)) {
            assertThat(rest.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("bytes");
        }
    }

    @Test
    void forgetsWhatIsRemoved() {
        var hash = blobs.put(BYTES);
        blobs.remove(hash);
        blobs.remove(hash);
        assertThat(blobs.contains(hash)).isFalse();
    }

    @Test
    void completesABlobThatArrivesInPiecesAlsoOverARestart() {
        var hash = Sha256.of(BYTES);
        assertThat(append(blobs, 0, 3)).isEqualTo(new PutOutcome.Part(3));
        assertThat(append(blobs, 4, 6)).isEqualTo(new PutOutcome.Elsewhere());
        assertThat(blobs.contains(hash)).isFalse();
        var reopened = opening.apply(folder.resolve("blobs"));
        assertThat(reopened.staged(hash)).isEqualTo(3);
        assertThat(append(reopened, 3, BYTES.length)).isEqualTo(new PutOutcome.Stored(hash));
        assertThat(reopened.get(hash)).hasValueSatisfying(b -> assertThat(b).isEqualTo(BYTES));
        assertThat(reopened.staged(hash)).isEqualTo(BYTES.length);
    }

    @Test
    void forgetsWhatNobodyWaitsFor() {
        assertThat(append(blobs, 0, 3)).isEqualTo(new PutOutcome.Part(3));
        blobs.forgetStaged(Set.of(Sha256.of(BYTES)));
        assertThat(blobs.staged(Sha256.of(BYTES))).isEqualTo(3);
        blobs.forgetStaged(Set.of());
        assertThat(blobs.staged(Sha256.of(BYTES))).isZero();
    }

    @Test
    void keepsWhatArrivedBeforeTheLineBroke() {
        InputStream broken =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("broken");
                    }

                    @Override
                    public int read(byte[] into, int offset, int length) throws IOException {
                        throw new IOException("broken");
                    }
                };
        var line = new SequenceInputStream(new ByteArrayInputStream(BYTES, 0, 5), broken);
        assertThat(blobs.append(line, Sha256.of(BYTES), BYTES.length, 0))
                .isEqualTo(new PutOutcome.Part(5));
        assertThat(append(blobs, 5, BYTES.length)).isInstanceOf(PutOutcome.Stored.class);
    }
}
