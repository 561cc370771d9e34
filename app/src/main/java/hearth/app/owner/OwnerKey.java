package hearth.app.owner;

import hearth.app.install.HearthHome;
import hearth.app.install.KeptKey;
import hearth.protocol.SigningKey;

import java.nio.file.Path;
import java.security.SecureRandom;

/// The key that signs an owner's requests, in an owner-only file. It can never spend; the wallet
/// binds it to its account once for each coordinator.
final class OwnerKey {
    private OwnerKey() {}

    /// The key of this data folder; made at the first use.
    static SigningKey of(HearthHome home, SecureRandom random) {
        return KeptKey.at(file(home), random);
    }

    static Path file(HearthHome home) {
        return JobFolder.all(home).resolve("owner.key");
    }
}
