package hearth.worker;

import hearth.protocol.SigningKey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;

/// The device key: the 32-byte Ed25519 seed in an owner-only file, made once. It signs work and can
/// spend nothing. A file that is there and not a key is reported, never replaced: a new key would
/// be a new device.
final class DeviceKeyFile {
    private static final int SEED = 32;

    private DeviceKeyFile() {}

    static SigningKey open(Path file, SecureRandom random) {
        byte[] seed = {};
        try {
            seed = Files.readAllBytes(file);
            if (seed.length != SEED) {
                throw new AgentException(
                        "device-key-unreadable", "the device key has the wrong length", null);
            }
            return SigningKey.ofSeed(seed);
        } catch (NoSuchFileException firstStart) {
            var key = SigningKey.generate(random);
            seed = key.seed();
            DurableFile.write(file, seed);
            return key;
        } catch (IOException e) {
            throw new AgentException("device-key-unreadable", "cannot read the device key", e);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }
}
