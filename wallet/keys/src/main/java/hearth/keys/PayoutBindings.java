package hearth.keys;

import org.web3j.crypto.ECDSASignature;
import org.web3j.crypto.Sign;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/// Signs and checks payout bindings.
public final class PayoutBindings {
    private static final int SIGNATURE_BYTES = 65;
    private static final int V_BASE = 27;
    private static final BigInteger ORDER = Sign.CURVE_PARAMS.getN();

    private PayoutBindings() {}

    /// Signs with the key of the payout address itself.
    ///
    /// @return 65 bytes r, s, v
    /// @throws IllegalArgumentException if the wallet does not own the payout address
    /// @throws WalletLockedException if the wallet was locked in the meantime
    public static byte[] sign(UnlockedWallet wallet, PayoutBinding binding) {
        return wallet.key(binding.payout()).sign(binding);
    }

    /// Who signed, or empty if the signature is not in its one canonical form: 65 bytes, v 27 or
    /// 28, r and s in range, s in the lower half.
    public static Optional<Address> recoverSigner(PayoutBinding binding, byte[] signature) {
        if (signature.length != SIGNATURE_BYTES) {
            return Optional.empty();
        }
        var r = new BigInteger(1, Arrays.copyOfRange(signature, 0, EthereumKey.KEY_BYTES));
        var s =
                new BigInteger(
                        1,
                        Arrays.copyOfRange(
                                signature, EthereumKey.KEY_BYTES, 2 * EthereumKey.KEY_BYTES));
        int recovery = signature[SIGNATURE_BYTES - 1] - V_BASE;
        boolean canonical =
                (recovery == 0 || recovery == 1)
                        && r.signum() > 0
                        && r.compareTo(ORDER) < 0
                        && s.signum() > 0
                        && s.compareTo(ORDER.shiftRight(1)) <= 0;
        if (!canonical) {
            return Optional.empty();
        }
        var point = recover(recovery, new ECDSASignature(r, s), binding.digest());
        return point.map(
                p ->
                        Address.ofPublicKey(
                                ByteBuffer.allocate(2 * EthereumKey.KEY_BYTES)
                                        .put(EthereumKey.word(p.shiftRight(256)))
                                        .put(EthereumKey.word(p))
                                        .array()));
    }

    /// True if the binding was signed by the payout address itself.
    public static boolean isSignedByPayoutAddress(PayoutBinding binding, byte[] signature) {
        return recoverSigner(binding, signature).filter(binding.payout()::equals).isPresent();
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
