package hearth.chain;

import hearth.keys.TransactionSigner;
import hearth.protocol.ClaimProof;

/// Pushes claims for others, so that a locked wallet is paid too. The contract pays the account in
/// the proof whoever sends, so the relay can neither keep nor redirect anything.
public final class ClaimRelay {
    private final EmberWallet wallet;
    private final TransactionSigner sender;

    /// @param sender pays for the gas
    public ClaimRelay(EmberNetwork network, TransactionSigner sender) {
        this.wallet = new EmberWallet(network);
        this.sender = sender;
    }

    /// Claims once per account and cumulative amount, however often it is called.
    public TxResult claim(ClaimProof proof) {
        return wallet.claim(proof, sender);
    }
}
