package hearth.app.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryAccounts;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Said;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.fixture.Snapshots;
import hearth.app.settings.Settings;
import hearth.app.settings.SettingsFeed;
import hearth.app.settings.SettingsFile;
import hearth.app.wallet.BackupReminder;
import hearth.app.wallet.WalletState.Presence;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

class SafetyViewModelTest {
    @TempDir private Path home;
    private final InMemoryWallet wallet = InMemoryWallet.of(Presence.LOCKED);
    private final Said said = new Said();
    private final InMemoryAccounts desk = InMemoryAccounts.of(wallet);
    private final SameThreadBackground background = new SameThreadBackground();
    private SettingsFeed settings;
    private SafetyViewModel model;

    @BeforeEach
    void open() {
        settings = new SettingsFeed(new SettingsFile(home), Settings.initial(), background);
        var reminder = new BackupReminder(settings, Said.speech());
        model = new SafetyViewModel(() -> desk, reminder, background, Said.speech(), said);
    }

    @Test
    void aCheckedPhraseIsAskedForAgainInAYear() {
        model.drill("other words".toCharArray());
        assertThat(settings.current().get().backupReminder()).isEmpty();
        model.drill(String.join(" ", wallet.draw().words()).toCharArray());
        assertThat(settings.current().get().backupReminder())
                .contains(Snapshots.NOW.plus(Duration.ofDays(365)));
        model.delete(InMemoryWallet.PASSWORD.toCharArray(), () -> {});
        assertThat(settings.current().get().backupReminder()).isEmpty();
    }

    @Test
    void saysWhetherTheWrittenPhraseBringsThisWalletBackAndKeepsNothingOfIt() {
        char[] words = String.join(" ", wallet.draw().words()).toCharArray();
        model.drill(words);
        assertThat(model.drilled().get()).contains("bring this wallet back");
        assertThat(new String(words)).isBlank();
        model.drill("other words".toCharArray());
        assertThat(model.drilled().get()).contains("of another wallet");
        model.drill("nonsense".toCharArray());
        assertThat(model.drilled().get()).contains("not the words");
        model.onHide();
        assertThat(model.drilled().get()).isEmpty();
    }

    @Test
    void deletesWithThePasswordOnly() {
        var gone = new boolean[1];
        model.delete("guess".toCharArray(), () -> gone[0] = true);
        assertThat(model.deleteError().get()).contains("not the password");
        assertThat(gone[0]).isFalse();
        assertThat(wallet.state().presence()).isEqualTo(Presence.LOCKED);
        model.delete(InMemoryWallet.PASSWORD.toCharArray(), () -> gone[0] = true);
        assertThat(gone[0]).isTrue();
        assertThat(wallet.state().presence()).isEqualTo(Presence.NONE);
        assertThat(said.good()).hasSize(1);
    }
}
