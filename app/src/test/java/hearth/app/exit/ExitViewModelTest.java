package hearth.app.exit;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.agent.AgentFeed;
import hearth.app.earnings.ResultBook;
import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryStaking;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Said;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.fixture.Snapshots;
import hearth.app.staking.StakeWish;
import hearth.app.wallet.WalletDesk.Accepted;
import hearth.app.wallet.WalletFeed;
import hearth.app.wallet.WalletState.Funds;
import hearth.app.wallet.WalletState.Presence;
import hearth.chain.FeeSight;
import hearth.chain.Forecast;
import hearth.chain.Refusal;
import hearth.chain.TxResult;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

class ExitViewModelTest {
    private static final BigInteger FEE = BigInteger.valueOf(1_000_000);
    private final SameThreadBackground background = new SameThreadBackground();
    private final InMemoryWallet desk = InMemoryWallet.of(Presence.UNLOCKED);
    private final InMemoryStaking staking = InMemoryStaking.of(desk);
    private final Said said = new Said();

    private ExitViewModel open() {
        return open(new InMemoryAgent(Snapshots.busy()));
    }

    private ExitViewModel open(InMemoryAgent source) {
        var wallet = new WalletFeed(desk, background);
        wallet.open();
        var agent = new AgentFeed(source.links(), background);
        agent.open();
        var model =
                new ExitViewModel(
                        agent,
                        new ResultBook(agent),
                        wallet,
                        staking,
                        Said.speech(),
                        background,
                        said);
        model.onShow();
        return model;
    }

    @Test
    void asksBackAndWithdrawsOnlyAfterALastLook() {
        var model = open();
        model.ask(new ExitWish.TakeBack(Wei.ofEmber("2"), Duration.ofDays(7)));
        assertThat(model.forecast().get().orElseThrow().lines()).isNotEmpty();
        assertThat(staking.done()).isEmpty();
        model.confirm();
        model.ask(new ExitWish.Withdraw(2, Wei.ofEmber("0.25")));
        model.confirm();
        assertThat(staking.done())
                .containsExactly(
                        new StakeWish.Unstake(Wei.ofEmber("2"), Duration.ofDays(7)),
                        new StakeWish.Withdraw(2, Wei.ofEmber("0.25")));
        assertThat(said.bad()).isEmpty();
    }

    @Test
    void aClaimWhoseFeeIsALargePartOfItHasToBeAccepted() {
        var dear =
                new FeeSight(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new BigDecimal("0.2")),
                        true);
        desk.forecast(new Forecast.Expected(true, List.of(), Optional.of(FEE), dear));
        var model = open();
        model.ask(new ExitWish.Claim());
        model.confirm();
        assertThat(claimable()).as("not accepted yet").isNotEqualTo(Wei.ZERO);
        model.consent().set(true);
        model.confirm();
        assertThat(claimable()).isEqualTo(Wei.ZERO);
        assertThat(desk.accepted()).isEqualTo(new Accepted(FEE, false));
    }

    @Test
    void whatWouldBeRefusedIsNotSigned() {
        desk.forecast(
                new Forecast.Decided(
                        new TxResult.Refused(Refusal.NOTHING_TO_CLAIM, Optional.empty())));
        var model = open();
        model.ask(new ExitWish.Claim());
        assertThat(model.forecast().get().orElseThrow().note()).isNotBlank();
        model.confirm();
        assertThat(claimable()).isNotEqualTo(Wei.ZERO);
        model.back();
        model.ask(new ExitWish.Finish());
        assertThat(model.forecast().get()).as("nothing is signed to finish").isEmpty();
        assertThat(model.canBeSigned().get()).isTrue();
    }

    private Wei claimable() {
        return desk.state().funds().flatMap(Funds::claimable).orElseThrow();
    }

    @Test
    void believesTheAgentAgainOnceItWorksOnSomethingElse() {
        var source = new InMemoryAgent(Snapshots.busy());
        var model = open(source);
        model.ask(new ExitWish.Finish());
        model.confirm();
        assertThat(work(model).actions()).as("told to finish").isEmpty();
        source.publish(Snapshots::training);
        assertThat(work(model).actions()).as("the same work").isEmpty();

        // Somebody had it go on, on the command line.
        source.publish(now -> Snapshots.waiting(now, "finishing"));
        assertThat(work(model).isDone()).isTrue();
        source.publish(Snapshots::training);
        assertThat(work(model).actions()).as("it takes more").hasSize(1);
    }

    private static ExitStep work(ExitViewModel model) {
        return model.steps().getFirst();
    }
}
