package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.contracts.Rewards;
import hearth.keys.EthereumKey;
import hearth.protocol.ClaimProof;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint64;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// One account's way through a practice network, on a real chain: earn, claim, stake, unstake,
/// withdraw, send. The steps build on each other.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class PracticeNetworkTest {
    private static final Wei EARNED = Wei.ofEmber("12.5");
    private static final Wei STAKED = Wei.ofEmber("10");

    @TempDir static Path folder;
    static Practice practice;
    static EthereumKey contributor;

    @BeforeAll
    static void start() {
        practice = new Practice(folder);
        contributor = EthereumKey.random(Practice.RANDOM);
    }

    @AfterAll
    static void stop() {
        practice.close();
        contributor.close();
    }

    @Test
    void aTermWeighsMoreIsBoundAndCanBeLeftAtItsCost() {
        var wallet = practice.wallet;
        var staker = EthereumKey.random(Practice.RANDOM);
        Practice.included(
                wallet.send("term-gift", staker.address(), Wei.ofEmber("30"), practice.operator()));
        Practice.included(wallet.stakeForTerm("term", Wei.ofEmber("20"), 365, staker));
        Practice.included(wallet.stake("flexible", Wei.ofEmber("10"), staker));
        var held = Practice.known(wallet.positions(staker.address()));
        assertThat(held.staked()).isEqualTo(Wei.ofEmber("30"));
        assertThat(held.flexible()).isEqualTo(Wei.ofEmber("10"));
        assertThat(held.terms()).hasSize(1);
        var term = held.terms().getFirst();
        assertThat(term.amount()).isEqualTo(Wei.ofEmber("20"));
        assertThat(term.days()).isEqualTo(365);
        assertThat(term.weight()).isEqualTo(200);
        assertThat(term.exitCost()).isBetween(Wei.ofEmber("1.99"), Wei.ofEmber("2"));
        assertThat(wallet.endTerm("too-early", term.id(), staker))
                .isEqualTo(new TxResult.Refused(Refusal.TERM_NOT_OVER, Optional.empty()));
        assertThat(wallet.stakeForTerm("unknown", Wei.ofEmber("1"), 31, staker))
                .isInstanceOf(TxResult.Refused.class);
        practice.advance(Duration.ofSeconds(2));
        Practice.included(wallet.compound("compound", staker));
        Practice.included(wallet.leaveEarly("leave", term.id(), staker));
        var left = Practice.known(wallet.positions(staker.address()));
        assertThat(left.terms()).isEmpty();
        assertThat(left.unbonding()).hasSize(1);
        assertThat(left.unbonding().getFirst().amount())
                .isBetween(Wei.ofEmber("18"), Wei.ofEmber("18.01"));
    }

    @Test
    @Order(1)
    void fundsTheRewardsWithTheJobBudget() {
        var poster = new RewardsPoster(practice.network, practice.operator());
        assertThat(Practice.known(poster.funded())).isEqualTo(Practice.BUDGET);
        assertThat(Practice.known(poster.posted(1))).isEmpty();
    }

    @Test
    @Order(2)
    void relayPaysAnAccountThatHasNoGasAndSignsNothing() {
        var proof = practice.post(1, contributor.address(), EARNED);
        var relay = new ClaimRelay(practice.network, practice.operator());
        var first = Practice.included(relay.claim(proof));
        assertThat(practice.balances(contributor.address()).ember()).isEqualTo(EARNED);
        assertThat(Practice.included(relay.claim(proof)).hash()).isEqualTo(first.hash());
        assertThat(practice.balances(contributor.address()).ember()).isEqualTo(EARNED);
    }

    @Test
    @Order(3)
    void stakesWithoutGasMoney() {
        assertThat(practice.balances(contributor.address()).gas()).isZero();
        Practice.included(practice.wallet.stake("stake-1", STAKED, contributor));
        var balances = practice.balances(contributor.address());
        assertThat(balances.staked()).isEqualTo(STAKED);
        assertThat(balances.ember()).isEqualTo(EARNED.minus(STAKED));
    }

    @Test
    @Order(4)
    void yieldGrowsWithTimeAndIsPaid() {
        practice.advance(Duration.ofMinutes(10));
        var earned = practice.balances(contributor.address()).yieldEarned();
        assertThat(earned).isGreaterThanOrEqualTo(Wei.ofEmber("599"));
        Practice.included(practice.wallet.claimYield("yield-1", contributor));
        assertThat(practice.balances(contributor.address()).ember()).isGreaterThanOrEqualTo(earned);
    }

    @Test
    @Order(5)
    void withdrawsOnlyAfterUnbonding() {
        Practice.included(practice.wallet.unstake("unstake-1", STAKED, contributor));
        var unbonding = practice.balances(contributor.address()).unbonding();
        assertThat(unbonding).hasSize(1);
        var id = unbonding.getFirst().id();
        assertThat(practice.wallet.withdraw("withdraw-1", id, contributor))
                .isInstanceOfSatisfying(
                        TxResult.Refused.class,
                        r -> assertThat(r.reason()).isEqualTo(Refusal.STILL_UNBONDING));
        practice.advance(Duration.ofSeconds(61));
        var before = practice.balances(contributor.address()).ember();
        Practice.included(practice.wallet.withdraw("withdraw-1", id, contributor));
        var after = practice.balances(contributor.address());
        assertThat(after.ember()).isEqualTo(before.plus(STAKED));
        assertThat(after.unbonding()).isEmpty();
    }

    @Test
    @Order(6)
    void sameIntentIsSentOnce() {
        var to = EthereumKey.random(Practice.RANDOM).address();
        var amount = Wei.ofEmber("1");
        var first = Practice.included(practice.wallet.send("send-1", to, amount, contributor));
        var again = Practice.included(practice.wallet.send("send-1", to, amount, contributor));
        assertThat(again).isEqualTo(first);
        assertThat(practice.balances(to).ember()).isEqualTo(amount);
    }

    @Test
    @Order(7)
    void refusesBeforeSigningWhatTheContractWouldRefuse() {
        var poor = EthereumKey.random(Practice.RANDOM);
        var result = practice.wallet.send("send-2", contributor.address(), Wei.ofEmber("1"), poor);
        assertThat(result)
                .isInstanceOfSatisfying(
                        TxResult.Refused.class,
                        r -> {
                            assertThat(r.reason()).isEqualTo(Refusal.INSUFFICIENT_EMBER);
                            assertThat(r.hash()).isEmpty();
                        });
        assertThat(
                        practice.wallet.send(
                                "send-3",
                                practice.profile.rewards(),
                                Wei.ofEmber("1"),
                                contributor))
                .isInstanceOfSatisfying(
                        TxResult.Refused.class,
                        r -> assertThat(r.reason()).isEqualTo(Refusal.RECIPIENT_IS_CONTRACT));
    }

    @Test
    @Order(8)
    void postingTheSameRootAgainChangesNothingAndAnotherOneIsAConflict() {
        var poster = new RewardsPoster(practice.network, practice.operator());
        var there = Practice.known(poster.posted(1)).orElseThrow();
        var root = HexFormat.of().parseHex(there.root());
        assertThat(poster.post(1, root, there.total(), new byte[32]))
                .isInstanceOf(PostResult.AlreadyPosted.class);
        try (var roots = new PostedRoots(practice.profile)) {
            assertThat(Practice.known(roots.isTheNetwork())).isTrue();
            assertThat(Practice.known(roots.posted(1))).contains(there);
            assertThat(Practice.known(roots.posted(1_000_000))).isEmpty();
        }
        root[0] ^= 1;
        assertThat(poster.post(1, root, there.total(), new byte[32]))
                .isInstanceOf(PostResult.Conflict.class);
    }

    /// The relay's account is made for one transaction and forgotten, so a repeated claim comes
    /// from another one.
    @Test
    @Order(9)
    void claimIsPaidOnceWhoeverRepeatsItAndWhateverBecameOfTheFirstTry() {
        var account = contributor.address();
        var more = Wei.ofEmber("5");
        var before = practice.balances(account).ember();
        var proof = practice.post(2, account, EARNED.plus(more));
        var journal = folder.resolve("claims.db");
        var p = practice.profile;
        var nowhere =
                new NetworkProfile(
                        p.name(),
                        p.chainId(),
                        p.genesisHash(),
                        List.of(URI.create("http://127.0.0.1:1")),
                        p.token(),
                        p.rewards(),
                        p.staking(),
                        p.codeHashes(),
                        p.confirmations());
        try (var away = Practice.open(nowhere, journal);
                var forgotten = EthereumKey.random(Practice.RANDOM)) {
            assertThat(new ClaimRelay(away, forgotten).claim(proof))
                    .isEqualTo(new TxResult.Unreachable());
        }
        try (var network = Practice.open(p, journal);
                var second = EthereumKey.random(Practice.RANDOM);
                var third = EthereumKey.random(Practice.RANDOM)) {
            var paid = Practice.included(new ClaimRelay(network, second).claim(proof));
            assertThat(Practice.included(new ClaimRelay(network, third).claim(proof)).hash())
                    .isEqualTo(paid.hash());
        }
        assertThat(practice.balances(account).ember()).isEqualTo(before.plus(more));
    }

    @Test
    @Order(10)
    void aSettlementLeadsToItsRootItsProofAndTheTransactionThatPaidIt() {
        var account = contributor.address();
        var trails = new PayoutTrails(practice.network);
        var newest = practice.post(3, account, EARNED.plus(Wei.ofEmber("6")));
        var first = Practice.known(trails.trail(account, 1, Optional.of(newest)));
        assertThat(first.root()).isPresent();
        assertThat(first.proofFits()).contains(true);
        assertThat(first.claim().orElseThrow().epoch()).isEqualTo(1);
        assertThat(first.claim().orElseThrow().amount()).isEqualTo(EARNED);
        var second = Practice.known(trails.trail(account, 2, Optional.of(newest)));
        assertThat(second.claim().orElseThrow().amount()).isEqualTo(Wei.ofEmber("5"));
        assertThat(second.claim().orElseThrow().hash())
                .isNotEqualTo(first.claim().orElseThrow().hash());
        assertThat(Practice.known(trails.trail(account, 3, Optional.of(newest))).claim()).isEmpty();
        assertThat(Practice.known(trails.paid(account, first.claim().orElseThrow().hash())))
                .contains(new PaidEpochs(Optional.of(0L), 1, EARNED));
        assertThat(Practice.known(trails.paid(account, second.claim().orElseThrow().hash())))
                .contains(new PaidEpochs(Optional.of(1L), 2, Wei.ofEmber("5")));
        assertThat(Practice.known(trails.paid(account, "0x" + "ab".repeat(32)))).isEmpty();
        var other = EthereumKey.random(Practice.RANDOM).address();
        assertThat(Practice.known(trails.paid(other, first.claim().orElseThrow().hash())))
                .isEmpty();
        var greedy =
                new ClaimProof(
                        newest.epoch(),
                        newest.account(),
                        newest.cumulative().plus(Wei.of(1)),
                        newest.root(),
                        newest.proof());
        assertThat(Practice.known(trails.trail(account, 1, Optional.of(greedy))).proofFits())
                .contains(false);
        assertThat(Practice.known(trails.trail(account, 9, Optional.of(newest))).root()).isEmpty();
    }

    @Test
    @Order(11)
    void deployingAgainFindsEverythingThere() {
        assertThat(practice.deployment.ensure()).isEqualTo(practice.profile);
        assertThat(NetworkProfile.read(practice.deployment.profileFile()))
                .contains(practice.profile);
        var poster = new RewardsPoster(practice.network, practice.operator());
        assertThat(Practice.known(poster.funded())).isEqualTo(Practice.BUDGET);
    }

    @Test
    @Order(12)
    void activityTellsWhatHappened() {
        assertThat(practice.wallet.activity(100))
                .filteredOn(a -> a.account().equals(contributor.address()))
                .extracting(Activity::kind)
                .contains(
                        Activity.Kind.SEND,
                        Activity.Kind.WITHDRAW,
                        Activity.Kind.UNSTAKE,
                        Activity.Kind.CLAIM_YIELD,
                        Activity.Kind.STAKE);
    }

    /// The guardian is wrong now and then: what was earned is proposed again as often as it takes.
    @Test
    @Order(13)
    void aRootThatWasVetoedIsPostedAgain() {
        var poster = new RewardsPoster(practice.network, practice.operator());
        long epoch = 4;
        var cap = new Uint256(Practice.BUDGET.value());
        onRewards("rules-1", Rewards.FUNC_SETRULES, new Uint64(3600), cap);
        var proof = practice.post(epoch, contributor.address(), EARNED.plus(Wei.ofEmber("7")));
        var there = Practice.known(poster.posted(epoch)).orElseThrow();
        var root = HexFormat.of().parseHex(proof.root());
        for (int veto = 1; veto <= 2; veto++) {
            onRewards("veto-" + veto, Rewards.FUNC_VETOROOT, new Uint64(epoch));
            assertThat(Practice.known(poster.posted(epoch))).isEmpty();
            assertThat(poster.post(epoch, root, there.total(), new byte[32]))
                    .isInstanceOf(PostResult.Posted.class);
            assertThat(Practice.known(poster.posted(epoch)).orElseThrow().root())
                    .isEqualTo(there.root());
        }
        assertThat(poster.post(epoch, root, there.total(), new byte[32]))
                .isInstanceOf(PostResult.AlreadyPosted.class);
    }

    private static void onRewards(String intent, String function, Type<?>... arguments) {
        Practice.included(
                practice.network
                        .transactions()
                        .send(
                                new Intent(
                                        intent,
                                        Activity.Kind.POST_ROOT,
                                        practice.operator().address(),
                                        Wei.ZERO,
                                        Optional.empty(),
                                        Optional.of(practice.profile.rewards()),
                                        ContractCalls.call(function, arguments)),
                                practice.operator()));
    }
}
