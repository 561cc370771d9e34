package hearth.keys;

/// The accounts of a recovery phrase at `m/44'/60'/0'/0/i` (BIP-44), where every Ethereum wallet
/// looks for them.
public final class HdAccounts {
    private static final int PURPOSE = 44;
    private static final int ETHEREUM = 60;

    private HdAccounts() {}

    /// The key of one account; the caller closes it.
    ///
    /// @param index from 0
    public static EthereumKey derive(RecoveryPhrase phrase, Secret passphrase, int index) {
        if (index < 0) {
            throw new IllegalArgumentException("accounts count from 0");
        }
        try (Secret seed = phrase.seed(passphrase);
                HdNode master = seed.with(HdNode::master);
                HdNode purpose = master.child(PURPOSE | HdNode.HARDENED);
                HdNode coin = purpose.child(ETHEREUM | HdNode.HARDENED);
                HdNode account = coin.child(HdNode.HARDENED);
                HdNode external = account.child(0);
                HdNode leaf = external.child(index);
                Secret key = Secret.taking(leaf.key())) {
            return EthereumKey.of(key);
        }
    }
}
