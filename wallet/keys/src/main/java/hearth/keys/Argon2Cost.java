package hearth.keys;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// What one guess of a password costs (Argon2id, RFC 9106).
///
/// @param memoryKib memory in KiB
/// @param iterations passes over it
/// @param lanes that may run in parallel
public record Argon2Cost(int memoryKib, int iterations, int lanes) {
    static final int KEY_BYTES = 32;

    public Argon2Cost {
        if (memoryKib < 8 || iterations < 1 || lanes < 1 || memoryKib / 8 < lanes) {
            throw new IllegalArgumentException("not a cost of Argon2");
        }
    }

    boolean isAtLeast(Argon2Cost floor) {
        return memoryKib >= floor.memoryKib
                && iterations >= floor.iterations
                && lanes >= floor.lanes;
    }

    /// Whether a guess has more to compute, in no less memory.
    boolean isMoreWorkThan(Argon2Cost other) {
        return memoryKib >= other.memoryKib
                && (long) memoryKib * iterations > (long) other.memoryKib * other.iterations;
    }

    Secret deriveKey(Secret password, byte[] salt) {
        var argon = new Argon2BytesGenerator();
        argon.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(memoryKib)
                        .withIterations(iterations)
                        .withParallelism(lanes)
                        .withSalt(salt)
                        .build());
        var key = new byte[KEY_BYTES];
        password.with(p -> argon.generateBytes(p, key));
        return Secret.taking(key);
    }
}
