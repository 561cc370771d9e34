package hearth.app.staking;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Said;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.wallet.WalletFeed;
import hearth.app.wallet.WalletState.Presence;

import org.junit.jupiter.api.Test;

class StakingViewModelTest {
    private final SameThreadBackground background = new SameThreadBackground();

    private StakingViewModel on(InMemoryWallet desk) {
        var wallet = new WalletFeed(desk, background);
        wallet.open();
        var model = new StakingViewModel(wallet, Said.speech(), background);
        model.onShow();
        return model;
    }

    private StakingViewModel open() {
        return on(InMemoryWallet.of(Presence.UNLOCKED));
    }

    @Test
    void showsTheRateThatTheContractPaysNow() {
        // 2,663,622,526,636 wei a second are 84 EMBER a year, shared by 840.
        StakeFigures figures = open().figures().get();
        assertThat(figures.rate()).isEqualTo("10%");
        assertThat(figures.staked()).isEqualTo("5");
        assertThat(figures.period()).isEqualTo("7 days");
    }

    @Test
    void showsADashWhileTheChainIsSilent() {
        StakeFigures figures = on(InMemoryWallet.missing()).figures().get();
        assertThat(figures.rate()).isEqualTo("–");
        assertThat(figures.hasYield()).isFalse();
    }

    @Test
    void allowsWhatTheBalanceAndTheStakeAllow() {
        StakingViewModel model = open();
        model.amount().set("2");
        assertThat(model.form().get()).isEqualTo(new StakingViewModel.Form("", true, true));
        // Of the 5 that are staked, 3 are bound for terms.
        model.amount().set("3");
        assertThat(model.form().get()).isEqualTo(new StakingViewModel.Form("", true, false));
        model.amount().set("6");
        assertThat(model.form().get()).isEqualTo(new StakingViewModel.Form("", true, false));
        model.amount().set("600");
        assertThat(model.form().get().error()).contains("12.4075 to stake");
        model.amount().set("minus one");
        assertThat(model.form().get().canStake()).isFalse();
        assertThat(model.form().get().error()).isNotEmpty();
    }

    @Test
    void allowsNothingWhileLocked() {
        StakingViewModel model = on(InMemoryWallet.of(Presence.LOCKED));
        model.amount().set("1");
        assertThat(model.form().get().canStake()).isFalse();
    }

    @Test
    void countsDownToTheDayOfWithdrawal() {
        StakingViewModel model = open();
        assertThat(model.unbonding().getFirst().left()).isEqualTo("2 d 5 h left");
        assertThat(model.unbonding().getFirst().isDue()).isFalse();
        assertThat(model.unbonding().getLast().isDue()).isTrue();
        assertThat(background.ticking()).isEqualTo(1);
        model.onHide();
        assertThat(background.ticking()).isZero();
    }

    @Test
    void doesNotCallWhatTheNetworkHasNotToldNothing() {
        StakingViewModel model = on(InMemoryWallet.waiting());
        model.all();
        assertThat(model.amount().get()).isEmpty();
        model.amount().set("1");
        assertThat(model.form().get().canStake()).isFalse();
        assertThat(model.form().get().error())
                .contains("has not said yet")
                .doesNotContain("You have 0");
    }
}
