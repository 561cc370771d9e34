package hearth.protocol;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What one device and one coordinator share for an hour: it shows who sent a request
/// (HMAC-SHA-256, RFC 2104) for a hundredth of what a signature costs. It proves nothing to a third
/// party. Safe for use by many threads.
public final class SessionKey {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int DIGITS = 64;

    private final SecretKeySpec secret;

    /// @param secret 32 bytes; copied
    SessionKey(byte[] secret) {
        this.secret = new SecretKeySpec(secret, ALGORITHM);
    }

    /// 64 hex digits.
    String mac(byte[] message) {
        return HexFormat.of().formatHex(bytes(message));
    }

    /// @param mac anything that is not one is simply not valid
    boolean isMac(byte[] message, String mac) {
        return Notation.isHex(mac, DIGITS)
                && MessageDigest.isEqual(
                        mac(message).getBytes(StandardCharsets.US_ASCII),
                        mac.getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] bytes(byte[] message) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "SessionKey";
    }
}
