package hearth.keys;

/// Signs transactions of one account. Whoever holds one can spend.
public interface TransactionSigner {
    Address address();

    /// @throws WalletLockedException if the wallet was locked in the meantime
    SignedTransaction sign(UnsignedTransaction transaction);
}
