package hearth.app.wallet;

import hearth.app.text.Notices;
import hearth.app.text.Speech;
import hearth.app.wallet.WalletDesk.Sending;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;

import java.util.function.Function;

/// Runs one transaction at a time and says in words what came of it.
public final class Outcomes {
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
    private final WalletFeed wallet;
    private final Speech speech;
    private final Notices notices;

    public Outcomes(WalletFeed wallet, Speech speech, Notices notices) {
        this.wallet = wallet;
        this.speech = speech;
        this.notices = notices;
    }

    /// True while a transaction is on its way.
    public ReadOnlyBooleanProperty busy() {
        return busy.getReadOnlyProperty();
    }

    /// @param doneKey text for success
    /// @param onSent called when the network has it
    public void run(Function<WalletDesk, Sending> verb, String doneKey, Runnable onSent) {
        if (busy.get()) {
            return;
        }
        busy.set(true);
        wallet.ask(
                verb,
                sending -> {
                    busy.set(false);
                    tell(sending, doneKey, onSent);
                },
                () -> {
                    busy.set(false);
                    notices.bad(speech.text("wallet.failed"));
                });
    }

    private void tell(Sending sending, String doneKey, Runnable onSent) {
        switch (sending) {
            case Sending.Done done -> {
                notices.good(speech.text(doneKey));
                onSent.run();
            }
            case Sending.Pending pending -> {
                notices.good(speech.text("wallet.pending"));
                onSent.run();
            }
            case Sending.Locked locked -> notices.bad(speech.text("wallet.locked.first"));
            case Sending.Refused refused -> notices.bad(refusal(speech, refused.reason()));
        }
    }

    static String refusal(Speech speech, String reason) {
        return speech.words()
                .find("refusal." + reason)
                .orElseGet(() -> speech.text("refusal.unknown"));
    }
}
