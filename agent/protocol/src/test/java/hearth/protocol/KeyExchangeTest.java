package hearth.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;

/// With the vectors of RFC 7748 (6.1) and RFC 4231 (test case 1).
final class KeyExchangeTest {
    private static final SigningKey SERVER = SigningKey.ofSeed(new byte[32]);
    private static final SigningKey DEVICE = SigningKey.generate(new SecureRandom());
    private static final byte[] MESSAGE = "Hi There".getBytes(StandardCharsets.US_ASCII);

    @Test
    void agreesAsRfc7748Does() {
        var bob =
                KeyExchange.of(
                        HexFormat.of()
                                .parseHex(
                                        "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
        assertThat(bob.publicHex())
                .isEqualTo("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
        var shared = bob.shared("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
        assertThat(HexFormat.of().formatHex(shared))
                .isEqualTo("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
    }

    @Test
    void authenticatesAsRfc4231Does() {
        var key = new SessionKey(HexFormat.of().parseHex("0b".repeat(20)), new byte[32]);
        var mac = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7";
        assertThat(key.mac(MESSAGE)).isEqualTo(mac);
        assertThat(key.isMac(MESSAGE, mac)).isTrue();
        assertThat(key.isMac(MESSAGE, mac.replace("b0", "b1"))).isFalse();
        assertThat(key.isMac(MESSAGE, "")).isFalse();
        assertThat(key).hasToString("SessionKey");
    }

    @Test
    void bothSidesComeToOneKeyAndForOtherTermsToAnother() {
        var device = KeyExchange.begin(new SecureRandom());
        var server = KeyExchange.begin(new SecureRandom());
        var terms = terms(device, server, "0123456789abcdef");
        var ours = device.agree(server.publicHex(), terms).mac(MESSAGE);
        assertThat(server.agree(device.publicHex(), terms).mac(MESSAGE)).isEqualTo(ours);
        var other = terms(device, server, "fedcba9876543210");
        assertThat(device.agree(server.publicHex(), other).mac(MESSAGE)).isNotEqualTo(ours);
    }

    private static SessionGrant.Terms terms(
            KeyExchange device, KeyExchange server, String session) {
        return new SessionGrant.Terms(
                SERVER.serverId(),
                DEVICE.deviceId(),
                session,
                device.publicHex(),
                server.publicHex(),
                Instant.EPOCH);
    }

    @Test
    void sharesNothingWithWhatIsNoKey() {
        var own = KeyExchange.begin(new SecureRandom());
        for (var other : new String[] {"", "00".repeat(32), "zz".repeat(32), "01".repeat(33)}) {
            assertThatThrownBy(() -> own.shared(other))
                    .as(other)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aNonceCarriesItsSessionAndItsSequence() {
        var nonce = SessionGrant.nonce("0123456789abcdef", 258);
        assertThat(nonce).isEqualTo("0123456789abcdef0000000000000102");
        assertThat(SessionGrant.sessionOf(nonce)).isEqualTo("0123456789abcdef");
        assertThat(SessionGrant.sequenceOf(nonce)).isEqualTo(258);
        assertThat(SessionGrant.sequenceOf("f".repeat(32))).isNegative();
    }
}
