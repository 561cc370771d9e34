package hearth.keys;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/// Signs and checks payout bindings, and the orders that change what they say.
public final class PayoutBindings {
    private static final int SIGNATURE_BYTES = 65;
    private static final int V_BASE = 27;

    private PayoutBindings() {}

    /// Signs with the key of the payout address itself.
    ///
    /// @return 65 bytes r, s, v
    /// @throws IllegalArgumentException if the wallet does not own the payout address
    /// @throws WalletLockedException if the wallet was locked in the meantime
    public static byte[] sign(UnlockedWallet wallet, PayoutBinding binding) {
        return wallet.key(binding.payout()).sign(binding);
    }

    /// Signs with the key of the account whose word it is.
    ///
    /// @return 65 bytes r, s, v
    /// @throws IllegalArgumentException if the wallet does not own that account
    /// @throws WalletLockedException if the wallet was locked in the meantime
    public static byte[] sign(UnlockedWallet wallet, AccountOrder order) {
        return wallet.key(order.by()).sign(order);
    }

    /// Who signed, or empty if the signature is not in its one canonical form: 65 bytes, v 27 or
    /// 28, r and s in range, s in the lower half.
    public static Optional<Address> recoverSigner(PayoutBinding binding, byte[] signature) {
        return recoverSigner(binding.digest(), signature);
    }

    /// The same of an order.
    public static Optional<Address> recoverSigner(AccountOrder order, byte[] signature) {
        return recoverSigner(order.digest(), signature);
    }

    private static Optional<Address> recoverSigner(byte[] digest, byte[] signature) {
        if (signature.length != SIGNATURE_BYTES) {
            return Optional.empty();
        }
        var r = new BigInteger(1, Arrays.copyOfRange(signature, 0, EthereumKey.KEY_BYTES));
        var s =
                new BigInteger(
                        1,
                        Arrays.copyOfRange(
                                signature, EthereumKey.KEY_BYTES, 2 * EthereumKey.KEY_BYTES));
        int parity = signature[SIGNATURE_BYTES - 1] - V_BASE;
        return SignerRecovery.signer(digest, parity, r, s);
    }

    /// True if the binding was signed by the payout address itself.
    public static boolean isSignedByPayoutAddress(PayoutBinding binding, byte[] signature) {
        return recoverSigner(binding, signature).filter(binding.payout()::equals).isPresent();
    }
}
