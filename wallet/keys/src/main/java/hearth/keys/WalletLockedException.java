package hearth.keys;

/// The wallet was locked between showing and signing; unlock and ask again.
public final class WalletLockedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WalletLockedException() {
        super("the wallet is locked");
    }
}
