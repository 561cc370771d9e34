package hearth.chain;

import hearth.protocol.Sha256;
import hearth.protocol.Signatures;
import hearth.protocol.SigningKey;

import java.nio.charset.StandardCharsets;

/// The word of whoever publishes a network for its profile, to the last byte of the file.
///
/// @param publisher Ed25519 public key, 64 hex digits
/// @param signature of the profile's hash, 128 hex digits
public record ProfileSeal(String publisher, String signature) {
    /// No other signature of ours begins so.
    private static final String PURPOSE = "hearth network profile v1\n";

    /// @param profile the bytes of its file
    public static ProfileSeal of(byte[] profile, SigningKey publisher) {
        return new ProfileSeal(publisher.publicHex(), publisher.sign(message(profile)));
    }

    boolean fits(byte[] profile) {
        return Signatures.isValid(publisher, message(profile), signature);
    }

    private static byte[] message(byte[] profile) {
        return (PURPOSE + Sha256.of(profile).hex()).getBytes(StandardCharsets.US_ASCII);
    }
}
