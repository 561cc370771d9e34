package hearth.keys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

final class KeyFileV3Test {
    /// The test vectors of the Web3 Secret Storage definition. The second has r = 1 with an N that
    /// RFC 7914 does not allow for it; Bouncy Castle refuses that, and no wallet writes it.
    private static final String PBKDF2 =
            """
            {"crypto": {"cipher": "aes-128-ctr",
              "cipherparams": {"iv": "6087dab2f9fdbbfaddc31a909735c1e6"},
              "ciphertext": "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
              "kdf": "pbkdf2", "kdfparams": {"c": 262144, "dklen": 32, "prf": "hmac-sha256",
                "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
              "mac": "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},
             "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6", "version": 3}
            """;
    private static final String SCRYPT =
            """
            {"crypto": {"cipher": "aes-128-ctr",
              "cipherparams": {"iv": "83dbcc02d8ccb40e466191a123791e0e"},
              "ciphertext": "d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c",
              "kdf": "scrypt", "kdfparams": {"dklen": 32, "n": 262144, "p": 8, "r": 1,
                "salt": "ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
              "mac": "2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"},
             "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6", "version": 3}
            """;

    private static V3Reading read(String file, String password) {
        return KeyFileV3.read(
                file.getBytes(StandardCharsets.UTF_8), RecoveryPhraseTest.text(password));
    }

    private static String key(V3Reading reading) {
        assertThat(reading).isInstanceOf(V3Reading.Opened.class);
        return RecoveryPhraseTest.hex(((V3Reading.Opened) reading).key().secret());
    }

    @Test
    void opensThePublishedFile() {
        String secret = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";
        assertThat(key(read(PBKDF2, "testpassword"))).isEqualTo(secret);
        assertThat(read(SCRYPT, "testpassword")).isEqualTo(new V3Reading.NotAccepted());
        assertThat(read(PBKDF2, "testpasswort")).isEqualTo(new V3Reading.WrongPassword());
    }

    @Test
    void opensWhatItWrote() {
        var key = EthereumKey.random(new SecureRandom());
        byte[] file =
                KeyFileV3.write(key, RecoveryPhraseTest.text("p\u00e4ss"), new SecureRandom());
        assertThat(new String(file, StandardCharsets.UTF_8))
                .doesNotContain(RecoveryPhraseTest.hex(key.secret()));
        assertThat(key(KeyFileV3.read(file, RecoveryPhraseTest.text("p\u00e4ss"))))
                .isEqualTo(RecoveryPhraseTest.hex(key.secret()));
    }

    @Test
    void refusesHostileCostsAndOtherThingsAtOnce() {
        var refused = new V3Reading.NotAccepted();
        assertThat(read(SCRYPT.replace("262144", "1073741824"), "x")).isEqualTo(refused);
        assertThat(read(SCRYPT.replace("\"p\": 8", "\"p\": 100000"), "x")).isEqualTo(refused);
        assertThat(read(SCRYPT.replace("262144", "262143"), "x")).isEqualTo(refused);
        assertThat(read(PBKDF2.replace("262144", "2000000000"), "x")).isEqualTo(refused);
        assertThat(read(PBKDF2.replace("\"version\": 3", "\"version\": 4"), "x"))
                .isEqualTo(refused);
        assertThat(read("[]", "x")).isEqualTo(refused);
        assertThat(read("{", "x")).isEqualTo(refused);
        assertThat(read("x".repeat(1 << 17), "x")).isEqualTo(refused);
    }

    /// The fastest of many: what else the computer does must not count.
    @Test
    void refusesTooMuchMemoryInTenMilliseconds() {
        for (String hostile :
                List.of(
                        SCRYPT.replace("262144", "1073741824"),
                        SCRYPT.replace("262144", "1048576").replace("\"r\": 1", "\"r\": 8"))) {
            long fastest = Long.MAX_VALUE;
            for (int i = 0; i < 50; i++) {
                long start = System.nanoTime();
                assertThat(read(hostile, "x")).isEqualTo(new V3Reading.NotAccepted());
                fastest = Math.min(fastest, System.nanoTime() - start);
            }
            assertThat(Duration.ofNanos(fastest)).isLessThan(Duration.ofMillis(10));
        }
    }
}
