package hearth.app.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.agent.AgentFeed;
import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryPasteboard;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Said;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.fixture.Snapshots;
import hearth.app.wallet.WalletState.Presence;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a clumsy owner types into the fields of Wallet, and what it says: nothing is signed.
class WalletNonsenseTest {
    private static final String SOMEBODY = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    private final SameThreadBackground background = new SameThreadBackground();
    private final Said said = new Said();
    private final InMemoryWallet desk = InMemoryWallet.of(Presence.UNLOCKED);

    private WalletFeed feed() {
        var wallet = new WalletFeed(desk, background);
        wallet.open();
        return wallet;
    }

    private WalletViewModel open() {
        var agent = new AgentFeed(new InMemoryAgent(Snapshots.busy()).links(), background);
        agent.open();
        var clipboard =
                new ClipboardWatch(
                        new InMemoryPasteboard(),
                        background,
                        () -> Snapshots.NOW,
                        Said.speech(),
                        said);
        var model = new WalletViewModel(agent, feed(), clipboard, Said.speech(), said);
        model.onShow();
        return model;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | That is not an address",
                "0x | That is not an address",
                "0x70997970 | That is not an address",
                "70997970C51812dc3A010C7d01b50e0d17dc79C8 | That is not an address",
                "0x70997970C51812dc3A010C7d01b50e0d17dc79C80 | That is not an address",
                "0x70997970c51812dc3A010C7d01b50e0d17dc79C8 | There is a slip",
                "friend.eth | Names are not looked up",
                "0x7099 7970 C518 | That is not an address",
                "'0x70997970C51812dc3A010C7d01b50e0d17dc79C8\u202e' | That is not an address",
                "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 | your own address"
            })
    void paysNobodyWhoIsNone(String to, String error) {
        var model = open();
        model.review(to.replace("\\u202e", "\u202e"), "1");
        assertThat(model.sendError().get()).contains(error);
        assertThat(model.payment().get()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | Enter an amount above zero",
                "0 | Enter an amount above zero",
                "-1 | Enter an amount above zero",
                "1e400 | Enter an amount above zero",
                "two | Enter an amount above zero",
                "NaN | Enter an amount above zero",
                "1,234 | could mean thousands",
                "0.1234567890123456789 | at most 18 digits",
                "99999999999999 | less EMBER"
            })
    void paysNoAmountThatIsNone(String amount, String error) {
        var model = open();
        model.review(SOMEBODY, amount);
        assertThat(model.sendError().get()).contains(error);
        assertThat(model.payment().get()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "five | '' | '' | One payment, in EMBER: Enter an amount",
                "5 | -20 | '' | All payments of 24 hours, in EMBER: Enter an amount",
                "5 | 20 | 1e-3 | Fee of one transaction, in coins of the chain: Enter an amount",
                "1,234 | '' | '' | One payment, in EMBER: That could mean thousands"
            })
    void namesTheLimitThatIsNone(String payment, String day, String fee, String error) {
        var model = new LimitsViewModel(feed(), Said.speech(), said);
        model.onShow();
        model.payment().set(payment);
        model.day().set(day);
        model.fee().set(fee);
        var before = desk.limits();
        model.save(new char[0]);
        assertThat(model.error().get()).startsWith(error);
        assertThat(desk.limits()).isEqualTo(before);
    }
}
