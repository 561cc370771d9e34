package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.keys.Address;
import hearth.keys.EthereumKey;
import hearth.keys.UnsignedTransaction;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;

/// What a wallet must survive between wanting and having, on a real chain.
final class TransactionsTest {
    private static final Wei ONE = Wei.ofEmber("1");
    private static final Wei MITE = Wei.ofEmber("0.001");

    @TempDir static Path folder;
    static Practice practice;
    static LossyProxy proxy;

    private final EthereumKey sender = EthereumKey.random(Practice.RANDOM);
    private final Address to = EthereumKey.random(Practice.RANDOM).address();
    private final Path journal = folder.resolve(UUID.randomUUID() + ".db");

    @BeforeAll
    static void start() throws IOException {
        practice = new Practice(folder.resolve("practice"));
        proxy = new LossyProxy(practice.chain.rpc());
    }

    @AfterAll
    static void stop() {
        proxy.close();
        practice.close();
    }

    @BeforeEach
    void giveTheSenderTenEmber() {
        proxy.loss = LossyProxy.Loss.NOTHING;
        proxy.meanwhile = () -> {};
        proxy.callsLeft.set(Integer.MAX_VALUE);
        Practice.included(
                practice.wallet.send(
                        "gift-" + UUID.randomUUID(),
                        sender.address(),
                        Wei.ofEmber("10"),
                        practice.operator()));
    }

    private static NetworkProfile through(URI node) {
        var p = practice.profile;
        return new NetworkProfile(
                p.name(),
                p.chainId(),
                p.genesisHash(),
                List.of(node),
                p.token(),
                p.rewards(),
                p.staking(),
                p.codeHashes(),
                p.confirmations());
    }

    private EmberNetwork open(URI node) {
        return Practice.open(through(node), journal);
    }

    /// Whose few looks at a dead line take no time.
    private EmberNetwork impatient(URI node) {
        var practice = SendPolicy.practice();
        return EmberNetwork.open(
                through(node),
                journal,
                new SendPolicy(practice.maxFeePerGas(), Duration.ofMillis(1), practice.patience()),
                InstantSource.system());
    }

    private long used() {
        return practice.chain.node().includedCount(sender.address());
    }

    @Test
    void afterACrashBeforeBroadcastTheSameBytesAreSentOnce() {
        proxy.loss = LossyProxy.Loss.TRANSACTIONS;
        TxResult.Pending pending;
        try (var network = open(proxy.uri())) {
            var result = new EmberWallet(network).send("pay", to, ONE, sender);
            assertThat(result).isInstanceOf(TxResult.Pending.class);
            pending = (TxResult.Pending) result;
        }
        assertThat(used()).isZero();
        try (var network = open(practice.chain.rpc())) {
            network.refresh();
            assertThat(practice.balances(to).ember()).isEqualTo(ONE);
            var again = Practice.included(new EmberWallet(network).send("pay", to, ONE, sender));
            assertThat(again.hash()).isEqualTo(pending.hash());
            network.refresh();
        }
        assertThat(used()).isEqualTo(1);
        assertThat(practice.balances(to).ember()).isEqualTo(ONE);
    }

    /// The journal is written between two calls to the node, so a program that dies anywhere dies
    /// before a call, or after it with the answer lost.
    @Test
    void diesAtEveryCallToTheNodeAndPaysOnce() {
        long paid = 0;
        for (boolean arrives : List.of(false, true)) {
            boolean died = true;
            for (int calls = 0; died; calls++) {
                assertThat(calls).as("calls that one payment makes").isLessThan(40);
                String intent = "pay-" + arrives + calls;
                proxy.lastCallArrives = arrives;
                proxy.callsLeft.set(calls);
                try (var network = impatient(proxy.uri())) {
                    died =
                            !(new EmberWallet(network).send(intent, to, MITE, sender)
                                    instanceof TxResult.Included);
                }
                proxy.callsLeft.set(Integer.MAX_VALUE);
                try (var network = open(practice.chain.rpc())) {
                    network.refresh();
                    Practice.included(new EmberWallet(network).send(intent, to, MITE, sender));
                }
                assertThat(used()).as("after %d calls", calls).isEqualTo(++paid);
            }
        }
        assertThat(paid).isGreaterThan(20);
        assertThat(practice.balances(to).ember())
                .isEqualTo(new Wei(MITE.value().multiply(BigInteger.valueOf(paid))));
    }

    @Test
    void lostAnswerDoesNotPayTwice() {
        proxy.loss = LossyProxy.Loss.ANSWERS_TO_TRANSACTIONS;
        try (var network = open(proxy.uri())) {
            var wallet = new EmberWallet(network);
            assertThat(wallet.send("pay", to, ONE, sender)).isInstanceOf(TxResult.Pending.class);
            Practice.included(wallet.send("pay", to, ONE, sender));
        }
        assertThat(used()).isEqualTo(1);
        assertThat(practice.balances(to).ember()).isEqualTo(ONE);
    }

    /// In the second of the stake no yield has come yet, so the estimate does not see the storage
    /// that it will fill.
    @Test
    void unstakingRightAfterStakingDoesNotRunOutOfGas() {
        try (var network = open(proxy.uri())) {
            var wallet = new EmberWallet(network);
            Practice.included(wallet.stake("stake", Wei.ofEmber("6"), sender));
            proxy.meanwhile = () -> practice.advance(Duration.ofSeconds(5));
            Practice.included(wallet.unstake("unstake", Wei.ofEmber("2"), sender));
        }
    }

    /// Yield flows until the block comes, and a report is to say what came.
    @Test
    void writesDownWhatWasPaidAndNotWhatWasToBeExpected() {
        try (var network = open(proxy.uri())) {
            var wallet = new EmberWallet(network);
            Practice.included(wallet.stake("stake", Wei.ofEmber("6"), sender));
            practice.advance(Duration.ofSeconds(5));
            proxy.meanwhile = () -> practice.advance(Duration.ofSeconds(5));
            Practice.included(wallet.claimYield("yield", sender));
            var paid = practice.balances(sender.address()).ember().minus(Wei.ofEmber("4"));
            assertThat(amount(wallet, "yield")).isEqualTo(paid);
            practice.advance(Duration.ofSeconds(5));
            Practice.included(wallet.compound("compound", sender));
            Practice.included(wallet.unstake("unstake", Wei.ofEmber("2"), sender));
            var staked = Practice.known(wallet.positions(sender.address())).staked();
            assertThat(amount(wallet, "compound")).isEqualTo(staked.minus(Wei.ofEmber("4")));
            assertThat(amount(wallet, "unstake")).isEqualTo(Wei.ofEmber("2"));
        }
    }

    private static Wei amount(EmberWallet wallet, String intent) {
        return wallet.activity(intent).orElseThrow().amount();
    }

    @Test
    void noticesThatAnotherTransactionTookTheNonce() {
        proxy.loss = LossyProxy.Loss.TRANSACTIONS;
        try (var network = open(proxy.uri())) {
            var wallet = new EmberWallet(network);
            assertThat(wallet.send("pay", to, ONE, sender)).isInstanceOf(TxResult.Pending.class);
            proxy.loss = LossyProxy.Loss.NOTHING;
            var other =
                    sender.sign(
                            new UnsignedTransaction(
                                    PracticeSettings.CHAIN_ID,
                                    0,
                                    Optional.of(to),
                                    BigInteger.ZERO,
                                    "0x",
                                    BigInteger.valueOf(21_000),
                                    BigInteger.ZERO,
                                    BigInteger.ZERO));
            practice.chain.node().broadcast(other.raw());
            assertThat(wallet.send("pay", to, ONE, sender))
                    .isInstanceOfSatisfying(
                            TxResult.Refused.class,
                            r -> assertThat(r.reason()).isEqualTo(Refusal.REPLACED));
        }
        assertThat(practice.balances(to).ember()).isEqualTo(Wei.ZERO);
    }

    @Test
    void afterAReorganisationTheSameBytesAreSentAgain() {
        try (var network = open(practice.chain.rpc())) {
            var wallet = new EmberWallet(network);
            var node = practice.chain.node();
            // anvil_reorg needs the history that the practice chain prunes; going back to a
            // snapshot takes the block away just as well.
            var snapshot = (RpcAnswer.Result) node.call("evm_snapshot");
            var first = Practice.included(wallet.send("pay", to, ONE, sender));
            node.call("evm_revert", snapshot.value());
            assertThat(practice.balances(to).ember()).isEqualTo(Wei.ZERO);
            network.refresh();
            assertThat(practice.balances(to).ember()).isEqualTo(ONE);
            var second = Practice.included(wallet.send("pay", to, ONE, sender));
            assertThat(second.hash()).isEqualTo(first.hash());
        }
    }

    @Test
    void connectionsThatBreakWhileItWaitsDoNotEndTheWaiting() {
        proxy.meanwhile = () -> proxy.cuts.set(5);
        try (var network = open(proxy.uri())) {
            Practice.included(new EmberWallet(network).send("pay", to, ONE, sender));
        }
        assertThat(proxy.cuts).hasValue(0);
        assertThat(practice.balances(to).ember()).isEqualTo(ONE);
    }

    @Test
    void signedBytesAreNotShownToANodeWithOtherContracts() {
        proxy.loss = LossyProxy.Loss.TRANSACTIONS;
        try (var network = open(proxy.uri())) {
            assertThat(new EmberWallet(network).send("pay", to, ONE, sender))
                    .isInstanceOf(TxResult.Pending.class);
        }
        var p = practice.profile;
        var otherCode = new TreeMap<>(p.codeHashes());
        otherCode.put("token", "00".repeat(32));
        var wrong = profile(p.chainId(), p.genesisHash(), otherCode);
        try (var network = Practice.open(wrong, journal)) {
            assertThat(new EmberWallet(network).send("pay", to, ONE, sender))
                    .isInstanceOf(TxResult.Pending.class);
        }
        assertThat(used()).isZero();
    }

    @Test
    void parallelWishesOfOneAccountAllHappen() {
        try (var network = open(practice.chain.rpc())) {
            var wallet = new EmberWallet(network);
            var nonces =
                    IntStream.range(0, 10)
                            .parallel()
                            .mapToObj(i -> wallet.send("pay-" + i, to, ONE, sender))
                            .map(Practice::included)
                            .map(TxResult.Included::nonce)
                            .toList();
            assertThat(nonces).hasSize(10).doesNotHaveDuplicates();
            assertThat(practice.balances(to).ember()).isEqualTo(Wei.ofEmber("10"));
        }
    }

    @Test
    void signsNothingForAnotherChainGenesisOrCode() {
        var p = practice.profile;
        var otherCode = new TreeMap<>(p.codeHashes());
        otherCode.put("token", "00".repeat(32));
        var otherGenesis = "0x" + "11".repeat(32);
        for (var wrong :
                List.of(
                        profile(p.chainId() + 1, p.genesisHash(), p.codeHashes()),
                        profile(p.chainId(), otherGenesis, p.codeHashes()),
                        profile(p.chainId(), p.genesisHash(), otherCode))) {
            try (var network = Practice.open(wrong, folder.resolve(UUID.randomUUID() + ".db"))) {
                var wallet = new EmberWallet(network);
                assertThat(wallet.send("pay", to, ONE, sender))
                        .isEqualTo(new TxResult.Refused(Refusal.WRONG_CHAIN, Optional.empty()));
                assertThat(wallet.activity(10).getFirst().hash()).isEmpty();
            }
        }
        assertThat(used()).isZero();
    }

    private static NetworkProfile profile(
            long chainId, String genesis, SortedMap<String, String> codes) {
        var p = practice.profile;
        return new NetworkProfile(
                p.name(),
                chainId,
                genesis,
                p.rpc(),
                p.token(),
                p.rewards(),
                p.staking(),
                codes,
                p.confirmations());
    }

    @Test
    void signsNothingAboveTheFeeCap() {
        practice.chain.node().call("anvil_setNextBlockBaseFeePerGas", "0x2540be400");
        try (var network = open(practice.chain.rpc())) {
            assertThat(new EmberWallet(network).send("pay", to, ONE, sender))
                    .isEqualTo(new TxResult.Refused(Refusal.FEE_TOO_HIGH, Optional.empty()));
        } finally {
            practice.chain.node().call("anvil_setNextBlockBaseFeePerGas", "0x0");
        }
    }

    @Test
    void saysWhenNoNodeAnswers() {
        try (var network = open(URI.create("http://127.0.0.1:1"))) {
            var wallet = new EmberWallet(network);
            assertThat(wallet.send("pay", to, ONE, sender)).isEqualTo(new TxResult.Unreachable());
            assertThat(wallet.balances(to, Wei.ZERO)).isInstanceOf(Reading.Unreachable.class);
        }
        try (var network = open(practice.chain.rpc())) {
            Practice.included(new EmberWallet(network).send("pay", to, ONE, sender));
        }
    }
}
