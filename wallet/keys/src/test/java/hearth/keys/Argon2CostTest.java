package hearth.keys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

final class Argon2CostTest {
    /// From the reference implementation's tests (P-H-C/phc-winner-argon2, test.c, Argon2id).
    @Test
    void agreesWithTheReferenceImplementation() {
        byte[] salt = "somesalt".getBytes(StandardCharsets.US_ASCII);
        var key =
                new Argon2Cost(1 << 16, 2, 1).deriveKey(RecoveryPhraseTest.text("password"), salt);
        assertThat(RecoveryPhraseTest.hex(key))
                .isEqualTo("09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
    }

    @Test
    void standardPolicyRefusesCheapFiles() {
        var policy = CostPolicy.standard(4);
        assertThat(policy.allows(policy.usual())).isTrue();
        assertThat(policy.allows(new Argon2Cost(32 * 1024, 3, 4))).isFalse();
        assertThat(policy.allows(new Argon2Cost(256 * 1024, 2, 4))).isFalse();
        assertThat(policy.allows(new Argon2Cost(1024 * 1024, 3, 4))).isFalse();
    }
}
