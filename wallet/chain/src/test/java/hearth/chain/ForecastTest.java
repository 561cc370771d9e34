package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.chain.BalanceChange.Asset;
import hearth.keys.Address;
import hearth.keys.EthereumKey;
import hearth.keys.TransactionSigner;
import hearth.protocol.Json;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/// What a wish would change, before it is signed, and that nothing else is signed.
final class ForecastTest {
    private static final Wei TEN = Wei.ofEmber("10");
    private static final Wei ONE = Wei.ofEmber("1");

    @TempDir static Path folder;
    private static Practice practice;
    private static LossyProxy proxy;

    private final EthereumKey sender = EthereumKey.random(Practice.RANDOM);
    private final Address me = sender.address();
    private final Address to = EthereumKey.random(Practice.RANDOM).address();
    private final String intent = UUID.randomUUID().toString();

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
    void tenEmber() {
        proxy.lie = (call, answer) -> answer;
        give(me);
    }

    private static void give(Address account) {
        Practice.included(
                practice.wallet.send(
                        UUID.randomUUID().toString(), account, TEN, practice.operator()));
    }

    private static Forecast.Expected expected(Forecast forecast) {
        assertThat(forecast).isInstanceOf(Forecast.Expected.class);
        return (Forecast.Expected) forecast;
    }

    private Forecast.Expected forecast(Function<TransactionSigner, TxResult> wish) {
        return expected(practice.wallet.forecast(me, wish));
    }

    private static BalanceChange change(Address account, Asset asset, Wei more) {
        return new BalanceChange(account, asset, more.value());
    }

    private static BalanceChange less(Address account, Asset asset, Wei less) {
        return new BalanceChange(account, asset, less.value().negate());
    }

    private static EmberNetwork through(URI node) {
        var p = practice.profile;
        return Practice.open(
                with(p, List.of(node), p.codeHashes()), folder.resolve(UUID.randomUUID() + ".db"));
    }

    private static NetworkProfile with(
            NetworkProfile p, List<URI> nodes, SortedMap<String, String> codes) {
        return new NetworkProfile(
                p.name(),
                p.chainId(),
                p.genesisHash(),
                nodes,
                p.token(),
                p.rewards(),
                p.staking(),
                codes,
                p.confirmations());
    }

    private static long used(Address account) {
        return practice.chain.node().includedCount(account);
    }

    @Test
    void aPaymentShowsWhatLeavesAndWhatArrivesAndHappensSo() {
        var seen = forecast(s -> practice.wallet.send(intent, to, ONE, s));
        assertThat(seen.isTried()).isTrue();
        assertThat(seen.highestFee()).contains(BigInteger.ZERO);
        assertThat(seen.changes())
                .containsExactlyInAnyOrder(
                        less(me, Asset.EMBER, ONE), change(to, Asset.EMBER, ONE));
        assertThat(used(me)).isZero();
        assertThat(practice.wallet.activity(intent)).isEmpty();

        Practice.included(practice.wallet.send(intent, to, ONE, sender));
        assertThat(practice.balances(me).ember()).isEqualTo(TEN.minus(ONE));
        assertThat(practice.balances(to).ember()).isEqualTo(ONE);
        assertThat(practice.wallet.forecast(me, s -> practice.wallet.send(intent, to, ONE, s)))
                .isInstanceOfSatisfying(
                        Forecast.Decided.class,
                        d -> assertThat(d.result()).isInstanceOf(TxResult.Included.class));
    }

    @Test
    void stakingShowsEmberThatBecomesStakeAndTheWayBack() {
        var wallet = practice.wallet;
        assertThat(forecast(s -> wallet.stake(intent, ONE, s)).changes())
                .containsExactlyInAnyOrder(
                        less(me, Asset.EMBER, ONE), change(me, Asset.STAKE, ONE));
        Practice.included(wallet.stake(intent, ONE, sender));
        practice.advance(Duration.ofSeconds(30));
        assertThat(forecast(s -> wallet.unstake(intent + "back", ONE, s)).changes())
                .containsExactly(less(me, Asset.STAKE, ONE));
        var yield = forecast(s -> wallet.claimYield(intent + "yield", s)).changes();
        assertThat(yield)
                .singleElement()
                .satisfies(c -> assertThat(c.asset()).isEqualTo(Asset.EMBER))
                .satisfies(c -> assertThat(c.delta()).isPositive());
    }

    @Test
    void aClaimShowsWhatTheAccountGetsWhoeverSendsIt() {
        var proof = practice.post(1, to, ONE);
        practice.advance(Duration.ofSeconds(2));
        assertThat(forecast(s -> practice.wallet.claim(proof, s)).changes())
                .containsExactly(change(to, Asset.EMBER, ONE));
    }

    @Test
    void whatTheContractRefusesIsSaidBeforeAnythingIsSigned() {
        var much = Wei.ofEmber("11");
        assertThat(practice.wallet.forecast(me, s -> practice.wallet.send(intent, to, much, s)))
                .isEqualTo(refused(Refusal.INSUFFICIENT_EMBER));
        assertThat(practice.wallet.forecast(me, s -> practice.wallet.stake(intent, much, s)))
                .isEqualTo(refused(Refusal.INSUFFICIENT_EMBER));
        var token = practice.profile.token();
        assertThat(practice.wallet.forecast(me, s -> practice.wallet.send(intent, token, ONE, s)))
                .isEqualTo(refused(Refusal.RECIPIENT_IS_CONTRACT));
    }

    private static Forecast refused(Refusal reason) {
        return new Forecast.Decided(new TxResult.Refused(reason, Optional.empty()));
    }

    /// Real code with a fee stands where the token stood, and the profile says that it should.
    @Test
    void aTokenThatKeepsAPartOfATransferGetsNothingSigned() throws IOException {
        var node = practice.chain.node();
        var token = practice.profile.token();
        var code =
                ((RpcAnswer.Result) node.call("eth_getCode", token.value(), "latest"))
                        .value()
                        .asString();
        node.call("anvil_setCode", token.value(), "0x" + feeToken());
        try {
            var codes = new TreeMap<>(practice.profile.codeHashes());
            codes.put("token", node.codeHash(token).orElseThrow());
            var other = with(practice.profile, List.of(practice.chain.rpc()), codes);
            try (var network = Practice.open(other, folder.resolve(intent + ".db"))) {
                var wallet = new EmberWallet(network);
                assertThat(wallet.send(intent, to, ONE, sender))
                        .isEqualTo(new TxResult.Refused(Refusal.EFFECT_DIFFERS, Optional.empty()));
                assertThat(wallet.forecast(me, s -> wallet.send(intent, to, ONE, s)))
                        .isEqualTo(refused(Refusal.EFFECT_DIFFERS));
            }
        } finally {
            node.call("anvil_setCode", token.value(), code);
        }
        assertThat(used(me)).isZero();
    }

    private static String feeToken() throws IOException {
        try (var in = ForecastTest.class.getResourceAsStream("FeeToken.hex")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII)
                    .strip();
        }
    }

    @Test
    void aNodeThatDoesNotSimulateMakesTheCallItselfSpeakAndItIsSaidSo() {
        proxy.lie =
                (call, answer) ->
                        call.contains("eth_simulateV1")
                                ? "{\"jsonrpc\":\"2.0\",\"id\":"
                                        + Json.mapper().readTree(call).path("id").asLong()
                                        + ",\"error\":{\"code\":-32601,\"message\":\"no\"}}"
                                : answer;
        try (var network = through(proxy.uri())) {
            var wallet = new EmberWallet(network);
            var seen = expected(wallet.forecast(me, s -> wallet.send(intent, to, ONE, s)));
            assertThat(seen.isTried()).isFalse();
            assertThat(seen.changes())
                    .containsExactly(less(me, Asset.EMBER, ONE), change(to, Asset.EMBER, ONE));
            var stake = expected(wallet.forecast(me, s -> wallet.stake(intent + "s", ONE, s)));
            assertThat(stake.isTried()).isFalse();
            Practice.included(wallet.send(intent, to, ONE, sender));
        }
    }

    @Test
    void severalNodesTryTheSameAndALiarAmongThemChangesNothing() {
        proxy.lie =
                (call, answer) ->
                        call.contains("eth_simulateV1")
                                ? answer.replace("\"status\":\"0x1\"", "\"status\":\"0x0\"")
                                : answer;
        var p = practice.profile;
        var straight = practice.chain.rpc();
        var nodes = List.of(proxy.uri(), straight, URI.create(straight + "/"));
        try (var network =
                Practice.open(with(p, nodes, p.codeHashes()), folder.resolve(intent + ".db"))) {
            var wallet = new EmberWallet(network);
            var seen = expected(wallet.forecast(me, s -> wallet.send(intent, to, ONE, s)));
            assertThat(seen.isTried()).isTrue();
            assertThat(seen.changes()).hasSize(2);
            assertThat(network.findings())
                    .anySatisfy(f -> assertThat(f.node()).isEqualTo(proxy.uri()))
                    .anySatisfy(f -> assertThat(f.about()).isEqualTo("trial"));
        }
    }

    @Test
    void aStrangersContractIsPaidOnlyWhenThatIsMeant() {
        var program = EthereumKey.random(Practice.RANDOM).address();
        practice.chain.node().call("anvil_setCode", program.value(), "0x00");
        assertThat(
                        forecast(by -> practice.wallet.send("x", program, ONE, by))
                                .needsContractConsent())
                .isTrue();
        assertThat(forecast(by -> practice.wallet.send("x", to, ONE, by)).needsContractConsent())
                .isFalse();
        assertThat(practice.wallet.send(intent, program, ONE, sender))
                .isEqualTo(new TxResult.Refused(Refusal.RECIPIENT_HAS_CODE, Optional.empty()));
        practice.wallet.acceptContract(intent, to);
        assertThat(practice.wallet.send(intent, program, ONE, sender))
                .as("somebody else was accepted")
                .isEqualTo(new TxResult.Refused(Refusal.RECIPIENT_HAS_CODE, Optional.empty()));
        practice.wallet.acceptContract(intent, program);
        Practice.included(practice.wallet.send(intent, program, ONE, sender));
        assertThat(practice.balances(program).ember()).isEqualTo(ONE);
    }

    /// EIP-7702: the account still has its key.
    @Test
    void aPersonsAccountThatLendsItselfAProgramIsNoContract() {
        var lent = "0xef0100" + "12".repeat(Address.BYTES);
        practice.chain.node().call("anvil_setCode", to.value(), lent);
        assertThat(forecast(by -> practice.wallet.send("x", to, ONE, by)).needsContractConsent())
                .isFalse();
        Practice.included(practice.wallet.send(intent, to, ONE, sender));
    }

    @Test
    void onlyExactlyWhatWasAskedPasses() {
        var pay = intent(Activity.Kind.SEND, Optional.of(to));
        var asked = List.of(less(me, Asset.EMBER, ONE), change(to, Asset.EMBER, ONE));
        assertThat(effect(asked).isOf(pay)).isTrue();
        for (var wrong :
                List.of(
                        List.of(less(me, Asset.EMBER, TEN), change(to, Asset.EMBER, ONE)),
                        List.of(less(me, Asset.EMBER, ONE), change(to, Asset.EMBER, Wei.of(1))),
                        List.<BalanceChange>of())) {
            assertThat(effect(wrong).isOf(pay)).as("%s", wrong).isFalse();
        }
        for (var besides : Map.of(Asset.COIN, -1, Asset.STAKE, -1, Asset.ALLOWANCE, 1).entrySet()) {
            var more = new ArrayList<>(asked);
            more.add(
                    new BalanceChange(
                            me, besides.getKey(), BigInteger.valueOf(besides.getValue())));
            assertThat(effect(more).isOf(pay)).as("%s", besides).isFalse();
        }
        var vote = intent(Activity.Kind.VOTE, Optional.empty());
        assertThat(effect(List.of()).isOf(vote)).isTrue();
        assertThat(effect(List.of(less(me, Asset.EMBER, Wei.of(1)))).isOf(vote)).isFalse();
    }

    private Intent intent(Activity.Kind kind, Optional<Address> whom) {
        return new Intent(intent, kind, me, ONE, whom, Optional.of(to), "0x");
    }

    private static Effect effect(List<BalanceChange> changes) {
        return new Effect(changes, Optional.of(BigInteger.ZERO), Optional.of(BigInteger.ONE));
    }
}
