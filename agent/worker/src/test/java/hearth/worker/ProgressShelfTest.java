package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.LeaseId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class ProgressShelfTest {
    @TempDir private Path folder;

    /// Whatever a coordinator calls it: no lease has a name with a dot, a slash or of a device.
    @Test
    void aLeaseHasAFolderOfItsOwnRightHere() throws IOException {
        var shelf = new ProgressShelf(folder);
        for (var name : List.of("0".repeat(32), "com10", "con1", "a-con", "x".repeat(63))) {
            var own = shelf.of(new LeaseId(name));
            assertThat(own.getParent()).isEqualTo(folder);
            assertThat(own.getFileName()).hasToString(name);
            assertThat(own).isDirectory();
            Files.writeString(own.resolve("progress"), name);
            assertThat(shelf.isBegun(new LeaseId(name))).isTrue();
            shelf.forget(new LeaseId(name));
            assertThat(own).doesNotExist();
        }
    }
}
