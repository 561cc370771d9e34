package hearth.app.staking;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Said;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.wallet.WalletFeed;
import hearth.app.wallet.WalletState.Presence;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a clumsy owner types as an amount to stake, and what Staking says to it. An account with
/// 12.4075 EMBER, of whose stake 2 are flexible.
class StakingNonsenseTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | Enter an amount above zero",
                "0.0 | Enter an amount above zero",
                "-1 | Enter an amount above zero",
                "−1 | Enter an amount above zero",
                "+1 | Enter an amount above zero",
                "1e400 | Enter an amount above zero",
                "1e3 | Enter an amount above zero",
                "NaN | Enter an amount above zero",
                "Infinity | Enter an amount above zero",
                "0x10 | Enter an amount above zero",
                "ten | Enter an amount above zero",
                "1.2.3 | Enter an amount above zero",
                "1 000 | Enter an amount above zero",
                "٣ | Enter an amount above zero",
                ". | Enter an amount above zero",
                "5. | Enter an amount above zero",
                "1 EMBER | Enter an amount above zero",
                "'1\n2' | Enter an amount above zero",
                "1,234 | could mean thousands",
                "0.0000000000000000001 | at most 18 digits",
                "1.0000000000000000000 | at most 18 digits",
                "99999999999999 | You have 12.4075 to stake",
                "999999999999999999999999999999 | You have 12.4075 to stake",
                "9999999999999999999999999999999 | Enter an amount above zero",
                "12.407500000000000001 | You have 12.4075 to stake"
            })
    void saysWhatIsWrongAndAllowsNothing(String typed, String said) {
        var model = open();
        model.amount().set(typed);
        assertThat(model.form().get().error()).contains(said);
        assertThat(model.form().get().canStake()).isFalse();
        assertThat(model.form().get().canUnstake()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | false",
                "'   ' | false",
                "'1,5' | true",
                "1.5 | true",
                "' 1 ' | true",
                "007 | true",
                "0.000000000000000001 | true"
            })
    void hasNothingAgainstWhatMakesSense(String typed, boolean stakes) {
        var model = open();
        model.amount().set(typed);
        assertThat(model.form().get().error()).isEmpty();
        assertThat(model.form().get().canStake()).isEqualTo(stakes);
    }

    private static StakingViewModel open() {
        var background = new SameThreadBackground();
        var wallet = new WalletFeed(InMemoryWallet.of(Presence.UNLOCKED), background);
        wallet.open();
        var model = new StakingViewModel(wallet, Said.speech(), background);
        model.onShow();
        return model;
    }
}
