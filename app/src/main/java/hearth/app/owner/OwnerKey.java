package hearth.app.owner;

import hearth.app.install.HearthHome;
import hearth.keys.OwnerOnlyFile;
import hearth.protocol.SigningKey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.SecureRandom;

/// The key that signs an owner's requests, in an owner-only file. It can never spend; the wallet
/// binds it to its account once for each coordinator.
final class OwnerKey {
    private static final int SEED_BYTES = 32;

    private OwnerKey() {}

    /// The key of this data folder; made at the first use.
    static SigningKey of(HearthHome home, SecureRandom random) {
        var file = new OwnerOnlyFile(JobFolder.all(home).resolve("owner.key"), 0);
        try {
            Files.createDirectories(JobFolder.all(home));
            var stored = file.read(SEED_BYTES);
            if (stored.isPresent()) {
                return SigningKey.ofSeed(stored.get());
            }
            var key = SigningKey.generate(random);
            file.write(key.seed());
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
