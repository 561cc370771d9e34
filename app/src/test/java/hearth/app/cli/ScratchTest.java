package hearth.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

final class ScratchTest {
    @TempDir Path home;

    @Test
    void leavesNothingOfWhatACommandPutThere() throws Exception {
        try (var scratch = Scratch.in(home.resolve("bench"), "load")) {
            var deep = Files.createDirectories(scratch.folder().resolve("blobs/aa"));
            Files.writeString(deep.resolve("one"), "bytes");
        }
        assertThat(home.resolve("bench")).isEmptyDirectory();
    }

    @Test
    void goesWithACommandThatFails() {
        assertThatThrownBy(
                        () -> {
                            try (var scratch = Scratch.in(home.resolve("bench"), "load")) {
                                Files.writeString(scratch.folder().resolve("one"), "bytes");
                                throw new IllegalStateException("the engine ended");
                            }
                        })
                .hasMessage("the engine ended");
        assertThat(home.resolve("bench")).isEmptyDirectory();
    }
}
