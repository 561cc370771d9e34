package hearth.app.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.accounts.AccountsViewModel.Form;
import hearth.app.fixture.InMemoryAccounts;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Said;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.wallet.WalletFeed;
import hearth.app.wallet.WalletState.Presence;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a clumsy owner types as addresses and names, and what is said beside that form; the lists
/// stay as they are.
class AccountsNonsenseTest {
    private static final String SHOP = "0x15d34aaf54267db7d7c367839aaf71a00a2c6a65";
    private final SameThreadBackground background = new SameThreadBackground();
    private final Said said = new Said();
    private final InMemoryAccounts desk;
    private final AccountsViewModel model;
    private final AccountsDesk.Sight before;

    AccountsNonsenseTest() {
        var wallet = InMemoryWallet.of(Presence.UNLOCKED);
        desk = InMemoryAccounts.busy(wallet);
        before = desk.look();
        var feed = new WalletFeed(wallet, background);
        feed.open();
        model = new AccountsViewModel(() -> desk, feed, background, Said.speech(), said);
        model.onShow();
    }

    private void refused(Form form, String error) {
        assertThat(model.error().get()).contains(error).doesNotContain("Exception");
        assertThat(model.asked().get()).isEqualTo(form);
        assertThat(desk.look()).isEqualTo(before);
        assertThat(said.good()).isEmpty();
    }

    private static void isEmptied() {
        throw new AssertionError("the form is emptied though nothing was taken");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | That is not an address",
                "' ' | That is not an address",
                "0x | That is not an address",
                "0x15d34aaf54267db7d7c367839aaf71a00a2c6a6 | That is not an address",
                "0x15d34aaf54267db7d7c367839aaf71a00a2c6a655 | That is not an address",
                "0x15d34aaf54267db7d7c367839aaf71a00a2c6a6g | That is not an address",
                "0x15D34aaf54267db7d7c367839aaf71a00a2c6a65 | There is a slip",
                "shop.eth | Names are not looked up",
                "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC | on one of these lists already",
                "0x90F79bf6EB2c4f870365E785982E1f101E93b906 | on one of these lists already",
                "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 | on one of these lists already"
            })
    void saysWhatIsWrongWithAnAddress(String address, String error) {
        model.watch(address, "Shop", false, AccountsNonsenseTest::isEmptied);
        refused(Form.WATCH, error);
        model.addContact(address, "Shop", AccountsNonsenseTest::isEmptied);
        refused(Form.CONTACT, error);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "0xShop",
                "a name of more than forty characters, too long",
                "two\nlines",
                "a\ttab",
                "poh\u202eS",
                "zero\u200bwidth",
                "bell\u0007",
                "a\u0301\u0301\u0301\u0301\u0301\u0301"
            })
    void takesNoNameThatCannotBeSeen(String name) {
        model.watch(SHOP, name, false, AccountsNonsenseTest::isEmptied);
        refused(Form.WATCH, "visible characters");
        model.addContact(SHOP, name, AccountsNonsenseTest::isEmptied);
        refused(Form.CONTACT, "visible characters");
        model.rename(model.accounts().getLast(), name, AccountsNonsenseTest::isEmptied);
        refused(Form.RENAME, "visible characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Everyday", "everyDAY", "Cold storage", "Ana Muñoz"})
    void takesNoNameTwice(String name) {
        model.watch(SHOP, name, false, AccountsNonsenseTest::isEmptied);
        refused(Form.WATCH, "belongs to another address");
        model.addContact(SHOP, name, AccountsNonsenseTest::isEmptied);
        refused(Form.CONTACT, "belongs to another address");
    }

    @Test
    void addsNoAccountWhoseNameIsTaken() {
        model.addAccount(
                InMemoryWallet.PASSWORD.toCharArray(),
                "Cold storage",
                AccountsNonsenseTest::isEmptied);
        refused(Form.ADD, "belongs to another address");
        model.addAccount(
                InMemoryWallet.PASSWORD.toCharArray(),
                "two\nlines",
                AccountsNonsenseTest::isEmptied);
        refused(Form.ADD, "visible characters");
        model.addAccount("guess".toCharArray(), "Third", AccountsNonsenseTest::isEmptied);
        refused(Form.ADD, "not the password");
    }
}
