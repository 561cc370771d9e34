package hearth.app.staking;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryStaking;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Said;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.staking.StakingPage.Choice;
import hearth.app.wallet.ForecastText;
import hearth.app.wallet.SigningWorkflow;
import hearth.app.wallet.WalletFeed;
import hearth.app.wallet.WalletState.Presence;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

class BondViewModelTest {
    private final SameThreadBackground background = new SameThreadBackground();
    private final InMemoryWallet desk = InMemoryWallet.of(Presence.UNLOCKED);
    private final InMemoryStaking staking = InMemoryStaking.of(desk);
    private final Said said = new Said();

    private BondViewModel open() {
        var wallet = new WalletFeed(desk, background);
        wallet.open();
        var model = new BondViewModel(staking, wallet, Said.speech(), background, said);
        model.onShow();
        return model;
    }

    private static String fact(BondViewModel model, String name) {
        return model.page().get().facts().stream()
                .filter(fact -> fact.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Test
    void comparesTheWaysToStakeByTheirWeightWithTheOwnAmountCountedIn() {
        var model = open();
        // 84 EMBER a year go to 84,000 of weight; 160 flexible EMBER add 16,000.
        model.typed(Optional.of(Wei.ofEmber("160")));
        assertThat(model.page().get().choices())
                .extracting(Choice::days)
                .containsExactly(0, 30, 90, 180, 365);
        var flexible = model.page().get().choices().getFirst();
        assertThat(flexible.rate()).isEqualTo("8.4%");
        assertThat(flexible.weight()).isEqualTo("counts × 1");
        assertThat(model.page().get().choices().getLast().rate()).isEqualTo("14.48%");
        assertThat(fact(model, "At the yield of now"))
                .isEqualTo(
                        "about 1.1046 a month, 13.4399 a year: 8.4%, this amount counted in; nobody"
                                + " promises it");
    }

    /// The tile and the flexible choice say the same until an amount is counted in.
    @Test
    void showsOneRateUntilAnAmountIsTyped() {
        var model = open();
        assertThat(model.page().get().rate()).isEqualTo("10%");
        assertThat(model.page().get().choices().getFirst().rate()).isEqualTo("10%");
        assertThat(model.page().get().choices().getLast().rate()).isEqualTo("20%");
    }

    @Test
    void saysWhenItIsBackWhatLeavingCostsAndWhatCanBeLost() {
        var model = open();
        assertThat(fact(model, "Worked out for")).isEqualTo("1 EMBER, until you type an amount");
        model.typed(Optional.of(Wei.ofEmber("20")));
        assertThat(model.page().get().facts())
                .noneMatch(fact -> fact.name().equals("Worked out for"));
        assertThat(fact(model, "Leaving early")).isEqualTo("costs nothing");
        model.days().set(90);
        assertThat(fact(model, "Leaving early")).contains("10% on the first day (2 EMBER)");
        assertThat(fact(model, "Back in your balance")).contains("7 days after you ask for it");
        assertThat(fact(model, "Can be slashed")).isEqualTo("at most 10% in one case (2 EMBER)");
        assertThat(fact(model, "Network fee")).startsWith("at most about <0.0001 coins");
        assertThat(model.page().get().slashing()).contains("3 days").contains("14 days");
    }

    @Test
    void bindsOnlyAfterALastLook() {
        var model = open();
        model.typed(Optional.of(Wei.ofEmber("3")));
        model.days().set(365);
        model.stake();
        assertThat(staking.done()).isEmpty();
        var words = model.words(model.workflow().get().wish().orElseThrow());
        assertThat(words.sentence()).isEqualTo("Bind 3 EMBER for 365 days?");
        assertThat(words.facts()).isEqualTo(model.page().get().facts());
        assertThat(model.forecast().get().lines())
                .contains(new ForecastText.Line("At stake", "+3 EMBER"));
        model.confirm(() -> {});
        assertThat(staking.done()).containsExactly(new StakeWish.Stake(Wei.ofEmber("3"), 365));
        assertThat(model.page().get().terms()).hasSize(3);
        assertThat(model.workflow().get().page()).isEqualTo(SigningWorkflow.Page.LIST);
    }

    @Test
    void showsTheCostBeforeATermIsLeftAndEndsOneThatIsOverForNothing() {
        var model = open();
        var over = model.page().get().terms().getFirst();
        assertThat(over.isOver()).isTrue();
        assertThat(over.wish()).isInstanceOf(StakeWish.EndTerm.class);
        var running = model.page().get().terms().getLast();
        assertThat(running.until()).contains("300 days left");
        assertThat(running.note()).isEqualTo("Leaving now costs 0.1643 EMBER.");
        model.ask(running.wish());
        assertThat(model.words(running.wish()).facts().getFirst().value())
                .isEqualTo("0.1643 EMBER");
        model.back();
        assertThat(staking.done()).isEmpty();
        model.ask(running.wish());
        model.confirm(() -> {});
        assertThat(model.page().get().terms()).containsExactly(over);
    }

    @Test
    void aCaseCanBeAppealedOnce() {
        staking.accused();
        var model = open();
        var open = model.page().get().openCase().orElseThrow();
        assertThat(open.title()).contains("at most 0.5 EMBER");
        model.ask(open.wish().orElseThrow());
        model.confirm(() -> {});
        assertThat(staking.done()).hasSize(1);
        var appealed = model.page().get().openCase().orElseThrow();
        assertThat(appealed.wish()).isEmpty();
        assertThat(appealed.text()).startsWith("Appealed.");
    }

    @Test
    void asksBackWithdrawsAndFetchesYieldOnlyAfterALastLook() {
        var model = open();
        model.typed(Optional.of(Wei.ofEmber("1")));
        model.unstake();
        assertThat(staking.done()).isEmpty();
        var words = model.words(model.workflow().get().wish().orElseThrow());
        assertThat(words.sentence()).isEqualTo("Ask for 1 EMBER back?");
        assertThat(words.note()).contains("earns nothing and has no votes");
        assertThat(model.forecast().get().lines()).isNotEmpty();
        model.confirm(() -> {});
        model.ask(new StakeWish.Withdraw(2, Wei.ofEmber("0.25")));
        assertThat(staking.done()).hasSize(1);
        model.confirm(() -> {});
        model.claimYield();
        assertThat(staking.done()).hasSize(2);
        model.confirm(() -> {});
        assertThat(staking.done())
                .containsExactly(
                        new StakeWish.Unstake(Wei.ofEmber("1"), Duration.ofDays(7)),
                        new StakeWish.Withdraw(2, Wei.ofEmber("0.25")),
                        new StakeWish.ClaimYield());
        assertThat(said.bad()).isEmpty();
    }

    @Test
    void stakesTheYield() {
        var model = open();
        model.compound();
        model.confirm(() -> {});
        assertThat(staking.done()).containsExactly(new StakeWish.Compound());
        assertThat(said.good()).containsExactly("The yield is at stake now.");
    }
}
