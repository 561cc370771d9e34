package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.keys.Address;
import hearth.keys.EthereumKey;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What was signed is dead only when something else has its nonce, whatever a node answers to the
/// same bytes; on a real chain.
final class ResendingTest {
    private static final Wei ONE = Wei.ofEmber("1");

    @TempDir static Path folder;
    static Practice practice;
    static LossyProxy proxy;

    private final EthereumKey sender = EthereumKey.random(Practice.RANDOM);
    private final Address to = EthereumKey.random(Practice.RANDOM).address();
    private final Path journal = folder.resolve(UUID.randomUUID() + ".db");
    private Duration later = Duration.ZERO;

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
        proxy.lie = (call, answer) -> answer;
        proxy.refusal = Optional.empty();
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

    /// Who does not wait for blocks.
    private EmberNetwork hasty(URI node) {
        var practice = SendPolicy.practice();
        return EmberNetwork.open(
                through(node),
                journal,
                new SendPolicy(practice.maxFeePerGas(), Duration.ofMillis(1), Duration.ofMillis(3)),
                () -> Instant.now().plus(later));
    }

    private static void holdBlocksBack(Runnable meanwhile) {
        practice.chain.node().call("evm_setAutomine", false);
        try {
            meanwhile.run();
        } finally {
            practice.chain.node().call("evm_setAutomine", true);
            practice.chain.node().call("evm_mine");
        }
    }

    private static Activity.Stage stage(EmberWallet wallet, String intent) {
        return wallet.activity(intent).orElseThrow().stage();
    }

    /// What waits is sent again every few seconds; nodes answer that in words of their own.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Known transaction",
                "txpool is full",
                "transaction max fee per gas less than block base fee",
                "insufficient funds for gas * price + value"
            })
    void whatANodeOnceTookIsNotCalledRefused(String answer) {
        try (var network = hasty(proxy.uri())) {
            var wallet = new EmberWallet(network);
            holdBlocksBack(
                    () -> {
                        assertThat(wallet.send("pay", to, ONE, sender))
                                .isInstanceOf(TxResult.Pending.class);
                        proxy.lie =
                                (call, truth) ->
                                        call.contains("eth_sendRawTransaction")
                                                ? LossyProxy.error(call, answer)
                                                : truth;
                        network.refresh();
                        assertThat(stage(wallet, "pay")).isEqualTo(Activity.Stage.SENT);
                    });
            network.refresh();
            assertThat(stage(wallet, "pay")).isEqualTo(Activity.Stage.FINAL);
        }
        assertThat(practice.balances(to).ember()).isEqualTo(ONE);
    }

    /// Such as a load balancer whose node took it before the answer got lost.
    @Test
    void anErrorToWhatTheNodeTookAllTheSameIsNoRefusal() {
        proxy.lie =
                (call, truth) ->
                        call.contains("eth_sendRawTransaction")
                                ? LossyProxy.error(call, "request limit reached")
                                : truth;
        try (var network = hasty(proxy.uri())) {
            holdBlocksBack(
                    () ->
                            assertThat(new EmberWallet(network).send("pay", to, ONE, sender))
                                    .isInstanceOf(TxResult.Pending.class));
        }
    }

    @Test
    void whatWasRefusedAndComesIntoABlockAllTheSameIsFound() {
        proxy.refusal = Optional.of("txpool is full");
        try (var network = hasty(proxy.uri())) {
            var wallet = new EmberWallet(network);
            assertThat(wallet.send("pay", to, ONE, sender))
                    .isInstanceOfSatisfying(
                            TxResult.Refused.class,
                            r -> assertThat(r.reason()).isEqualTo(Refusal.NOT_ACCEPTED));
            network.refresh();
            assertThat(stage(wallet, "pay")).isEqualTo(Activity.Stage.REFUSED);
            var raw = network.transactions().entry("pay").orElseThrow().raw();
            practice.chain.node().broadcast(raw);
            network.refresh();
            assertThat(stage(wallet, "pay")).isEqualTo(Activity.Stage.FINAL);
        }
        assertThat(practice.balances(to).ember()).isEqualTo(ONE);
    }

    /// What was refused is sent by its owner once more: under the same nonce, so that whatever a
    /// node kept of it, one of the two happens. The other stays refused and is asked for no more.
    /// With the same amount both have the very same bytes.
    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void whatTakesTheNonceOfTheRefusedPaysOnce(String amount) {
        proxy.refusal = Optional.of("txpool is full");
        try (var network = hasty(proxy.uri())) {
            var wallet = new EmberWallet(network);
            assertThat(wallet.send("pay", to, ONE, sender)).isInstanceOf(TxResult.Refused.class);
            proxy.refusal = Optional.empty();
            Practice.included(wallet.send("again", to, Wei.ofEmber(amount), sender));
            var raw = network.transactions().entry("pay").orElseThrow().raw();
            practice.chain.node().broadcast(raw);
            var journal = network.transactions().journal();
            network.refresh();
            assertThat(isForgotten(journal, "pay")).isEqualTo(amount.equals("1"));
            later = Duration.ofMinutes(1);
            network.refresh();
            assertThat(isForgotten(journal, "pay")).isTrue();
            assertThat(wallet.send("pay", to, ONE, sender))
                    .isInstanceOfSatisfying(
                            TxResult.Refused.class,
                            r -> assertThat(r.reason()).isEqualTo(Refusal.NOT_ACCEPTED));
        }
        assertThat(used()).isEqualTo(1);
        assertThat(practice.balances(to).ember()).isEqualTo(Wei.ofEmber(amount));
    }

    private static boolean isForgotten(Journal journal, String id) {
        return journal.unsettled(0).stream().noneMatch(e -> e.id().equals(id));
    }

    /// As two processes leave it, one of which was refused after the other had signed.
    @Test
    void theNextOneFillsTheGapThatARefusedOneLeft() {
        proxy.loss = LossyProxy.Loss.TRANSACTIONS;
        try (var network = hasty(proxy.uri())) {
            var wallet = new EmberWallet(network);
            assertThat(wallet.send("refused", to, ONE, sender))
                    .isInstanceOf(TxResult.Pending.class);
            assertThat(wallet.send("waits", to, ONE, sender))
                    .isEqualTo(wallet.send("waits", to, ONE, sender))
                    .isInstanceOfSatisfying(
                            TxResult.Pending.class, p -> assertThat(p.nonce()).isEqualTo(1));
            network.transactions()
                    .journal()
                    .gaveUp("refused", Journal.State.REJECTED, Refusal.NOT_ACCEPTED);
            proxy.loss = LossyProxy.Loss.NOTHING;
            var next = Practice.included(wallet.send("next", to, ONE, sender));
            assertThat(next.nonce()).isZero();
            network.refresh();
            Practice.included(wallet.send("waits", to, ONE, sender));
        }
        assertThat(practice.balances(to).ember()).isEqualTo(Wei.ofEmber("2"));
    }

    private long used() {
        return practice.chain.node().includedCount(sender.address());
    }
}
