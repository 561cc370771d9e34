package hearth.keys;

import org.web3j.crypto.ECDSASignature;
import org.web3j.crypto.Sign;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Finds out which account signed.
final class SignerRecovery {
    private static final BigInteger ORDER = Sign.CURVE_PARAMS.getN();

    private SignerRecovery() {}

    /// Empty if the signature is not in its one canonical form: r and s in range, s in the lower
    /// half.
    ///
    /// @param parity 0 or 1
    static Optional<Address> signer(byte[] digest, int parity, BigInteger r, BigInteger s) {
        boolean canonical =
                (parity == 0 || parity == 1)
                        && r.signum() > 0
                        && r.compareTo(ORDER) < 0
                        && s.signum() > 0
                        && s.compareTo(ORDER.shiftRight(1)) <= 0;
        return canonical
                ? recover(parity, new ECDSASignature(r, s), digest).map(SignerRecovery::address)
                : Optional.empty();
    }

    private static Address address(BigInteger point) {
        return Address.ofPublicKey(
                ByteBuffer.allocate(2 * EthereumKey.KEY_BYTES)
                        .put(EthereumKey.word(point.shiftRight(256)))
                        .put(EthereumKey.word(point))
                        .array());
    }

    /// web3j reports an r that is no point of the curve by null or by an exception.
    private static Optional<BigInteger> recover(int id, ECDSASignature signature, byte[] digest) {
        try {
            return Optional.ofNullable(Sign.recoverFromSignature(id, signature, digest));
        } catch (IllegalArgumentException notOnCurve) {
            return Optional.empty();
        }
    }
}
