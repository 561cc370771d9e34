package hearth.app.wallet;

import hearth.app.text.Speech;
import hearth.app.wallet.WalletState.Presence;
import hearth.protocol.PayoutMessages.PendingChange;
import hearth.worker.AgentSnapshot;

import java.util.Optional;

/// Whether this computer should be bound to the account in use, or is about to be paid to another.
final class BindAdvice {
    private BindAdvice() {}

    /// Why, in words; empty where it is bound, or the wallet could not change it.
    ///
    /// @param change of where this computer is paid that does not count yet
    static String of(
            Optional<AgentSnapshot> computer,
            WalletState wallet,
            Optional<PendingChange> change,
            Speech speech) {
        if (change.isPresent()) {
            return speech.text(
                    "wallet.payout.changes",
                    speech.times().brief(change.get().countsAt()),
                    change.get().to(),
                    change.get().from());
        }
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

    /// Whether the wallet could take a change back.
    static boolean mayUndo(WalletState wallet, Optional<PendingChange> change) {
        return wallet.presence() == Presence.UNLOCKED
                && change.filter(
                                c ->
                                        wallet.address()
                                                .filter(c.from()::equalsIgnoreCase)
                                                .isPresent())
                        .isPresent();
    }
}
