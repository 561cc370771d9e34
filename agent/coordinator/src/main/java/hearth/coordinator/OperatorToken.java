package hearth.coordinator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;

/// The word by which an operator's tools are known, in a file of the coordinator's private folder;
/// Prometheus reads it there (`credentials_file`).
final class OperatorToken {
    static final String FILE = "operator.token";
    private static final int BYTES = 32;

    private OperatorToken() {}

    /// The token of this folder; made at the first use.
    static String load(Path folder, SecureRandom random) {
        var file = folder.resolve(FILE);
        try {
            if (Files.exists(file)) {
                return Files.readString(file).strip();
            }
            var bytes = new byte[BYTES];
            random.nextBytes(bytes);
            var token = HexFormat.of().formatHex(bytes);
            var temporary = Files.createTempFile(folder, "operator", ".part");
            Files.writeString(temporary, token + "\n");
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            return token;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
