package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.keys.Address;
import hearth.keys.EthereumKey;
import hearth.keys.SignedTransaction;
import hearth.keys.TransactionSigner;
import hearth.keys.UnsignedTransaction;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Limits that an owner sets, on a real chain.
final class SpendingTest {
    private static final SpendingLimits FOUR_AND_TEN =
            new SpendingLimits(Optional.of(Wei.ofEmber("4")), Optional.of(Wei.ofEmber("10")));

    @TempDir static Path folder;
    static Practice practice;

    private final EthereumKey sender = EthereumKey.random(Practice.RANDOM);
    private final Address to = EthereumKey.random(Practice.RANDOM).address();
    private final Path journal = folder.resolve(UUID.randomUUID() + ".db");
    private Instant now = Instant.now();

    @BeforeAll
    static void start() {
        practice = new Practice(folder.resolve("practice"));
    }

    @AfterAll
    static void stop() {
        practice.close();
    }

    private EmberNetwork open() {
        return EmberNetwork.open(practice.profile, journal, SendPolicy.practice(), () -> now);
    }

    private static void refused(TxResult result, Refusal why) {
        assertThat(result).isEqualTo(new TxResult.Refused(why, Optional.empty()));
    }

    @Test
    void nothingAboveALimitIsSigned() {
        Practice.included(
                practice.wallet.send(
                        "gift", sender.address(), Wei.ofEmber("100"), practice.operator()));
        try (var network = open()) {
            new EmberWallet(network).limit(FOUR_AND_TEN);
        }
        try (var network = open()) {
            var wallet = new EmberWallet(network);
            assertThat(wallet.limits()).isEqualTo(FOUR_AND_TEN);
            refused(
                    wallet.send("large", to, Wei.ofEmber("4.000000000000000001"), sender),
                    Refusal.ABOVE_PAYMENT_LIMIT);
            Practice.included(wallet.send("one", to, Wei.ofEmber("4"), sender));
            Practice.included(wallet.send("two", to, Wei.ofEmber("4"), sender));
            refused(wallet.send("three", to, Wei.ofEmber("3"), sender), Refusal.ABOVE_DAY_LIMIT);
            assertThat(wallet.activity("three").orElseThrow().hash()).isEmpty();
            // The same wish again is no other payment, and staking pays nobody.
            Practice.included(wallet.send("two", to, Wei.ofEmber("4"), sender));
            Practice.included(wallet.stake("stake", Wei.ofEmber("50"), sender));
            assertThat(wallet.sentToday(now)).isEqualTo(Wei.ofEmber("8"));
            now = now.plus(Duration.ofHours(25));
            Practice.included(wallet.send("three", to, Wei.ofEmber("3"), sender));
        }
        assertThat(practice.balances(to).ember()).isEqualTo(Wei.ofEmber("11"));
    }

    /// The sender and this one have 10 EMBER more than before.
    private EthereumKey secondOfTwoWithTen() {
        var second = EthereumKey.random(Practice.RANDOM);
        for (var account : List.of(sender, second)) {
            Practice.included(
                    practice.wallet.send(
                            "gift " + account.address(),
                            account.address(),
                            Wei.ofEmber("10"),
                            practice.operator()));
        }
        return second;
    }

    /// One open wallet signs for each of its accounts.
    @Test
    void theLimitOfADayIsOneForAllAccounts() {
        var second = secondOfTwoWithTen();
        try (var network = open()) {
            var wallet = new EmberWallet(network);
            wallet.limit(new SpendingLimits(Optional.empty(), Optional.of(Wei.ofEmber("10"))));
            Practice.included(wallet.send("first", to, Wei.ofEmber("6"), sender));
            refused(wallet.send("second", to, Wei.ofEmber("6"), second), Refusal.ABOVE_DAY_LIMIT);
            Practice.included(wallet.send("rest", to, Wei.ofEmber("4"), second));
            assertThat(wallet.sentToday(now)).isEqualTo(Wei.ofEmber("10"));
        }
    }

    /// What another signer is asked to sign may lie there for days before it is signed.
    @Test
    void whatWasPreparedLongAgoCountsOnTheDayOnWhichItIsSent() {
        var second = secondOfTwoWithTen();
        try (var network = open()) {
            var wallet = new EmberWallet(network);
            wallet.limit(new SpendingLimits(Optional.empty(), Optional.of(Wei.ofEmber("10"))));
            var signing = new ExternalSigning(network);
            var first = prepared(signing, wallet, "first", sender);
            var other = prepared(signing, wallet, "other", second);
            now = now.plus(Duration.ofHours(25));
            Practice.included(submitted(signing, "first", first));
            assertThat(wallet.sentToday(now)).isEqualTo(Wei.ofEmber("6"));
            refused(submitted(signing, "other", other), Refusal.ABOVE_DAY_LIMIT);
            now = now.plus(Duration.ofHours(25));
            Practice.included(submitted(signing, "other", other));
        }
        assertThat(practice.balances(to).ember()).isEqualTo(Wei.ofEmber("12"));
    }

    /// @return raw bytes of six EMBER
    private String prepared(
            ExternalSigning signing, EmberWallet wallet, String intent, EthereumKey from) {
        return switch (signing.prepare(
                from.address(), s -> wallet.send(intent, to, Wei.ofEmber("6"), s))) {
            case ExternalSigning.Preparation.ToSign(var prepared) ->
                    from.sign(prepared.transaction()).raw();
            case ExternalSigning.Preparation.Known known -> throw new AssertionError(known);
        };
    }

    private static TxResult submitted(ExternalSigning signing, String intent, String raw) {
        return switch (signing.submit(intent, raw)) {
            case ExternalSigning.Submission.Sent(var result) -> result;
            case ExternalSigning.Submission other -> throw new AssertionError(other);
        };
    }

    /// Each of two programs has seen that its payment fits before either signed.
    @Test
    void twoProgramsAtTheSameMomentDoNotPassTheLimitOfADayTogether() throws Exception {
        var owner = EthereumKey.random(Practice.RANDOM);
        Practice.included(
                practice.wallet.send(
                        "gift-two", owner.address(), Wei.ofEmber("100"), practice.operator()));
        var bothSign = new CyclicBarrier(2);
        try (var one = open();
                var other = open();
                var both = Executors.newVirtualThreadPerTaskExecutor()) {
            new EmberWallet(one)
                    .limit(new SpendingLimits(Optional.empty(), Optional.of(Wei.ofEmber("10"))));
            var signer = meeting(owner, bothSign);
            var results =
                    both
                            .invokeAll(
                                    List.<Callable<TxResult>>of(
                                            () -> six("program one", one, signer),
                                            () -> six("program two", other, signer)))
                            .stream()
                            .map(Future::resultNow)
                            .toList();
            assertThat(results)
                    .hasAtLeastOneElementOfType(TxResult.Included.class)
                    .contains(new TxResult.Refused(Refusal.ABOVE_DAY_LIMIT, Optional.empty()));
        }
        assertThat(practice.chain.node().includedCount(owner.address())).isEqualTo(1);
    }

    private TxResult six(String intent, EmberNetwork network, TransactionSigner signer) {
        return new EmberWallet(network).send(intent, to, Wei.ofEmber("6"), signer);
    }

    private static TransactionSigner meeting(EthereumKey key, CyclicBarrier bothSign) {
        return new TransactionSigner() {
            @Override
            public Address address() {
                return key.address();
            }

            @Override
            public SignedTransaction sign(UnsignedTransaction transaction) {
                try {
                    bothSign.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                    throw new IllegalStateException(e);
                }
                return key.sign(transaction);
            }
        };
    }

    @Test
    void whatIsAskedForAgainCountsAsWhatItIsNow() {
        var owner = EthereumKey.random(Practice.RANDOM);
        Practice.included(
                practice.wallet.send(
                        "gift-again", owner.address(), Wei.ofEmber("5"), practice.operator()));
        try (var network = open()) {
            var wallet = new EmberWallet(network);
            refused(wallet.send("again", to, Wei.ofEmber("6"), owner), Refusal.INSUFFICIENT_EMBER);
            now = now.plus(Duration.ofHours(30));
            Practice.included(wallet.send("again", to, Wei.ofEmber("3"), owner));
            assertThat(wallet.sentToday(now)).isEqualTo(Wei.ofEmber("3"));
        }
    }

    @Test
    void looserIsWhateverAllowsMore() {
        var none = SpendingLimits.none();
        var five = new SpendingLimits(Optional.of(Wei.ofEmber("5")), Optional.empty());
        assertThat(none.isLooserThan(none)).isFalse();
        assertThat(FOUR_AND_TEN.isLooserThan(none)).isFalse();
        assertThat(none.isLooserThan(FOUR_AND_TEN)).isTrue();
        assertThat(five.isLooserThan(FOUR_AND_TEN)).isTrue();
        assertThat(FOUR_AND_TEN.isLooserThan(five)).isFalse();
        assertThat(FOUR_AND_TEN.isLooserThan(FOUR_AND_TEN)).isFalse();
    }
}
