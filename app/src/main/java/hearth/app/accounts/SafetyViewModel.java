package hearth.app.accounts;

import hearth.app.accounts.AccountsDesk.Answer;
import hearth.app.accounts.AccountsDesk.Drill;
import hearth.app.background.Background;
import hearth.app.text.Notices;
import hearth.app.text.Speech;
import hearth.app.wallet.BackupReminder;
import hearth.app.wallet.WalletDesk.Opening;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;

import java.util.function.Supplier;

/// The check of the written phrase, and the end of a wallet.
public final class SafetyViewModel {
    private final ReadOnlyStringWrapper drilled = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper deleteError = new ReadOnlyStringWrapper("");
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
    private final Supplier<AccountsDesk> desk;
    private final BackupReminder reminder;
    private final Background background;
    private final Speech speech;
    private final Notices notices;

    /// @param desk opens what is looked at; it blocks the first time
    public SafetyViewModel(
            Supplier<AccountsDesk> desk,
            BackupReminder reminder,
            Background background,
            Speech speech,
            Notices notices) {
        this.desk = desk;
        this.reminder = reminder;
        this.background = background;
        this.speech = speech;
        this.notices = notices;
    }

    void onHide() {
        drilled.set("");
        deleteError.set("");
    }

    /// @param words wiped
    void drill(char[] words) {
        busy.set(true);
        background.run(
                () -> desk.get().drill(words),
                result -> {
                    busy.set(false);
                    drilled.set(speech.text(key(result)));
                    if (result == Drill.THIS_WALLET) {
                        reminder.putOff();
                    }
                },
                failure -> {
                    busy.set(false);
                    drilled.set(speech.text("wallet.failed"));
                });
    }

    private static String key(Drill result) {
        return switch (result) {
            case THIS_WALLET -> "safety.drill.this";
            case ANOTHER_WALLET -> "safety.drill.another";
            case NO_PHRASE -> "safety.drill.none";
        };
    }

    /// @param password wiped
    /// @param onGone called when the wallet is gone
    void delete(char[] password, Runnable onGone) {
        busy.set(true);
        deleteError.set("");
        background.run(
                () -> desk.get().delete(password),
                answer -> {
                    busy.set(false);
                    tell(answer, onGone);
                },
                failure -> {
                    busy.set(false);
                    deleteError.set(speech.text("wallet.failed"));
                });
    }

    private void tell(Answer answer, Runnable onGone) {
        if (answer instanceof Answer.Done) {
            notices.good(speech.text("safety.deleted"));
            reminder.forget();
            onGone.run();
        } else if (answer instanceof Answer.NotOpened not
                && not.why() instanceof Opening.TooManyTries tries) {
            deleteError.set(
                    speech.text("wallet.unlock.wait", speech.times().span(tries.remaining())));
        } else {
            deleteError.set(speech.text("wallet.unlock.wrong"));
        }
    }

    /// What the last check said; empty before one.
    ReadOnlyStringProperty drilled() {
        return drilled.getReadOnlyProperty();
    }

    ReadOnlyStringProperty deleteError() {
        return deleteError.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty busy() {
        return busy.getReadOnlyProperty();
    }
}
