package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.keys.Address;
import hearth.keys.EthereumKey;
import hearth.keys.UnsignedTransaction;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A payment that waits is sped up or taken back, and is never made twice; on a real chain whose
/// blocks come when the test says so.
final class ReplacementTest {
    private static final Wei ONE = Wei.ofEmber("1");
    private static final String COIN = "0xde0b6b3a7640000";

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
        // Fees that were paid once are suggested to everybody afterwards.
        practice.chain.node().call("anvil_setBalance", practice.operator().address().value(), COIN);
    }

    @AfterAll
    static void stop() {
        proxy.close();
        practice.close();
    }

    @BeforeEach
    void giveTheSenderMoneyAndHoldTheBlocksBack() {
        proxy.callsLeft.set(Integer.MAX_VALUE);
        Practice.included(
                practice.wallet.send(
                        "gift-" + UUID.randomUUID(),
                        sender.address(),
                        Wei.ofEmber("10"),
                        practice.operator()));
        practice.chain.node().call("anvil_setBalance", sender.address().value(), COIN);
        practice.chain.node().call("evm_setAutomine", false);
    }

    @AfterEach
    void letTheBlocksGo() {
        practice.chain.node().call("evm_setAutomine", true);
        mine();
    }

    private static void mine() {
        practice.chain.node().call("evm_mine");
    }

    private EmberNetwork open(URI node) {
        var p = practice.profile;
        var profile =
                new NetworkProfile(
                        p.name(),
                        p.chainId(),
                        p.genesisHash(),
                        List.of(node),
                        p.token(),
                        p.rewards(),
                        p.staking(),
                        p.codeHashes(),
                        p.confirmations());
        var policy = SendPolicy.practice();
        return EmberNetwork.open(
                profile,
                journal,
                new SendPolicy(policy.maxFeePerGas(), Duration.ofMillis(1), Duration.ofMillis(3)),
                InstantSource.system());
    }

    private EmberNetwork open() {
        return open(practice.chain.rpc());
    }

    private static FeeLimits cap(long coins) {
        return new FeeLimits(
                Optional.of(BigInteger.valueOf(coins)),
                Optional.empty(),
                new BigDecimal("0.05"),
                Optional.empty());
    }

    /// The practice chain's base fee is zero; a replacement pays at least a wei for each gas.
    @Test
    void neitherFasterNorTakenBackAboveTheOwnersCap() {
        try (var network = open()) {
            var wallet = new EmberWallet(network);
            pending(wallet.send("pay", to, ONE, sender));
            wallet.limitFees(cap(20_999));
            var before = network.transactions().entry("pay").orElseThrow();
            for (var refused :
                    List.of(wallet.speedUp("pay", sender), wallet.cancel("pay", sender))) {
                assertThat(refused)
                        .isEqualTo(
                                new TxResult.Refused(
                                        Refusal.FEE_ABOVE_CAP, Optional.of(before.hash())));
            }
            assertThat(network.transactions().entry("pay").orElseThrow()).isEqualTo(before);
            assertThat(network.transactions().journal().attempts().isReplaced("pay")).isFalse();
            wallet.limitFees(FeeLimits.standard());
            pending(wallet.speedUp("pay", sender));
        }
        mine();
        assertThat(practice.balances(to).ember()).isEqualTo(ONE);
    }

    private TxResult.Pending pending(TxResult result) {
        assertThat(result).isInstanceOf(TxResult.Pending.class);
        return (TxResult.Pending) result;
    }

    private long used() {
        return practice.chain.node().includedCount(sender.address());
    }

    private static UnsignedTransaction signed(EmberNetwork network, String hash) {
        var journal = network.transactions().journal();
        return journal.attempts().of(journal.named(hash).orElseThrow()).stream()
                .filter(a -> a.hash().equals(hash))
                .map(a -> UnsignedTransaction.of(a.raw()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void speedingUpPaysAnEighthMoreForTheSameWish() {
        try (var network = open()) {
            var wallet = new EmberWallet(network);
            var first = pending(wallet.send("pay", to, ONE, sender));
            var second = pending(wallet.speedUp(first.hash(), sender));
            assertThat(second.hash()).isNotEqualTo(first.hash());
            assertThat(second.nonce()).isEqualTo(first.nonce());
            var before = signed(network, first.hash());
            var after = signed(network, second.hash());
            assertThat(after.data()).isEqualTo(before.data());
            assertThat(after.to()).isEqualTo(before.to());
            assertThat(after.maxFeePerGas())
                    .isGreaterThan(before.maxFeePerGas())
                    .isGreaterThanOrEqualTo(eighthMore(before.maxFeePerGas()));
            assertThat(after.tipPerGas())
                    .isGreaterThan(before.tipPerGas())
                    .isGreaterThanOrEqualTo(eighthMore(before.tipPerGas()));
            mine();
            var done = Practice.included(wallet.send("pay", to, ONE, sender));
            assertThat(done.hash()).isEqualTo(second.hash());
        }
        assertThat(used()).isEqualTo(1);
        assertThat(practice.balances(to).ember()).isEqualTo(ONE);
    }

    private static BigInteger eighthMore(BigInteger fee) {
        return fee.multiply(BigInteger.valueOf(1125)).divide(BigInteger.valueOf(1000));
    }

    @Test
    void cancellingTakesTheNonceAndPaysNobody() {
        try (var network = open()) {
            var wallet = new EmberWallet(network);
            var first = pending(wallet.send("pay", to, ONE, sender));
            var second = pending(wallet.cancel("pay", sender));
            // Speeding up a cancellation keeps it one.
            pending(wallet.speedUp(second.hash(), sender));
            mine();
            network.refresh();
            assertThat(wallet.send("pay", to, ONE, sender))
                    .isInstanceOfSatisfying(
                            TxResult.Refused.class,
                            r -> assertThat(r.reason()).isEqualTo(Refusal.CANCELLED));
            assertThat(wallet.cancel(first.hash(), sender))
                    .isInstanceOfSatisfying(
                            TxResult.Refused.class,
                            r -> assertThat(r.reason()).isEqualTo(Refusal.CANCELLED));
            var line = wallet.activity(1).getFirst();
            assertThat(line.stage()).isEqualTo(Activity.Stage.CANCELLED);
            assertThat(line.nonce()).contains(first.nonce());
        }
        assertThat(used()).isEqualTo(1);
        assertThat(practice.balances(to).ember()).isEqualTo(Wei.ZERO);
    }

    @Test
    void aCancellationThatComesTooLateSaysThatItWasPaid() {
        try (var network = open()) {
            var wallet = new EmberWallet(network);
            pending(wallet.send("pay", to, ONE, sender));
            mine();
            Practice.included(wallet.cancel("pay", sender));
        }
        assertThat(used()).isEqualTo(1);
        assertThat(practice.balances(to).ember()).isEqualTo(ONE);
    }

    /// Nodes may hold the earlier bytes only; whichever comes into a block decides.
    @Test
    void earlierBytesInABlockAreRecognisedAndNothingIsPaidTwice() {
        TxResult.Pending first;
        try (var network = open()) {
            var wallet = new EmberWallet(network);
            first = pending(wallet.send("pay", to, ONE, sender));
        }
        proxy.loss = LossyProxy.Loss.TRANSACTIONS;
        try (var network = open(proxy.uri())) {
            var wallet = new EmberWallet(network);
            pending(wallet.cancel("pay", sender));
            mine();
            network.refresh();
            assertThat(Practice.included(wallet.send("pay", to, ONE, sender)).hash())
                    .isEqualTo(first.hash());
        } finally {
            proxy.loss = LossyProxy.Loss.NOTHING;
        }
        assertThat(used()).isEqualTo(1);
        assertThat(practice.balances(to).ember()).isEqualTo(ONE);
    }

    @Test
    void afterAReorganisationACancellationIsSentAgain() {
        try (var network = open()) {
            var wallet = new EmberWallet(network);
            pending(wallet.send("pay", to, ONE, sender));
            pending(wallet.cancel("pay", sender));
            var node = practice.chain.node();
            var snapshot = (RpcAnswer.Result) node.call("evm_snapshot");
            mine();
            network.refresh();
            assertThat(wallet.activity(1).getFirst().stage()).isEqualTo(Activity.Stage.CANCELLED);
            node.call("evm_revert", snapshot.value());
            assertThat(used()).isZero();
            network.refresh();
            mine();
            network.refresh();
            assertThat(wallet.activity(1).getFirst().stage()).isEqualTo(Activity.Stage.CANCELLED);
        }
        assertThat(used()).isEqualTo(1);
        assertThat(practice.balances(to).ember()).isEqualTo(Wei.ZERO);
    }

    /// The program dies at each call to the node while it speeds up or takes back; started again,
    /// the wish happened at most once.
    @Test
    void diesAtEveryCallWhileReplacingAndPaysAtMostOnce() {
        var outcomes = new HashSet<Activity.Stage>();
        long nonces = 0;
        for (boolean cancels : List.of(false, true)) {
            boolean died = true;
            // Speeding up makes the same calls; a third of them will do.
            for (int calls = 0; died; calls += cancels ? 1 : 3) {
                assertThat(calls).as("calls of one replacement").isLessThan(60);
                var recipient = EthereumKey.random(Practice.RANDOM).address();
                String intent = "pay-" + cancels + calls;
                // The last call arrives in one half of the deaths and is lost in the other.
                proxy.lastCallArrives = (calls & 1) == (cancels ? 1 : 0);
                try (var network = open(proxy.uri())) {
                    var wallet = new EmberWallet(network);
                    pending(wallet.send(intent, recipient, Wei.of(7), sender));
                    proxy.callsLeft.set(calls);
                    if (cancels) {
                        wallet.cancel(intent, sender);
                    } else {
                        wallet.speedUp(intent, sender);
                    }
                    died = proxy.callsLeft.get() < 0;
                }
                proxy.callsLeft.set(Integer.MAX_VALUE);
                try (var network = open()) {
                    network.refresh();
                    mine();
                    network.refresh();
                    var line = new EmberWallet(network).activity(1).getFirst();
                    boolean paid = line.stage() != Activity.Stage.CANCELLED;
                    outcomes.add(line.stage());
                    assertThat(practice.balances(recipient).ember())
                            .as(intent)
                            .isEqualTo(paid ? Wei.of(7) : Wei.ZERO);
                    assertThat(used()).as(intent).isEqualTo(++nonces);
                }
            }
        }
        assertThat(outcomes).contains(Activity.Stage.CANCELLED).hasSize(2);
        assertThat(nonces).isGreaterThan(15);
    }

    @Test
    void refusesWhatDoesNotWaitOrIsNotOurs() {
        var stranger = EthereumKey.random(Practice.RANDOM);
        try (var network = open()) {
            var wallet = new EmberWallet(network);
            pending(wallet.send("pay", to, ONE, sender));
            assertThat(wallet.cancel("pay", stranger))
                    .isEqualTo(new TxResult.Refused(Refusal.OTHER_ACCOUNT, Optional.empty()));
            assertThat(wallet.speedUp("0x" + "ab".repeat(32), sender))
                    .isEqualTo(new TxResult.Refused(Refusal.UNKNOWN_TRANSACTION, Optional.empty()));
            assertThat(wallet.send("too-much", to, Wei.ofEmber("99"), sender))
                    .isInstanceOf(TxResult.Refused.class);
            assertThat(wallet.cancel("too-much", sender))
                    .isEqualTo(new TxResult.Refused(Refusal.NOT_WAITING, Optional.empty()));
        }
    }

    @Test
    void doesNotSpeedUpBeyondTheFeeCap() {
        try (var network = open()) {
            pending(new EmberWallet(network).send("pay", to, ONE, sender));
        }
        var capped = new SendPolicy(BigInteger.ZERO, Duration.ofMillis(1), Duration.ofMillis(3));
        try (var network =
                EmberNetwork.open(practice.profile, journal, capped, InstantSource.system())) {
            assertThat(new EmberWallet(network).speedUp("pay", sender))
                    .isInstanceOfSatisfying(
                            TxResult.Refused.class,
                            r -> assertThat(r.reason()).isEqualTo(Refusal.FEE_TOO_HIGH));
        }
    }
}
