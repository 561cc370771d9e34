package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

class DeviceKeyFileTest {
    @TempDir private Path folder;

    @Test
    void makesAKeyOnceAndOnlyTheOwnerCanReadIt() throws Exception {
        var file = folder.resolve("device.key");

        var made = DeviceKeyFile.open(file, new SecureRandom()).deviceId();

        assertThat(DeviceKeyFile.open(file, new SecureRandom()).deviceId()).isEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(file).hasSize(32);
    }
}
