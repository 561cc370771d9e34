package hearth.protocol;

import java.time.Instant;

/// Reply to a signed `POST /v1/session`: for a while the device shows with an HMAC who it is. It
/// signs as before what has to do with money.
///
/// @param signature Ed25519 by the server over the canonical JSON of the content
public record SessionGrant(Terms content, String signature) {
    /// @param session 16 hex digits
    /// @param deviceKey ephemeral X25519 key that the device sent, 64 hex digits
    /// @param serverKey the server's, 64 hex digits
    public record Terms(
            ServerId server,
            DeviceId device,
            String session,
            String deviceKey,
            String serverKey,
            Instant expiresAt) {}

    private static final int SESSION_DIGITS = 16;
    private static final int DIGITS = 32;

    /// `POST /v1/session`.
    ///
    /// @param key ephemeral X25519 key of the device, 64 hex digits
    public record Offer(String key) {}

    public static SessionGrant signed(Terms content, SigningKey server) {
        return new SessionGrant(content, server.sign(Json.bytes(content)));
    }

    /// Whether the named server gave this, and to this offer of this device.
    public boolean answers(ServerId server, DeviceId device, Offer offer) {
        return content.server().equals(server)
                && content.device().equals(device)
                && content.deviceKey().equals(offer.key())
                && Notation.isHex(content.session(), SESSION_DIGITS)
                && Signatures.isValid(server.value(), Json.bytes(content), signature);
    }

    /// The nonce of a request in a session.
    ///
    /// @param sequence from 1 on, another one for each request
    public static String nonce(String session, long sequence) {
        return session + String.format("%016x", sequence);
    }

    /// The session that a nonce of 32 hex digits names.
    public static String sessionOf(String nonce) {
        return nonce.substring(0, SESSION_DIGITS);
    }

    /// The sequence in a nonce of 32 hex digits; negative for one that nobody reaches.
    public static long sequenceOf(String nonce) {
        return Long.parseUnsignedLong(nonce.substring(SESSION_DIGITS, DIGITS), DIGITS / 2);
    }
}
