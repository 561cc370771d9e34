package hearth.app.wallet;

import hearth.app.settings.SettingsFeed;
import hearth.app.text.Speech;
import hearth.app.wallet.WalletState.Presence;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.value.ObservableValue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Reminds the owner to check the written recovery phrase: a month after a wallet was first seen
/// here, and a year after it was checked or the reminder was sent away.
public final class BackupReminder {
    private static final Duration FIRST = Duration.ofDays(30);
    private static final Duration AGAIN = Duration.ofDays(365);
    private final ReadOnlyBooleanWrapper due = new ReadOnlyBooleanWrapper();
    private final SettingsFeed settings;
    private final Speech speech;

    public BackupReminder(SettingsFeed settings, Speech speech) {
        this.settings = settings;
        this.speech = speech;
    }

    /// Keeps an eye on the time that is set, for a wallet that is there or not.
    void follow(ObservableValue<Presence> presence) {
        presence.subscribe(this::look);
        settings.current().subscribe(() -> look(presence.getValue()));
    }

    private void look(Presence presence) {
        var at = settings.current().get().backupReminder();
        var now = speech.times().now();
        due.set(presence != Presence.NONE && at.filter(then -> !then.isAfter(now)).isPresent());
        if (presence != Presence.NONE && at.isEmpty()) {
            remind(Optional.of(now.plus(FIRST)));
        }
    }

    /// The phrase was checked, or the owner does not want to now.
    public void putOff() {
        due.set(false);
        remind(Optional.of(speech.times().now().plus(AGAIN)));
    }

    /// The wallet is gone; the next one has its own month.
    public void forget() {
        due.set(false);
        remind(Optional.empty());
    }

    /// Not being able to keep it means only that the owner is reminded again.
    private void remind(Optional<Instant> at) {
        settings.change(now -> now.withBackupReminder(at), () -> {});
    }

    ReadOnlyBooleanProperty due() {
        return due.getReadOnlyProperty();
    }
}
