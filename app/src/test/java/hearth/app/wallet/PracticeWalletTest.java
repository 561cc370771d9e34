package hearth.app.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.book.AddressBookFile;
import hearth.app.staking.ChainStakingDesk;
import hearth.app.staking.StakeWish;
import hearth.app.staking.StakingDesk;
import hearth.app.wallet.WalletDesk.Opening;
import hearth.app.wallet.WalletDesk.Sending;
import hearth.app.wallet.WalletState.Funds;
import hearth.app.wallet.WalletState.StakeBook;
import hearth.app.wallet.WalletState.Waiting;
import hearth.chain.EmberNetwork;
import hearth.chain.PostResult;
import hearth.chain.PracticeChain;
import hearth.chain.PracticeNetwork;
import hearth.chain.PracticePlan;
import hearth.chain.PracticeSettings;
import hearth.chain.PracticeStart;
import hearth.chain.SendPolicy;
import hearth.keys.Address;
import hearth.keys.Argon2Cost;
import hearth.keys.CostPolicy;
import hearth.keys.WalletFile;
import hearth.protocol.ClaimProof;
import hearth.protocol.MerkleTree;
import hearth.protocol.PayoutLeaf;
import hearth.protocol.PendingClaim;
import hearth.protocol.ServerId;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The real desk on a real chain: claim, stake, take back, withdraw, yield, send.
@Execution(ExecutionMode.CONCURRENT)
class PracticeWalletTest {
    private static final Wei EARNED = Wei.ofEmber("10");
    private static final PracticePlan PLAN =
            new PracticePlan(
                    Wei.ofEmber("1000000"),
                    Wei.ofEmber("1000"),
                    Wei.ofEmber("3600"),
                    Duration.ofHours(1),
                    Duration.ZERO);
    private static final InstantSource CLOCK = InstantSource.system();
    private volatile Optional<ClaimProof> settled = Optional.empty();
    private volatile Optional<PendingClaim> later = Optional.empty();
    @TempDir private Path home;

    @Test
    void movesMoneyAsTheScreenSays() throws InterruptedException {
        try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
                PracticeNetwork practice = start(timer);
                EmberNetwork network =
                        EmberNetwork.open(
                                practice.profile(),
                                home.resolve("wallet.db"),
                                SendPolicy.practice(),
                                CLOCK);
                ChainWalletDesk desk = desk(network)) {
            assertThat(desk.claim()).isEqualTo(new Sending.Refused("nothing-to-claim"));
            settle(practice, desk.state().address().orElseThrow());
            desk.refresh();
            assertThat(funds(desk).claimable()).contains(EARNED);
            assertThat(funds(desk).waiting()).isEmpty();
            var at = Instant.parse("2100-01-01T00:00:00Z");
            var account = desk.state().address().orElseThrow();
            later = Optional.of(new PendingClaim(2, account, EARNED.plus(Wei.ofEmber("5")), at));
            desk.refresh();
            assertThat(funds(desk).claimable()).contains(EARNED);
            assertThat(funds(desk).waiting()).contains(new Waiting(Wei.ofEmber("5"), at));

            assertThat(desk.claim()).isInstanceOf(Sending.Done.class);
            assertThat(funds(desk).ember()).isEqualTo(EARNED);
            assertThat(funds(desk).claimed()).isEqualTo(EARNED);
            assertThat(funds(desk).claimable()).contains(Wei.ZERO);
            assertThat(funds(desk).waiting()).contains(new Waiting(Wei.ofEmber("5"), at));

            var staking = new ChainStakingDesk(desk, network);
            assertThat(act(staking, new StakeWish.Stake(Wei.ofEmber("6"), 0)))
                    .isInstanceOf(Sending.Done.class);
            assertThat(book(desk).staked()).isEqualTo(Wei.ofEmber("6"));
            assertThat(book(desk).yieldPerSecond().isZero()).isFalse();

            assertThat(act(staking, new StakeWish.Unstake(Wei.ofEmber("2"), Duration.ZERO)))
                    .isInstanceOf(Sending.Done.class);
            WalletState.Unbonding back = book(desk).unbonding().getFirst();
            assertThat(back.amount()).isEqualTo(Wei.ofEmber("2"));
            assertThat(act(staking, new StakeWish.Withdraw(back.id(), back.amount())))
                    .isInstanceOf(Sending.Done.class);
            assertThat(funds(desk).ember()).isEqualTo(Wei.ofEmber("6"));

            aMoment();
            assertThat(act(staking, new StakeWish.ClaimYield())).isInstanceOf(Sending.Done.class);
            assertThat(funds(desk).ember()).isGreaterThan(Wei.ofEmber("6"));

            assertThat(desk.send("0x70997970C51812dc3A010C7d01b50e0d17dc79C8", Wei.ofEmber("1000")))
                    .isEqualTo(new Sending.Refused("insufficient-ember"));
            assertThat(desk.send("0x70997970C51812dc3A010C7d01b50e0d17dc79C8", Wei.ofEmber("1")))
                    .isInstanceOf(Sending.Done.class);
            assertThat(desk.state().paid().here())
                    .containsExactly(Address.of("0x70997970C51812dc3A010C7d01b50e0d17dc79C8"))
                    .isEqualTo(desk.state().paid().anywhere());
            assertThat(desk.state().activity().stream().map(WalletState.Movement::kind).toList())
                    .contains("claim", "stake", "unstake", "withdraw", "claim-yield", "send");
            assertThat(desk.state().problem()).isEmpty();
        }
    }

    private static Sending act(StakingDesk staking, StakeWish wish) {
        return staking.act(wish, BigInteger.ZERO);
    }

    /// Yield flows by the second of the chain's clock.
    private static void aMoment() throws InterruptedException {
        assertThat(new CountDownLatch(1).await(2, TimeUnit.SECONDS)).isFalse();
    }

    private PracticeNetwork start(ScheduledExecutorService timer) {
        Path anvil = Path.of(System.getProperty("hearth.anvil.folder", "unset"), "anvil");
        var settings = PracticeSettings.of(anvil, home.resolve("chain"));
        return switch (PracticeChain.start(settings, CLOCK, timer)) {
            case PracticeStart.Started it ->
                    PracticeNetwork.on(
                            it.chain(), PLAN, home.resolve("chain"), new SecureRandom(), CLOCK);
            case PracticeStart failed ->
                    throw new AssertionError(
                            failed + ": `mvnw -pl wallet/contracts test` brings the chain");
        };
    }

    private ChainWalletDesk desk(EmberNetwork network) {
        var cheap = new Argon2Cost(1024, 1, 1);
        var desk =
                new ChainWalletDesk(
                        new Keyring(
                                new WalletFile(
                                        home.resolve("wallet.json"),
                                        new CostPolicy(cheap, cheap, cheap),
                                        new SecureRandom(),
                                        CLOCK,
                                        System::nanoTime),
                                new AddressBookFile(home),
                                new SecureRandom(),
                                CLOCK),
                        network,
                        new Payer(new ServerId("5e".repeat(32)), claims()),
                        CLOCK);
        try (RecoveryWords words = desk.draw()) {
            assertThat(desk.create(words, "correct horse".toCharArray()))
                    .isInstanceOf(Opening.Opened.class);
        }
        return desk;
    }

    private Claims claims() {
        return new Claims() {
            @Override
            public Optional<ClaimProof> proof(String address) {
                return settled;
            }

            @Override
            public Optional<PendingClaim> pending(String address) {
                return later;
            }
        };
    }

    /// Posts a settlement of one account, as a coordinator does.
    private void settle(PracticeNetwork practice, String account) {
        byte[] leaf =
                new PayoutLeaf(
                                practice.profile().chainId(),
                                practice.profile().rewards().value(),
                                account,
                                EARNED)
                        .hash();
        var tree = MerkleTree.of(List.of(leaf));
        assertThat(practice.poster().post(1, tree.root(), EARNED, new byte[32]))
                .isInstanceOf(PostResult.Posted.class);
        var hex = HexFormat.of();
        settled =
                Optional.of(
                        new ClaimProof(
                                1,
                                account,
                                EARNED,
                                hex.formatHex(tree.root()),
                                tree.proof(leaf).stream().map(hex::formatHex).toList()));
    }

    private static Funds funds(ChainWalletDesk desk) {
        return desk.state().funds().orElseThrow();
    }

    private static StakeBook book(ChainWalletDesk desk) {
        return desk.state().staking().orElseThrow();
    }
}
