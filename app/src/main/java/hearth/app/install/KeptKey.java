package hearth.app.install;

import hearth.keys.OwnerOnlyFile;
import hearth.protocol.SigningKey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/// A signing key in an owner-only file, made at its first use. It can never spend.
public final class KeptKey {
    private static final int SEED_BYTES = 32;

    private KeptKey() {}

    /// @param file in a folder that is made if missing
    public static SigningKey at(Path file, SecureRandom random) {
        var kept = new OwnerOnlyFile(file, 0);
        try {
            OwnerOnlyFile.createDirectory(file.toAbsolutePath().resolveSibling(".").normalize());
            var stored = kept.read(SEED_BYTES);
            if (stored.isPresent()) {
                return SigningKey.ofSeed(stored.get());
            }
            var key = SigningKey.generate(random);
            kept.write(key.seed());
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
