package hearth.protocol;

import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

import java.util.HexFormat;

/// Checks Ed25519 signatures (RFC 8032).
public final class Signatures {
    private static final int KEY_DIGITS = 64;
    private static final int SIGNATURE_DIGITS = 128;

    private Signatures() {}

    /// @param publicHex the 32-byte public key as hex
    /// @param signatureHex the 64-byte signature as hex; anything else is simply not valid
    public static boolean isValid(String publicHex, byte[] message, String signatureHex) {
        if (!Notation.isHex(publicHex, KEY_DIGITS)
                || !Notation.isHex(signatureHex, SIGNATURE_DIGITS)) {
            return false;
        }
        try {
            var verifier = new Ed25519Signer();
            verifier.init(
                    false, new Ed25519PublicKeyParameters(HexFormat.of().parseHex(publicHex), 0));
            verifier.update(message, 0, message.length);
            return verifier.verifySignature(HexFormat.of().parseHex(signatureHex));
        } catch (IllegalArgumentException notAPoint) {
            return false;
        }
    }
}
