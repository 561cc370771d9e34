package hearth.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Sha256;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

class LargeFileHashTest {
    @TempDir Path folder;
    private Path large;

    @BeforeEach
    void writeALargeFile() throws IOException {
        byte[] bytes = new byte[(16 << 20) + 7];
        new Random(1).nextBytes(bytes);
        large = Files.write(folder.resolve("large"), bytes);
    }

    @Test
    void anotherJavaComesToTheSameHash() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var expected = Sha256.ofFile(large);
        assertThat(LargeFileHash.byAnother(java, large)).hasValue(expected);
        assertThat(LargeFileHash.of(large)).isEqualTo(expected);
    }

    @Test
    void thisProcessHashesWhatIsSmallAndWhatNoOtherCan() throws IOException {
        assertThat(LargeFileHash.byAnother(folder.resolve("no-java"), large)).isEmpty();
        var fails = Files.writeString(folder.resolve("fails"), "#!/bin/sh\necho sorry\nexit 1\n");
        assertThat(fails.toFile().setExecutable(true)).isTrue();
        assertThat(LargeFileHash.byAnother(fails, large)).isEmpty();
        var lies = Files.writeString(folder.resolve("lies"), "#!/bin/sh\necho done\n");
        assertThat(lies.toFile().setExecutable(true)).isTrue();
        assertThat(LargeFileHash.byAnother(lies, large)).isEmpty();
        var small = Files.writeString(folder.resolve("small"), "small");
        assertThat(LargeFileHash.of(small)).isEqualTo(Sha256.of("small"));
    }
}
