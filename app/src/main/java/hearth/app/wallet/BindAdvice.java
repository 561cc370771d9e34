package hearth.app.wallet;

import hearth.app.text.Speech;
import hearth.app.wallet.WalletState.Presence;
import hearth.worker.AgentSnapshot;

import java.util.Optional;

/// Whether this computer should be bound to the account in use.
final class BindAdvice {
    private BindAdvice() {}

    /// Why, in words; empty where it is bound, or the wallet could not change it.
    static String of(Optional<AgentSnapshot> computer, WalletState wallet, Speech speech) {
        if (computer.isEmpty() || wallet.presence() != Presence.UNLOCKED) {
            return "";
        }
        var paid = computer.get().payout();
        if (paid.isEmpty()) {
            return speech.text("wallet.unbound");
        }
        return wallet.address().filter(a -> !a.equalsIgnoreCase(paid.get())).isPresent()
                ? speech.text("wallet.unbound.other")
                : "";
    }
}
