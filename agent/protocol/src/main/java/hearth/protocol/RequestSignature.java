package hearth.protocol;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// What a device signs for each request: method, path with query, hash of the body, the server it
/// is meant for, the time and a nonce that the server accepts once. The parts are joined by line
/// feeds, which none of them may contain.
///
/// @param nonce 32 hex digits, new for every request
public record RequestSignature(
        String method,
        String path,
        Sha256 body,
        ServerId server,
        Instant timestamp,
        String nonce,
        DeviceId device) {
    public static final String DEVICE_HEADER = "Hearth-Device";
    public static final String TIMESTAMP_HEADER = "Hearth-Timestamp";
    public static final String NONCE_HEADER = "Hearth-Nonce";
    public static final String SIGNATURE_HEADER = "Hearth-Signature";

    /// In place of a signature: the HMAC of the same bytes with the key of a session.
    public static final String MAC_HEADER = "Hearth-Mac";

    /// The running agent that sends the request; not signed, because it only tells two copies of
    /// one owner's key from each other.
    public static final String INSTANCE_HEADER = "Hearth-Instance";

    private static final int NONCE_DIGITS = 32;

    public RequestSignature {
        if (method.indexOf('\n') >= 0 || path.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a line feed in the request line");
        }
        if (!Notation.isHex(nonce, NONCE_DIGITS)) {
            throw new IllegalArgumentException("a nonce has 32 hex digits");
        }
    }

    /// The bytes that are signed.
    public byte[] payload() {
        return String.join(
                        "\n",
                        "hearth-request-1",
                        method,
                        path,
                        body.hex(),
                        server.value(),
                        Long.toString(timestamp.toEpochMilli()),
                        nonce,
                        device.value())
                .getBytes(StandardCharsets.UTF_8);
    }

    public String sign(SigningKey key) {
        return key.sign(payload());
    }

    public String mac(SessionKey key) {
        return key.mac(payload());
    }

    public boolean hasMac(SessionKey key, String mac) {
        return key.isMac(payload(), mac);
    }

    public boolean isSignedBy(DeviceId signer, String signature) {
        return signer.equals(device) && Signatures.isValid(signer.value(), payload(), signature);
    }
}
