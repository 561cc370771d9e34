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
            return of(change.get(), wallet, speech);
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

    /// What is about to change, and who can take it back.
    private static String of(PendingChange change, WalletState wallet, Speech speech) {
        String what =
                speech.text(
                        "wallet.payout.changes",
                        speech.times().brief(change.countsAt()),
                        change.to(),
                        change.from());
        String who =
                speech.text(
                        !isPaid(wallet, change)
                                ? "wallet.payout.changes.theirs"
                                : wallet.presence() == Presence.UNLOCKED
                                        ? "wallet.payout.changes.ours"
                                        : "wallet.payout.changes.locked");
        return what + " " + who;
    }

    /// Whether the wallet could take a change back.
    static boolean mayUndo(WalletState wallet, Optional<PendingChange> change) {
        return wallet.presence() == Presence.UNLOCKED
                && change.filter(c -> isPaid(wallet, c)).isPresent();
    }

    /// Whether the account in use is the one that is paid until the change counts.
    private static boolean isPaid(WalletState wallet, PendingChange change) {
        return wallet.address().filter(change.from()::equalsIgnoreCase).isPresent();
    }
}
