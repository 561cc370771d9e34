package hearth.protocol;

import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

import java.security.SecureRandom;
import java.util.HexFormat;

/// An Ed25519 key (RFC 8032) of a device or a coordinator. It signs work and receipts; it can never
/// spend.
public final class SigningKey {
    private final Ed25519PrivateKeyParameters key;

    private SigningKey(Ed25519PrivateKeyParameters key) {
        this.key = key;
    }

    public static SigningKey generate(SecureRandom random) {
        return new SigningKey(new Ed25519PrivateKeyParameters(random));
    }

    /// @param seed the 32 bytes of the private key
    public static SigningKey ofSeed(byte[] seed) {
        if (seed.length != Ed25519PrivateKeyParameters.KEY_SIZE) {
            throw new IllegalArgumentException("an Ed25519 seed has 32 bytes");
        }
        return new SigningKey(new Ed25519PrivateKeyParameters(seed, 0));
    }

    /// The 32 bytes to keep in an owner-only file.
    public byte[] seed() {
        return key.getEncoded();
    }

    /// The 32 bytes of the public key as hex.
    public String publicHex() {
        return HexFormat.of().formatHex(key.generatePublicKey().getEncoded());
    }

    public DeviceId deviceId() {
        return new DeviceId(publicHex());
    }

    public ServerId serverId() {
        return new ServerId(publicHex());
    }

    /// The 64-byte signature of the message as hex.
    public String sign(byte[] message) {
        var signer = new Ed25519Signer();
        signer.init(true, key);
        signer.update(message, 0, message.length);
        return HexFormat.of().formatHex(signer.generateSignature());
    }

    @Override
    public String toString() {
        return "SigningKey(" + publicHex() + ")";
    }
}
