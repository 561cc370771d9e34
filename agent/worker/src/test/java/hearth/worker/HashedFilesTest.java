package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;

class HashedFilesTest {
    @TempDir private Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void neverHandsOutADamagedFile() throws Exception {
        var files = new HashedFiles(folder);
        var hash = files.put(bytes("whole"));
        assertThat(files.find(hash)).isPresent();

        Files.write(folder.resolve(hash.hex()), bytes("wh0le"));

        assertThat(files.find(hash)).isEmpty();
    }

    @Test
    void makesRoomByWhatWasNotUsedForLongest() {
        var files = new HashedFiles(folder);
        var old = files.put(bytes("1234567890"));
        var kept = files.put(bytes("abcdefghij"));
        var young = files.put(bytes("ABCDEFGHIJ"));
        files.touch(kept, Instant.ofEpochSecond(1));
        files.touch(old, Instant.ofEpochSecond(2));
        files.touch(young, Instant.ofEpochSecond(3));

        files.trim(20, Set.of(kept));

        assertThat(files.find(old)).isEmpty();
        assertThat(files.find(kept)).isPresent();
        assertThat(files.find(young)).isPresent();
    }
}
