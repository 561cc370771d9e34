package hearth.protocol;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What one device and one coordinator share for an hour: it shows who sent a request, and with
/// another key who answered it (HMAC-SHA-256, RFC 2104), for a hundredth of what a signature costs.
/// It proves nothing to a third party. Safe for use by many threads.
public final class SessionKey {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int DIGITS = 64;

    private final SecretKeySpec requests;
    private final SecretKeySpec replies;

    /// @param requests 32 bytes; copied
    /// @param replies 32 others; copied
    SessionKey(byte[] requests, byte[] replies) {
        this.requests = new SecretKeySpec(requests, ALGORITHM);
        this.replies = new SecretKeySpec(replies, ALGORITHM);
    }

    /// Of a request, 64 hex digits.
    String mac(byte[] message) {
        return mac(requests, message);
    }

    /// @param mac anything that is not one is simply not valid
    boolean isMac(byte[] message, String mac) {
        return isEqual(mac(requests, message), mac);
    }

    /// Of a reply, 64 hex digits.
    String seal(byte[] message) {
        return mac(replies, message);
    }

    /// @param mac anything that is not one is simply not valid
    boolean isSeal(byte[] message, String mac) {
        return isEqual(mac(replies, message), mac);
    }

    private static boolean isEqual(String wanted, String mac) {
        return Notation.isHex(mac, DIGITS)
                && MessageDigest.isEqual(
                        wanted.getBytes(StandardCharsets.US_ASCII),
                        mac.getBytes(StandardCharsets.US_ASCII));
    }

    private static String mac(SecretKeySpec secret, byte[] message) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return HexFormat.of().formatHex(mac.doFinal(message));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "SessionKey";
    }
}
