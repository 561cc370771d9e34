package hearth.app.wallet;

import hearth.app.wallet.WalletDesk.Sending;
import hearth.chain.EmberWallet;
import hearth.chain.Refusal;
import hearth.chain.TxResult;
import hearth.keys.TransactionSigner;
import hearth.keys.UnlockedWallet;
import hearth.keys.WalletLockedException;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Carries out wishes with the open wallet's active account, and says what came of them.
final class Wishes {
    private static final int TRIES = 4;
    private final Keyring keyring;
    private final Runnable onChange;

    /// @param onChange called when the chain may say something new
    Wishes(Keyring keyring, Runnable onChange) {
        this.keyring = keyring;
        this.onChange = onChange;
    }

    /// One wish, one intent: while it is pending it is asked for again a few times under the same
    /// id, so a stake also gets its second transaction.
    Sending carryOut(BiFunction<String, TransactionSigner, TxResult> wish) {
        String intent = UUID.randomUUID().toString();
        return signed(
                signer -> {
                    TxResult result = wish.apply(intent, signer);
                    for (int i = 1; i < TRIES && result instanceof TxResult.Pending; i++) {
                        result = wish.apply(intent, signer);
                    }
                    return outcome(result);
                });
    }

    /// Replaces what waits once; each replacement costs more, so none is made again by itself.
    Sending speedUp(String hash, EmberWallet wallet) {
        return signed(signer -> outcome(wallet.speedUp(hash, signer)));
    }

    /// Done when nothing happened; a transaction that is in a block already says so.
    Sending takeBack(String hash, EmberWallet wallet) {
        return signed(
                signer ->
                        switch (wallet.cancel(hash, signer)) {
                            case TxResult.Refused done when done.reason() == Refusal.CANCELLED ->
                                    new Sending.Done(done.hash().orElse(hash));
                            case TxResult.Included late -> new Sending.Refused("too-late");
                            case TxResult.Refused refused -> outcome(refused);
                            case TxResult.Pending pending -> outcome(pending);
                            case TxResult.Unreachable none -> outcome(none);
                        });
    }

    private Sending signed(Function<TransactionSigner, Sending> wish) {
        Optional<UnlockedWallet> wallet = keyring.open();
        if (wallet.isEmpty()) {
            return new Sending.Locked();
        }
        try {
            Sending sending = wish.apply(wallet.get().signer(keyring.active().orElseThrow()));
            onChange.run();
            return sending;
        } catch (WalletLockedException e) {
            return new Sending.Locked();
        }
    }

    private static Sending outcome(TxResult result) {
        return switch (result) {
            case TxResult.Included included -> new Sending.Done(included.hash());
            case TxResult.Pending pending -> new Sending.Pending(pending.hash());
            case TxResult.Refused refused ->
                    new Sending.Refused(
                            refused.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            case TxResult.Unreachable u -> new Sending.Refused("chain-unreachable");
        };
    }
}
