package hearth.protocol;

import org.bouncycastle.crypto.agreement.X25519Agreement;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;

/// One side of an ephemeral X25519 exchange (RFC 7748), whose secret becomes a [SessionKey] by
/// HKDF-SHA-256 (RFC 5869). Both sides sign their public parts, so nobody stands in between.
public final class KeyExchange {
    private static final byte[] REQUESTS =
            "hearth-session-1 requests".getBytes(StandardCharsets.UTF_8);
    private static final byte[] REPLIES =
            "hearth-session-1 replies".getBytes(StandardCharsets.UTF_8);
    private static final int KEY_DIGITS = 64;
    private static final int KEY_BYTES = 32;

    private final X25519PrivateKeyParameters own;

    private KeyExchange(X25519PrivateKeyParameters own) {
        this.own = own;
    }

    public static KeyExchange begin(SecureRandom random) {
        return new KeyExchange(new X25519PrivateKeyParameters(random));
    }

    /// The side of a server that need not remember its part: with the same key and context it is
    /// the same.
    ///
    /// @param context what this exchange is for and nothing else is
    public static KeyExchange following(SigningKey key, String context) {
        return of(
                derived(
                        key.seed(),
                        Sha256.of(context).bytes(),
                        "hearth-session-1 server".getBytes(StandardCharsets.UTF_8)));
    }

    static KeyExchange of(byte[] secret) {
        return new KeyExchange(new X25519PrivateKeyParameters(secret, 0));
    }

    /// The 32 bytes of the public part as hex.
    public String publicHex() {
        return HexFormat.of().formatHex(own.generatePublicKey().getEncoded());
    }

    /// @param other public part of the other side, hex
    /// @param terms that both sides know, and that the key is bound to
    /// @throws IllegalArgumentException if it is no public part, or one that shares no secret
    public SessionKey agree(String other, SessionGrant.Terms terms) {
        var shared = shared(other);
        var salt = Sha256.of(Json.bytes(terms)).bytes();
        return new SessionKey(derived(shared, salt, REQUESTS), derived(shared, salt, REPLIES));
    }

    byte[] shared(String other) {
        if (!Notation.isHex(other, KEY_DIGITS)) {
            throw new IllegalArgumentException("an X25519 key has 64 hex digits");
        }
        var agreement = new X25519Agreement();
        agreement.init(own);
        var secret = new byte[KEY_BYTES];
        try {
            agreement.calculateAgreement(
                    new X25519PublicKeyParameters(HexFormat.of().parseHex(other), 0), secret, 0);
        } catch (IllegalStateException allZero) {
            throw new IllegalArgumentException("the other side shares no secret", allZero);
        }
        return secret;
    }

    private static byte[] derived(byte[] shared, byte[] salt, byte[] purpose) {
        var generator = new HKDFBytesGenerator(new SHA256Digest());
        generator.init(new HKDFParameters(shared, salt, purpose));
        var key = new byte[KEY_BYTES];
        generator.generateBytes(key, 0, KEY_BYTES);
        return key;
    }

    @Override
    public String toString() {
        return "KeyExchange(" + publicHex() + ")";
    }
}
