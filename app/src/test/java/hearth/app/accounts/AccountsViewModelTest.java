package hearth.app.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryAccounts;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Said;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.wallet.WalletFeed;
import hearth.app.wallet.WalletState.Presence;

import org.junit.jupiter.api.Test;

class AccountsViewModelTest {
    private final Said said = new Said();

    private AccountsViewModel shown(InMemoryWallet wallet) {
        var desk = InMemoryAccounts.busy(wallet);
        var background = new SameThreadBackground();
        var model =
                new AccountsViewModel(
                        () -> desk,
                        new WalletFeed(wallet, background),
                        background,
                        Said.speech(),
                        said);
        model.onShow();
        return model;
    }

    private AccountsViewModel open() {
        return shown(InMemoryWallet.of(Presence.UNLOCKED));
    }

    @Test
    void showsEveryAccountWithItsNameAndWhatItOwns() {
        var model = open();
        assertThat(model.accounts())
                .extracting(AccountRow::title)
                .containsExactly("Everyday", "Account 2");
        assertThat(model.accounts().getFirst().note()).contains("12.4075 EMBER, 5 staked");
        assertThat(model.accounts().getLast().note()).contains("not known");
        assertThat(model.accounts()).extracting(AccountRow::isActive).containsExactly(true, false);
    }

    @Test
    void choosesRenamesAndAddsAccounts() {
        var model = open();
        model.use(model.accounts().getLast());
        assertThat(model.accounts()).extracting(AccountRow::isActive).containsExactly(false, true);
        model.rename(model.accounts().getLast(), "Savings", () -> {});
        assertThat(model.accounts().getLast().title()).isEqualTo("Savings");
        model.rename(model.accounts().getLast(), "every day\u202e", () -> {});
        assertThat(model.error().get()).contains("visible characters");
        model.rename(model.accounts().getLast(), "EVERYDAY", () -> {});
        assertThat(model.error().get()).contains("belongs to another address");
        model.addAccount("guess".toCharArray(), "", () -> {});
        assertThat(model.error().get()).contains("not the password");
        char[] password = InMemoryWallet.PASSWORD.toCharArray();
        model.addAccount(password, "Third", () -> {});
        assertThat(model.accounts()).extracting(AccountRow::title).contains("Third");
        assertThat(new String(password)).doesNotContain("good");
        assertThat(said.good()).hasSize(3);
    }

    @Test
    void watchesAndForgetsAddresses() {
        var model = open();
        assertThat(model.watched()).extracting(AccountRow::title).containsExactly("Cold storage");
        model.watch("0x15d34aaf54267db7d7c367839aaf71a00a2c6a65", "Shop", false, () -> {});
        assertThat(model.watched()).hasSize(2);
        assertThat(model.watched().getLast().badge()).isEqualTo("Watched only");
        model.unwatch(model.watched().getFirst());
        assertThat(model.watched()).extracting(AccountRow::title).containsExactly("Shop");
        model.watch("shop.eth", "Shop 2", false, () -> {});
        assertThat(model.error().get()).contains("Names are not looked up");
    }

    @Test
    void nobodyIsVouchedForWhileTheWalletIsLocked() {
        var model = shown(InMemoryWallet.of(Presence.LOCKED));
        assertThat(model.unlocked().get()).isFalse();
        model.addContact("0x15d34aaf54267db7d7c367839aaf71a00a2c6a65", "Shop", () -> {});
        assertThat(model.error().get()).contains("locked");
        model.watch("0x15d34aaf54267db7d7c367839aaf71a00a2c6a65", "Shop", true, () -> {});
        assertThat(model.error().get()).contains("locked");
        model.watch("0x15d34aaf54267db7d7c367839aaf71a00a2c6a65", "Shop", false, () -> {});
        assertThat(model.watched()).extracting(AccountRow::title).contains("Shop");
    }

    @Test
    void looksAgainWhenTheWalletIsOpened() {
        var wallet = InMemoryWallet.of(Presence.LOCKED);
        var background = new SameThreadBackground();
        var desk = InMemoryAccounts.of(wallet);
        var feed = new WalletFeed(wallet, background);
        feed.open();
        var model = new AccountsViewModel(() -> desk, feed, background, Said.speech(), said);
        model.onShow();
        assertThat(model.unlocked().get()).isFalse();
        wallet.unlock(InMemoryWallet.PASSWORD.toCharArray());
        assertThat(model.unlocked().get()).isTrue();
    }
}
