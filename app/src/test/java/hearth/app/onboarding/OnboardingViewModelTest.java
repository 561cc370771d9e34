package hearth.app.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.agent.AgentFeed;
import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Said;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.fixture.Snapshots;
import hearth.app.onboarding.OnboardingWorkflow.Page;
import hearth.app.settings.Settings;
import hearth.app.settings.SettingsFeed;
import hearth.app.settings.SettingsFile;
import hearth.app.text.Speech;
import hearth.app.wallet.WalletFeed;
import hearth.app.wallet.WalletState.Presence;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

class OnboardingViewModelTest {
    private final SameThreadBackground background = new SameThreadBackground();
    private final InMemoryAgent agent = new InMemoryAgent(Snapshots.fresh());
    @TempDir private Path home;

    private OnboardingViewModel on(InMemoryWallet desk) {
        var feed = new AgentFeed(agent.links(), background);
        feed.open();
        var wallet = new WalletFeed(desk, background);
        wallet.open();
        var settings = new SettingsFeed(new SettingsFile(home), Settings.initial(), background);
        var model = new OnboardingViewModel(feed, wallet, settings, Said.speech(), new Random(7));
        model.onShow();
        return model;
    }

    private static void writeDownAndCheck(OnboardingViewModel model) {
        model.createNew();
        model.wordsAreWritten();
        model.checkWords(model.asked().stream().map(model.words()::get).toList());
    }

    @Test
    void drawsTwelveWordsAndAsksForFourOfThem() {
        OnboardingViewModel model = on(InMemoryWallet.missing());
        model.createNew();
        assertThat(model.words()).hasSize(12);
        model.wordsAreWritten();
        assertThat(model.asked()).hasSize(4).doesNotHaveDuplicates().isSorted();
        assertThat(model.page()).isEqualTo(Page.CHECK);
    }

    @Test
    void saysHowLongAPasswordIsBeforeOneIsTyped() {
        for (var language : List.of("en", "de", "es")) {
            assertThat(
                            Speech.of(Locale.of(language), Clock.systemUTC())
                                    .text("onboarding.password.text"))
                    .contains(" " + OnboardingViewModel.SHORTEST_PASSWORD + " ");
        }
    }

    @Test
    void doesNotGoOnWithAWrongWord() {
        OnboardingViewModel model = on(InMemoryWallet.missing());
        model.createNew();
        model.wordsAreWritten();
        model.checkWords(List.of("wrong", "wrong", "wrong"));
        assertThat(model.page()).isEqualTo(Page.CHECK);
        assertThat(model.error().get()).contains("is a different one");
    }

    @Test
    void refusesAShortPasswordAndTwoDifferentOnes() {
        OnboardingViewModel model = on(InMemoryWallet.missing());
        writeDownAndCheck(model);
        model.setPassword("short".toCharArray(), "short".toCharArray());
        assertThat(model.error().get()).contains("at least 8");
        model.setPassword("long enough".toCharArray(), "long enouhg".toCharArray());
        assertThat(model.error().get()).contains("not the same");
        assertThat(model.page()).isEqualTo(Page.NEW_PASSWORD);
    }

    @Test
    void wipesWhatWasTyped() {
        OnboardingViewModel model = on(InMemoryWallet.missing());
        writeDownAndCheck(model);
        char[] first = "long enough".toCharArray();
        char[] again = "long enough".toCharArray();
        model.setPassword(first, again);
        assertThat(new String(first)).isBlank();
        assertThat(new String(again)).isBlank();
        assertThat(model.words()).isEmpty();
    }

    @Test
    void showsTheAddressThatAPhraseLeadsToBeforeAnythingIsStored() {
        var wallet = InMemoryWallet.missing();
        OnboardingViewModel model = on(wallet);
        model.restoreOld();
        model.enterPhrase(String.join(" ", wallet.draw().words()).toCharArray());
        assertThat(model.page()).isEqualTo(Page.NEW_PASSWORD);
        assertThat(model.restored().get()).contains("0x f39F d6e5 1aad");
        assertThat(wallet.state().presence()).isEqualTo(Presence.NONE);
        model.onHide();
        assertThat(model.restored().get()).isEmpty();
    }

    @Test
    void sendsAMisspeltPhraseBack() {
        OnboardingViewModel model = on(InMemoryWallet.missing());
        model.restoreOld();
        model.enterPhrase("hollow gentle".toCharArray());
        assertThat(model.page()).isEqualTo(Page.RESTORE);
        assertThat(model.error().get()).contains("not a recovery phrase");
    }

    @Test
    void bindsTheComputerToTheWalletAndTurnsSharingOn() {
        OnboardingViewModel model = on(InMemoryWallet.missing());
        writeDownAndCheck(model);
        model.setPassword("long enough".toCharArray(), "long enough".toCharArray());
        assertThat(model.page()).isEqualTo(Page.COMPUTER);
        model.computerSeen();
        model.finish(true);
        assertThat(agent.bindings().getFirst().payout()).isEqualTo(InMemoryWallet.ADDRESS);
        assertThat(agent.snapshot().sharing()).isTrue();
        assertThat(model.page()).isEqualTo(Page.DONE);
        assertThat(new SettingsFile(home).load().settings().onboarded()).isTrue();
    }

    @Test
    void bindsNothingTwice() {
        agent.publish(now -> Snapshots.paidTo(now, Optional.of(InMemoryWallet.ADDRESS)));
        OnboardingViewModel model = on(InMemoryWallet.of(Presence.UNLOCKED));
        model.computerSeen();
        model.finish(false);
        assertThat(agent.bindings()).isEmpty();
        assertThat(model.page()).isEqualTo(Page.DONE);
    }

    @Test
    void staysWhereItIsWhenTheAgentDoesNotAnswer() {
        OnboardingViewModel model = on(InMemoryWallet.of(Presence.UNLOCKED));
        model.computerSeen();
        agent.gone(true);
        model.finish(true);
        assertThat(model.page()).isEqualTo(Page.SHARE);
        assertThat(model.error().get()).isNotEmpty();
        assertThat(model.busy().get()).isFalse();
    }

    @Test
    void unlocksAWalletThatIsThere() {
        OnboardingViewModel model = on(InMemoryWallet.of(Presence.LOCKED));
        model.unlock("no idea".toCharArray());
        assertThat(model.error().get()).contains("not the password");
        model.unlock(InMemoryWallet.PASSWORD.toCharArray());
        assertThat(model.page()).isEqualTo(Page.COMPUTER);
    }
}
