package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Sha256;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;

/// A disk that does not give back what was written, in the folder of a coordinator that is closed.
final class DamagedBlobs {
    private DamagedBlobs() {}

    static void flipAByte(Path folder, Sha256 hash) {
        var blobs = folder.resolve(CoordinatorServer.BLOBS);
        var hex = hash.hex();
        var file = blobs.resolve(hex.substring(0, 2)).resolve(hex.substring(2, 4)).resolve(hex);
        try {
            if (Files.exists(file)) {
                Files.write(file, flipped(Files.readAllBytes(file)));
            } else {
                flipSmall(folder.resolve(CoordinatorServer.DATABASE), hex);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void flipSmall(Path file, String hex) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var read =
                        connection.prepareStatement("SELECT bytes FROM small_blob WHERE hash = ?");
                var write =
                        connection.prepareStatement(
                                "UPDATE small_blob SET bytes = ? WHERE hash = ?")) {
            read.setString(1, hex);
            try (var row = read.executeQuery()) {
                assertThat(row.next()).as(hex).isTrue();
                write.setBytes(1, flipped(row.getBytes("bytes")));
            }
            write.setString(2, hex);
            assertThat(write.executeUpdate()).isEqualTo(1);
        }
    }

    private static byte[] flipped(byte[] bytes) {
        bytes[bytes.length / 2] ^= 1;
        return bytes;
    }
}
