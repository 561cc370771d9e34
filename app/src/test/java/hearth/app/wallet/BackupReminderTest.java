package hearth.app.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.SameThreadBackground;
import hearth.app.fixture.Snapshots;
import hearth.app.settings.Settings;
import hearth.app.settings.SettingsFeed;
import hearth.app.settings.SettingsFile;
import hearth.app.text.Speech;
import hearth.app.wallet.WalletState.Presence;

import javafx.beans.property.SimpleObjectProperty;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Locale;

class BackupReminderTest {
    @TempDir private Path home;
    private final SimpleObjectProperty<Presence> presence =
            new SimpleObjectProperty<>(Presence.NONE);

    private SettingsFeed settings() {
        var file = new SettingsFile(home);
        return new SettingsFeed(file, file.load().settings(), new SameThreadBackground());
    }

    private static Speech after(int days) {
        var now = Snapshots.NOW.plus(Duration.ofDays(days));
        return Speech.of(Locale.ENGLISH, Clock.fixed(now, ZoneOffset.UTC));
    }

    private BackupReminder open(SettingsFeed settings, int days) {
        var reminder = new BackupReminder(settings, after(days));
        reminder.follow(presence);
        return reminder;
    }

    @Test
    void remindsAMonthAfterAWalletWasFirstSeenAndAYearAfterItWasPutOff() {
        open(settings(), 0);
        assertThat(settings().current().get()).isEqualTo(Settings.initial());
        presence.set(Presence.LOCKED);
        assertThat(open(settings(), 0).due().get()).isFalse();
        assertThat(open(settings(), 29).due().get()).isFalse();
        var due = open(settings(), 30);
        assertThat(due.due().get()).isTrue();
        due.putOff();
        assertThat(due.due().get()).isFalse();
        assertThat(open(settings(), 394).due().get()).isFalse();
        assertThat(open(settings(), 395).due().get()).isTrue();
        presence.set(Presence.NONE);
        assertThat(open(settings(), 395).due().get()).as("no wallet").isFalse();
    }

    @Test
    void goesAwayWhenThePhraseIsCheckedOnAnotherScreen() {
        presence.set(Presence.UNLOCKED);
        open(settings(), 0);
        var shared = settings();
        var shown = open(shared, 31);
        assertThat(shown.due().get()).isTrue();
        new BackupReminder(shared, after(31)).putOff();
        assertThat(shown.due().get()).isFalse();
    }
}
