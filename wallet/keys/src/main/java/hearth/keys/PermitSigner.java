package hearth.keys;

/// Signs permits of one account, besides its transactions. An account whose key is elsewhere has
/// none, and approves by a transaction.
public interface PermitSigner extends TransactionSigner {
    /// @return 65 bytes r, s, v with v 27 or 28 and s in the lower half
    /// @throws IllegalArgumentException if another account is the owner
    /// @throws WalletLockedException if the wallet was locked in the meantime
    byte[] sign(Permit permit);
}
