package hearth.app.wallet;

import hearth.app.wallet.WalletDesk.Limiting;
import hearth.app.wallet.WalletDesk.Limits;
import hearth.chain.EmberWallet;
import hearth.chain.FeeLimits;
import hearth.chain.SpendingLimits;
import hearth.keys.Secret;
import hearth.keys.UnlockResult;
import hearth.keys.WalletFile;

/// What the owner lets the wallet send: stricter at once, looser with the password of its file.
final class OwnerLimits {
    private final EmberWallet wallet;
    private final WalletFile file;

    OwnerLimits(EmberWallet wallet, WalletFile file) {
        this.wallet = wallet;
        this.file = file;
    }

    Limits now() {
        SpendingLimits limits = wallet.limits();
        return new Limits(limits.perPayment(), limits.perDay(), wallet.feeLimits().coins());
    }

    /// @param password wiped; may be empty where the limits get no looser
    Limiting limit(Limits wanted, char[] password) {
        var limits = new SpendingLimits(wanted.perPayment(), wanted.perDay());
        var before = wallet.feeLimits();
        var fees = new FeeLimits(wanted.fee(), before.money(), before.share(), before.prices());
        try (Secret secret = Secret.ofText(password)) {
            if (limits.isLooserThan(wallet.limits()) || fees.isLooserThan(before)) {
                if (secret.length() == 0) {
                    return Limiting.PASSWORD_NEEDED;
                }
                if (!(file.unlock(secret) instanceof UnlockResult.Unlocked opened)) {
                    return Limiting.WRONG_PASSWORD;
                }
                opened.wallet().close();
            }
            wallet.limit(limits);
            wallet.limitFees(fees);
            return Limiting.SET;
        }
    }
}
