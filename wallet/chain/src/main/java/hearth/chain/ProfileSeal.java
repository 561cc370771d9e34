package hearth.chain;

import hearth.protocol.Sha256;
import hearth.protocol.Signatures;
import hearth.protocol.SigningKey;

import java.nio.charset.StandardCharsets;

/// The word of whoever publishes a network for its profile, to the last byte of the file.
///
/// @param publisher Ed25519 public key, 64 hex digits
/// @param serial counts a publisher's profiles of one network from 1 on, each one higher than all
///     before
/// @param signature of the serial number and the profile's hash, 128 hex digits
public record ProfileSeal(String publisher, long serial, String signature) {
    /// No other signature of ours begins so.
    private static final String PURPOSE = "hearth network profile v2\n";

    public ProfileSeal {
        if (serial < 1) {
            throw new IllegalArgumentException("serial numbers begin with 1");
        }
    }

    /// @param profile the bytes of its file
    public static ProfileSeal of(byte[] profile, long serial, SigningKey publisher) {
        return new ProfileSeal(
                publisher.publicHex(), serial, publisher.sign(message(profile, serial)));
    }

    boolean fits(byte[] profile) {
        return Signatures.isValid(publisher, message(profile, serial), signature);
    }

    private static byte[] message(byte[] profile, long serial) {
        return (PURPOSE + serial + "\n" + Sha256.of(profile).hex())
                .getBytes(StandardCharsets.US_ASCII);
    }
}
