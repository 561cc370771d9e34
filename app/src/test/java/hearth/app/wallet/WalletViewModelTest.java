package hearth.app.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.agent.AgentFeed;
import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryPasteboard;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Said;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.fixture.Snapshots;
import hearth.app.look.Tone;
import hearth.app.wallet.WalletState.Presence;
import hearth.chain.FeeSight;
import hearth.chain.Forecast;
import hearth.chain.Refusal;
import hearth.chain.TxResult;
import hearth.protocol.Wei;
import hearth.worker.AgentSnapshot;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

class WalletViewModelTest {
    private static final String SOMEBODY = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    private final SameThreadBackground background = new SameThreadBackground();
    private final Said said = new Said();
    private final InMemoryWallet unlocked = InMemoryWallet.of(Presence.UNLOCKED);

    private final InMemoryPasteboard pasteboard = new InMemoryPasteboard();
    private final ClipboardWatch clipboard =
            new ClipboardWatch(pasteboard, background, () -> Snapshots.NOW, Said.speech(), said);

    private WalletViewModel on(InMemoryWallet desk, InMemoryAgent agent) {
        var feed = new AgentFeed(agent.links(), background);
        feed.open();
        var wallet = new WalletFeed(desk, background);
        wallet.open();
        var model = new WalletViewModel(feed, wallet, clipboard, Said.speech(), said);
        model.onShow();
        return model;
    }

    private WalletViewModel on(InMemoryWallet desk) {
        return on(desk, new InMemoryAgent(Snapshots.busy()));
    }

    @Test
    void showsBalancesWhileLocked() {
        WalletViewModel model = on(InMemoryWallet.of(Presence.LOCKED));
        assertThat(model.figures().get().presence()).isEqualTo(Presence.LOCKED);
        assertThat(model.figures().get().ember()).isEqualTo("12.4075");
    }

    @Test
    void unlocksWithTheRightPasswordOnly() {
        WalletViewModel model = on(InMemoryWallet.of(Presence.LOCKED));
        model.unlock("guess".toCharArray());
        assertThat(model.unlockError().get()).contains("not the password");
        model.unlock(InMemoryWallet.PASSWORD.toCharArray());
        assertThat(model.figures().get().presence()).isEqualTo(Presence.UNLOCKED);
        assertThat(model.unlockError().get()).isEmpty();
    }

    @Test
    void saysFromWhenOnWhatIsSettledCanBeClaimed() {
        var at = Snapshots.NOW.plus(Duration.ofHours(20));
        var model = on(InMemoryWallet.settledLater(Wei.ofEmber("3.25"), at));
        var shown = model.figures().get();
        assertThat(shown.claimable()).isEqualTo("0");
        assertThat(shown.canClaim()).isFalse();
        assertThat(shown.claimableNote())
                .startsWith("3.25 EMBER more are settled")
                .contains(Said.speech().times().full(at));
        assertThat(on(unlocked).figures().get().claimableNote())
                .isEqualTo("Paid out by the network, waiting on chain");
    }

    @Test
    void claimsWhatIsReadyAndOffersItNoMore() {
        WalletViewModel model = on(unlocked);
        assertThat(model.figures().get().canClaim()).isTrue();
        model.claim();
        var shown = model.payment().get().orElseThrow();
        assertThat(shown.sentence()).isEqualTo("Claim what is ready for");
        assertThat(shown.forecast())
                .contains(
                        new ForecastText.Line("Your EMBER", "+0.2397 EMBER"),
                        new ForecastText.Line("Your EMBER afterwards", "12.6472 EMBER"));
        assertThat(shown.advice()).contains("all epochs so far");
        assertThat(model.figures().get().ember()).as("nothing is signed yet").isEqualTo("12.4075");
        model.send(() -> {});
        assertThat(model.figures().get().ember()).isEqualTo("12.6472");
        assertThat(model.figures().get().canClaim()).isFalse();
        assertThat(said.good()).hasSize(1);
    }

    @Test
    void reviewsNothingThatCannotBeSent() {
        WalletViewModel model = on(unlocked);
        model.review("vitalik.eth", "1");
        assertThat(model.sendError().get()).contains("Names are not looked up");
        model.review("0x7099", "1");
        assertThat(model.sendError().get()).contains("not an address");
        model.review(SOMEBODY.replace("79C8", "79c8"), "1");
        assertThat(model.sendError().get()).contains("slip");
        model.review(SOMEBODY, "1.2.3");
        assertThat(model.sendError().get()).contains("amount above zero");
        model.review(InMemoryWallet.ADDRESS.toLowerCase(Locale.ROOT), "1");
        assertThat(model.sendError().get()).isEqualTo("That is your own address.");
        model.review(SOMEBODY, "13");
        assertThat(model.sendError().get()).contains("less EMBER");
        assertThat(model.payment().get()).isEmpty();
    }

    @Test
    void sendsOnlyWhatWasReviewed() {
        WalletViewModel model = on(unlocked);
        var emptied = new boolean[1];
        model.send(() -> emptied[0] = true);
        assertThat(emptied[0]).isFalse();
        model.review(SOMEBODY, "2,5");
        assertThat(model.payment().get().orElseThrow().sentence()).isEqualTo("Send 2.5 EMBER to");
        assertThat(model.figures().get().ember()).isEqualTo("12.4075");
        model.send(() -> emptied[0] = true);
        assertThat(model.figures().get().ember()).isEqualTo("9.9075");
        assertThat(emptied[0]).isTrue();
        assertThat(model.payment().get()).isEmpty();
    }

    @Test
    void theLastLookSaysWhatLeavesWhatArrivesAndTheFee() {
        WalletViewModel model = on(unlocked);
        model.review(SOMEBODY, "2.5");
        var shown = model.payment().get().orElseThrow();
        assertThat(shown.forecast())
                .containsExactly(
                        new ForecastText.Line("Your EMBER", "−2.5 EMBER"),
                        new ForecastText.Line("Your EMBER afterwards", "9.9075 EMBER"),
                        new ForecastText.Line("The recipient’s EMBER", "+2.5 EMBER"),
                        new ForecastText.Line("Network fee, at most", "0.0000423 coins"),
                        new ForecastText.Line("Network", "Practice network"));
        assertThat(shown.advice()).contains("unsigned");
        unlocked.forecast(
                new Forecast.Decided(
                        new TxResult.Refused(Refusal.EFFECT_DIFFERS, Optional.empty())));
        model.reconsider();
        model.review(SOMEBODY, "2.5");
        assertThat(model.payment().get()).isEmpty();
        assertThat(model.sendError().get()).contains("something else than what you asked for");
        unlocked.forecast(new Forecast.Unreachable());
        model.review(SOMEBODY, "2.5");
        assertThat(model.payment().get().orElseThrow().advice()).contains("No node answers");
    }

    @Test
    void aFeeThatIsALargePartOfTheAmountHasToBeAccepted() {
        var fee = Wei.ofEmber("0.0003").value();
        unlocked.forecast(
                new Forecast.Expected(
                        true,
                        List.of(),
                        Optional.of(fee),
                        new FeeSight(
                                Optional.of(new BigDecimal("0.75")),
                                Optional.of("EUR"),
                                Optional.of(new BigDecimal("0.075")),
                                true)));
        WalletViewModel model = on(unlocked);
        model.review(SOMEBODY, "2.5");
        var shown = model.payment().get().orElseThrow();
        assertThat(shown.forecast())
                .containsExactly(
                        new ForecastText.Line("Network fee, at most", "0.0003 coins (€0.75, 7.5%)"),
                        new ForecastText.Line("Network", "Practice network"));
        assertThat(shown.consent().orElseThrow()).contains("7.5%");
        model.send(() -> {});
        assertThat(unlocked.accepted().fee()).isEqualTo(fee);
    }

    @Test
    void aContractIsPaidOnlyAfterTheOwnerSaidThatItIsMeant() {
        unlocked.forecast(
                new Forecast.Expected(
                        true,
                        List.of(),
                        Optional.empty(),
                        new FeeSight(Optional.empty(), Optional.empty(), Optional.empty(), false),
                        true));
        WalletViewModel model = on(unlocked);
        model.review(SOMEBODY, "2.5");
        var shown = model.payment().get().orElseThrow();
        assertThat(shown.tone()).isEqualTo(Tone.WARN);
        assertThat(shown.consent().orElseThrow()).contains("the recipient is a contract");
        assertThat(unlocked.accepted().contract()).isFalse();
        model.send(() -> {});
        assertThat(unlocked.accepted().contract()).isTrue();
    }

    @Test
    void aClaimThatCostsALargePartOfItIsAdvisedToWait() {
        unlocked.forecast(
                new Forecast.Expected(
                        true,
                        List.of(),
                        Optional.of(Wei.ofEmber("0.00003").value()),
                        new FeeSight(
                                Optional.of(new BigDecimal("0.075")),
                                Optional.of("EUR"),
                                Optional.of(new BigDecimal("0.12")),
                                true,
                                Optional.of(Wei.ofEmber("1.5")))));
        WalletViewModel model = on(unlocked);
        model.claim();
        var shown = model.payment().get().orElseThrow();
        assertThat(shown.advice())
                .contains("12% of the amount", "Nothing is lost by waiting", "From 1.5 EMBER on");
        assertThat(shown.consent()).isPresent();
    }

    @Test
    void listsWhatContractsMayTakeAndTakesItBackAfterALook() {
        assertThat(on(unlocked).allowances()).isEmpty();
        WalletViewModel model = on(InMemoryWallet.disputed());
        AllowanceRow row = model.allowances().getFirst();
        assertThat(row.title()).isEqualTo("Job budgets");
        assertThat(row.note()).isEqualTo("may take 25 EMBER");
        model.revoke(row);
        assertThat(model.payment().get().orElseThrow().sentence())
                .isEqualTo("Take the allowance of Job budgets back?");
        assertThat(model.allowances()).hasSize(1);
        model.send(() -> {});
        assertThat(model.allowances()).isEmpty();
    }

    @Test
    void goingBackOrLockingForgetsThePayment() {
        WalletViewModel model = on(unlocked);
        model.review(SOMEBODY, "1");
        model.reconsider();
        assertThat(model.payment().get()).isEmpty();
        model.review(SOMEBODY, "1");
        model.lock();
        assertThat(model.payment().get()).isEmpty();
    }

    @Test
    void tellsKnownNewAndLookAlikeAddressesApart() {
        WalletViewModel model = on(unlocked);
        model.review(SOMEBODY, "1");
        assertThat(model.payment().get().orElseThrow().tone()).isEqualTo(Tone.INFO);
        model.review("0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc", "1");
        assertThat(model.payment().get().orElseThrow().tone()).isEqualTo(Tone.WARN);
        model.review("0x7099" + "ab".repeat(16) + "79c8", "1");
        var twin = model.payment().get().orElseThrow();
        assertThat(twin.tone()).isEqualTo(Tone.BAD);
        assertThat(twin.advice()).contains("0x 7099 7970 C518");
        assertThat(twin.grouped()).startsWith("0x 7099 ").isNotEqualTo(twin.advice());
    }

    @Test
    void saysTheNameOfWhomTheOwnerKnowsAndDoubtsWhoLooksLikeThem() {
        var ana = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
        WalletViewModel model =
                on(unlocked.knowing(new WalletState.Known(ana, Optional.of("Ana"))));
        model.review(ana, "1");
        assertThat(model.payment().get().orElseThrow().advice()).contains("That is Ana");
        assertThat(model.payment().get().orElseThrow().tone()).isEqualTo(Tone.INFO);
        model.review("0x3c44" + "ab".repeat(16) + "93bc", "1");
        assertThat(model.payment().get().orElseThrow().tone()).isEqualTo(Tone.BAD);
    }

    @Test
    void offersToBindAComputerThatEarnsForAnotherAccount() {
        var agent =
                new InMemoryAgent(
                        Snapshots.paidTo(Snapshots.busy(), Optional.of("0x" + "11".repeat(20))));
        WalletViewModel model = on(unlocked, agent);
        assertThat(model.bindAdvice().get()).contains("another account");
    }

    @Test
    void speedsUpOrTakesBackOnlyAfterALook() {
        var desk = InMemoryWallet.disputed();
        WalletViewModel model = on(desk);
        MovementRow waiting = model.activity().getFirst();
        assertThat(waiting.state()).isEqualTo("Pending");
        assertThat(model.activity().get(1).waiting()).isEmpty();
        model.speedUp(model.activity().get(1));
        assertThat(model.payment().get()).isEmpty();
        model.speedUp(waiting);
        assertThat(model.payment().get().orElseThrow().sentence()).contains("higher fee");
        model.reconsider();
        assertThat(model.activity().getFirst().state()).isEqualTo("Pending");
        model.cancel(waiting);
        assertThat(model.payment().get().orElseThrow().advice()).contains("payment of nothing");
        var emptied = new boolean[1];
        model.send(() -> emptied[0] = true);
        assertThat(model.activity().getFirst().state()).isEqualTo("Taken back");
        assertThat(emptied[0]).as("the form is about something else").isFalse();
        assertThat(said.good()).containsExactly("Taken back: it did not happen.");
    }

    @Test
    void namesTheNodesThatSaySomethingElseAndWhatTheySay() {
        WalletViewModel model = on(InMemoryWallet.disputed());
        assertThat(model.nodes()).hasSize(2);
        var liar = model.nodes().getFirst();
        assertThat(liar.address()).isEqualTo("https://second.example/rpc");
        assertThat(liar.kind()).isEqualTo("Other answer");
        assertThat(liar.said())
                .isEqualTo("call 0x70a08231: it said 0x…0, the others 0x…ac3b6f24a6c40000");
        assertThat(model.nodes().get(1).said()).isEqualTo("It gave no usable answer.");
        assertThat(on(unlocked).nodes()).isEmpty();
    }

    @Test
    void linksToAnExplorerWhereThereIsOne() {
        assertThat(on(InMemoryWallet.disputed()).activity().getFirst().page().orElseThrow())
                .hasScheme("https")
                .hasHost("explorer.example");
        assertThat(on(unlocked).activity()).allMatch(row -> row.page().isEmpty());
    }

    @Test
    void paysNoAddressThatTookTheClipboardOfAnotherOne() {
        WalletViewModel model = on(unlocked);
        pasteboard.put(SOMEBODY);
        background.tick();
        String thief = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
        pasteboard.put(thief);
        background.tick();
        assertThat(said.bad()).hasSize(1);
        model.review(thief, "1");
        assertThat(model.payment().get()).isEmpty();
        assertThat(model.sendError().get()).contains("0x 7099 7970");
        model.review(SOMEBODY, "1");
        assertThat(model.payment().get()).isPresent();
    }

    @Test
    void bindsAComputerThatIsPaidToNobody() {
        var agent = new InMemoryAgent(Snapshots.fresh());
        WalletViewModel model = on(unlocked, agent);
        assertThat(model.bindAdvice().get()).isNotEmpty();
        model.bind();
        assertThat(agent.snapshot().payout()).contains(InMemoryWallet.ADDRESS);
        assertThat(model.bindAdvice().get()).isEmpty();
    }

    @Test
    void saysFromWhenOnAnotherAccountCountsAndTakesItBack() {
        var before = "0x" + "11".repeat(20);
        var agent = new InMemoryAgent(Snapshots.paidTo(Snapshots.busy(), Optional.of(before)));
        WalletViewModel model = on(unlocked, agent);
        model.bind();
        assertThat(said.good().getLast()).contains("counts from");
        assertThat(agent.snapshot().payout()).as("not before its time").contains(before);
        assertThat(model.bindAdvice().get()).contains(before).contains(InMemoryWallet.ADDRESS);
        assertThat(model.mayUndo().get()).as("by the account that loses").isFalse();

        var stolen =
                new InMemoryAgent(
                        Snapshots.paidTo(Snapshots.busy(), Optional.of(InMemoryWallet.ADDRESS)));
        stolen.changing(InMemoryWallet.ADDRESS, before);
        WalletViewModel warned = on(unlocked, stolen);
        assertThat(warned.bindAdvice().get()).contains("take it back");
        assertThat(warned.mayUndo().get()).isTrue();
        warned.undoChange();
        assertThat(said.good().getLast()).contains("stays with its account");
        assertThat(warned.bindAdvice().get()).isEmpty();
        assertThat(warned.mayUndo().get()).isFalse();
    }

    @Test
    void saysWhoCanTakeAChangeBackAndThatItWasRefused() {
        var other = "0x" + "11".repeat(20);
        var agent =
                new InMemoryAgent(
                        Snapshots.paidTo(Snapshots.busy(), Optional.of(InMemoryWallet.ADDRESS)));
        agent.changing(InMemoryWallet.ADDRESS, other);
        agent.refusePayout(true);
        WalletViewModel model = on(unlocked, agent);
        model.undoChange();
        assertThat(said.bad().getLast()).contains("could not be taken back");
        assertThat(model.mayUndo().get()).as("it can be tried again").isTrue();
        assertThat(on(InMemoryWallet.of(Presence.LOCKED), agent).bindAdvice().get())
                .contains("unlock the wallet and take it back");
        agent.changing(other, InMemoryWallet.ADDRESS);
        assertThat(on(InMemoryWallet.of(Presence.UNLOCKED), agent).bindAdvice().get())
                .contains("Only that account can take it back")
                .doesNotContain("If that was not you");
    }

    @Test
    void offersNoBindingWhileLocked() {
        var agent = new InMemoryAgent(Snapshots.fresh());
        assertThat(on(InMemoryWallet.of(Presence.LOCKED), agent).bindAdvice().get()).isEmpty();
        AgentSnapshot now = agent.snapshot();
        assertThat(now.payout()).isEmpty();
    }

    @Test
    void showsDashesBeforeTheChainHasAnswered() {
        var silent = InMemoryWallet.missing();
        WalletViewModel model = on(silent);
        silent.create(silent.draw(), "long enough".toCharArray());
        assertThat(model.figures().get().ember()).isEqualTo("–");
        assertThat(model.figures().get().canClaim()).isFalse();
    }

    @Test
    void tellsWhatWasGotFromWhatWasSent() {
        var got = movement("receive");
        assertThat(got.title()).isEqualTo("Received");
        assertThat(got.amount()).isEqualTo("+5");
        assertThat(got.note()).startsWith("from 0x7099");
        assertThat(movement("send").amount()).isEqualTo("−5");
        assertThat(movement("send").note()).startsWith("to 0x7099");
    }

    private static MovementRow movement(String kind) {
        return MovementRow.of(
                new WalletState.Movement(
                        kind,
                        Optional.of(Wei.ofEmber("5")),
                        Optional.of(SOMEBODY),
                        Optional.empty(),
                        WalletState.Settlement.FINAL,
                        Optional.of(Snapshots.NOW),
                        false,
                        Optional.empty()),
                Said.speech());
    }

    @Test
    void doesNotCallALittleForFeesNothing() {
        var little =
                new WalletState.Funds(
                        Wei.ZERO,
                        Wei.ofEmber("0.00005").value(),
                        false,
                        Optional.empty(),
                        Wei.ZERO,
                        Snapshots.NOW);
        var state =
                new WalletState(
                        Presence.UNLOCKED,
                        Optional.of(SOMEBODY),
                        Optional.of(little),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        List.of());
        assertThat(Figures.of(state, Said.speech()).gas()).isEqualTo("<0.0001");
    }

    @Test
    void saysOfAClaimThatItFailedNotOfThePaymentBelow() {
        var broken =
                new WalletSource(
                        unlocked.state(),
                        () -> {
                            throw new IllegalStateException("no wallet");
                        });
        var agent = new AgentFeed(new InMemoryAgent(Snapshots.busy()).links(), background);
        var model =
                new WalletViewModel(
                        agent, new WalletFeed(broken, background), clipboard, Said.speech(), said);
        model.claim();
        assertThat(said.bad()).hasSize(1);
        assertThat(model.sendError().get()).isEmpty();
        assertThat(model.trying().get()).isFalse();
    }

    @Test
    void saysOfASilentChainNothingOfSending() {
        var silent =
                new WalletState(
                        Presence.LOCKED,
                        Optional.of(SOMEBODY),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.of("chain-unreachable"),
                        List.of());
        assertThat(Figures.of(silent, Said.speech()).problem())
                .contains("keeps asking")
                .doesNotContain("sent");
    }
}
