package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Sha256;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
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

    private static Sha256 put(HashedFiles files, String text) throws IOException {
        var made = files.made(text);
        Files.write(made, bytes(text));
        var hash = files.adopt(made);
        assertThat(made).doesNotExist();
        return hash;
    }

    @Test
    void neverHandsOutADamagedFile() throws Exception {
        var files = new HashedFiles(folder);
        var hash = put(files, "whole");
        assertThat(files.find(hash)).isPresent();

        Files.write(folder.resolve(hash.hex()), bytes("wh0le"));

        assertThat(files.find(hash)).isEmpty();
        assertThat(put(files, "whole")).isEqualTo(hash);
        assertThat(put(files, "whole")).isEqualTo(hash);
        assertThat(files.find(hash)).isPresent();
    }

    @Test
    void makesRoomByWhatWasNotUsedForLongest() throws Exception {
        var files = new HashedFiles(folder);
        var old = put(files, "1234567890");
        var kept = put(files, "abcdefghij");
        var young = put(files, "ABCDEFGHIJ");
        files.touch(kept, Instant.ofEpochSecond(1));
        files.touch(old, Instant.ofEpochSecond(2));
        files.touch(young, Instant.ofEpochSecond(3));

        files.trim(20, Set.of(kept));

        assertThat(files.find(old)).isEmpty();
        assertThat(files.find(kept)).isPresent();
        assertThat(files.find(young)).isPresent();
    }
}
