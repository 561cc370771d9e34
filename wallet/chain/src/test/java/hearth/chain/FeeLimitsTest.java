package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.keys.Address;
import hearth.keys.EthereumKey;
import hearth.protocol.ClaimProof;
import hearth.protocol.Wei;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// What an owner pays at most, on a real chain whose next block asks for a gwei for each gas.
final class FeeLimitsTest {
    private static final BigDecimal TWENTIETH = new BigDecimal("0.05");
    private static final Wei HUNDRED = Wei.ofEmber("100");

    /// A coin is worth 2500, an EMBER 0.1: 100 EMBER are 10, and a twentieth of it is 0.0002 coins.
    private static final Optional<FeeLimits.Prices> PRICES =
            Optional.of(new FeeLimits.Prices("EUR", new BigDecimal("2500"), new BigDecimal("0.1")));

    private static final BigInteger SHARE = Wei.ofEmber("0.0002").value();

    @TempDir static Path folder;
    private static Practice practice;

    @BeforeAll
    static void start() {
        practice = new Practice(folder.resolve("practice"));
    }

    @AfterAll
    static void stop() {
        practice.close();
    }

    private static FeeLimits limits(Optional<BigInteger> coins, Optional<BigDecimal> money) {
        return new FeeLimits(coins, money, TWENTIETH, PRICES);
    }

    @Test
    void countsInCoinsInMoneyAndAsAShareOfTheAmount() {
        var free = limits(Optional.empty(), Optional.empty());
        assertThat(free.refuses(SHARE, HUNDRED, Optional.empty())).isEmpty();
        var more = SHARE.add(BigInteger.ONE);
        assertThat(free.refuses(more, HUNDRED, Optional.empty())).contains(Refusal.FEE_ABOVE_SHARE);
        assertThat(free.refuses(more, HUNDRED, Optional.of(more))).isEmpty();
        assertThat(free.refuses(more, HUNDRED, Optional.of(SHARE)))
                .contains(Refusal.FEE_ABOVE_SHARE);
        // A vote is about no amount, and without prices a share is not known.
        assertThat(free.refuses(more, Wei.ZERO, Optional.empty())).isEmpty();
        assertThat(FeeLimits.standard().refuses(more, Wei.of(1), Optional.empty())).isEmpty();
        var sight = free.look(SHARE, HUNDRED);
        assertThat(sight.money().orElseThrow()).isEqualByComparingTo("0.5");
        assertThat(sight.share().orElseThrow()).isEqualByComparingTo("0.05");
    }

    @Test
    void noConsentLiftsACap() {
        var yes = Optional.of(BigInteger.TEN.pow(18));
        var coins = limits(Optional.of(SHARE), Optional.empty());
        assertThat(coins.refuses(SHARE, HUNDRED, yes)).isEmpty();
        assertThat(coins.refuses(SHARE.add(BigInteger.ONE), HUNDRED, yes))
                .contains(Refusal.FEE_ABOVE_CAP);
        var money = limits(Optional.empty(), Optional.of(new BigDecimal("0.49")));
        assertThat(money.refuses(SHARE, HUNDRED, yes)).contains(Refusal.FEE_ABOVE_CAP);
    }

    @Test
    void looserIsWhateverAllowsMoreAndOtherPrices() {
        var strict = limits(Optional.of(SHARE), Optional.of(BigDecimal.ONE));
        assertThat(strict.isLooserThan(strict)).isFalse();
        assertThat(strict.isLooserThan(FeeLimits.standard())).isFalse();
        assertThat(FeeLimits.standard().isLooserThan(strict)).isTrue();
        assertThat(limits(Optional.of(SHARE), Optional.empty()).isLooserThan(strict)).isTrue();
        var cheaper = new FeeLimits.Prices("EUR", BigDecimal.ONE, new BigDecimal("0.1"));
        assertThat(
                        new FeeLimits(
                                        strict.coins(),
                                        strict.money(),
                                        TWENTIETH,
                                        Optional.of(cheaper))
                                .isLooserThan(strict))
                .isTrue();
        assertThatThrownBy(
                        () ->
                                new FeeLimits(
                                        Optional.empty(),
                                        Optional.of(BigDecimal.ONE),
                                        TWENTIETH,
                                        Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothingAboveACapOrAnUnacceptedShareIsSigned() {
        var sender = EthereumKey.random(Practice.RANDOM);
        var to = EthereumKey.random(Practice.RANDOM).address();
        var node = practice.chain.node();
        Practice.included(
                practice.wallet.send("gift", sender.address(), HUNDRED, practice.operator()));
        node.call("anvil_setBalance", sender.address().value(), "0xde0b6b3a7640000");
        var proof = practice.post(1, sender.address(), Wei.ofEmber("1"));
        practice.advance(Duration.ofMinutes(2));
        var file = folder.resolve(UUID.randomUUID() + ".db");
        var policy = SendPolicy.standard();
        try (var network =
                EmberNetwork.open(
                        practice.profile,
                        file,
                        new SendPolicy(
                                policy.maxFeePerGas(),
                                SendPolicy.practice().poll(),
                                SendPolicy.practice().patience()),
                        InstantSource.system())) {
            var wallet = new EmberWallet(network);
            node.call("anvil_setNextBlockBaseFeePerGas", "0x3b9aca00");
            node.call("evm_mine");
            var one = Wei.ofEmber("1");
            var seen =
                    (Forecast.Expected)
                            wallet.forecast(sender.address(), s -> wallet.send("pay", to, one, s));
            assertThat(seen.fee()).isEqualTo(FeeSight.unknown());
            var fee = seen.highestFee().orElseThrow();
            assertThat(fee).isGreaterThan(Wei.ofEmber("0.0001").value());

            wallet.limitFees(limits(Optional.of(fee.shiftRight(1)), Optional.empty()));
            refused(wallet.send("pay", to, one, sender), Refusal.FEE_ABOVE_CAP);
            wallet.limitFees(limits(Optional.empty(), Optional.of(new BigDecimal("0.01"))));
            refused(wallet.send("pay", to, one, sender), Refusal.FEE_ABOVE_CAP);

            wallet.limitFees(limits(Optional.empty(), Optional.empty()));
            assertThat(wallet.forecast(sender.address(), s -> wallet.send("pay", to, one, s)))
                    .isInstanceOfSatisfying(
                            Forecast.Expected.class,
                            e -> assertThat(e.fee().needsConsent()).isTrue());
            refused(wallet.send("pay", to, one, sender), Refusal.FEE_ABOVE_SHARE);
            adviseToWaitWithTheClaimOnly(wallet, proof, sender.address(), to);
            assertThat(wallet.activity("pay").orElseThrow().hash()).isEmpty();
            assertThat(node.includedCount(sender.address())).isZero();

            wallet.acceptFee("pay", fee.shiftLeft(1));
            // Whoever has no coins for the fee yet signs nothing, and may ask for the same again.
            node.call("anvil_setBalance", sender.address().value(), "0x1");
            refused(wallet.send("pay", to, one, sender), Refusal.NOT_ENOUGH_GAS);
            node.call("anvil_setBalance", sender.address().value(), "0xde0b6b3a7640000");
            Practice.included(wallet.send("pay", to, one, sender));
        } finally {
            node.call("anvil_setNextBlockBaseFeePerGas", "0x0");
        }
        assertThat(practice.balances(to).ember()).isEqualTo(Wei.ofEmber("1"));
    }

    /// What is claimed adds up and is not lost; whom a payment is for may not wait.
    private static void adviseToWaitWithTheClaimOnly(
            EmberWallet wallet, ClaimProof proof, Address from, Address to) {
        var claim = (Forecast.Expected) wallet.forecast(from, s -> wallet.claim(proof, s));
        var worth = claim.fee().worthFrom().orElseThrow();
        assertThat(worth).isGreaterThan(Wei.ofEmber("1"));
        var sight = wallet.feeLimits().look(claim.highestFee().orElseThrow(), worth);
        assertThat(sight.needsConsent()).isFalse();
        assertThat(sight.share().orElseThrow()).isCloseTo(TWENTIETH, Percentage.withPercentage(1));
        var pays =
                (Forecast.Expected)
                        wallet.forecast(from, s -> wallet.send("x", to, Wei.ofEmber("1"), s));
        assertThat(pays.fee().needsConsent()).isTrue();
        assertThat(pays.fee().worthFrom()).isEmpty();
    }

    /// Stake does not grow by waiting and can be slashed meanwhile; a yield earns nothing before it
    /// is staked.
    @Test
    void nobodyIsAdvisedToWaitWithStake() {
        assertThat(Stream.of(Activity.Kind.values()).filter(Activity.Kind::canWait))
                .containsExactlyInAnyOrder(Activity.Kind.CLAIM, Activity.Kind.CLAIM_YIELD);
    }

    private static void refused(TxResult result, Refusal why) {
        assertThat(result).isEqualTo(new TxResult.Refused(why, Optional.empty()));
    }
}
