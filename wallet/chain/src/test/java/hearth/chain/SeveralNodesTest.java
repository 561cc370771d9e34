package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.keys.Address;
import hearth.keys.EthereumKey;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BinaryOperator;

/// A network with several nodes, some of which lie: each is a proxy before one real chain.
final class SeveralNodesTest {
    private static final Wei TEN = Wei.ofEmber("10");
    private static final Wei ONE = Wei.ofEmber("1");
    private static final String BALANCE_OF = Refusal.selector("balanceOf(address)");

    /// A busy machine is no reason to call a payment waiting.
    private static final SendPolicy PATIENT =
            new SendPolicy(
                    SendPolicy.practice().maxFeePerGas(),
                    SendPolicy.practice().poll(),
                    Duration.ofMinutes(1));

    @TempDir static Path folder;
    private static Practice practice;
    private static final List<LossyProxy> PROXIES = new ArrayList<>();

    private final EthereumKey sender = EthereumKey.random(Practice.RANDOM);
    private final Address to = EthereumKey.random(Practice.RANDOM).address();

    @BeforeAll
    static void start() throws IOException {
        practice = new Practice(folder.resolve("practice"));
        for (int i = 0; i < 3; i++) {
            PROXIES.add(new LossyProxy(practice.chain.rpc()));
        }
    }

    @AfterAll
    static void stop() {
        PROXIES.forEach(LossyProxy::close);
        practice.close();
    }

    @BeforeEach
    void honestNodesAndTenEmber() {
        PROXIES.forEach(
                p -> {
                    p.lie = SeveralNodesTest::noProofs;
                    p.loss = LossyProxy.Loss.NOTHING;
                    p.retryAfter = Optional.empty();
                });
        Practice.included(
                practice.wallet.send(
                        UUID.randomUUID().toString(), sender.address(), TEN, practice.operator()));
    }

    private static EmberNetwork open(int... proxies) {
        var nodes = Arrays.stream(proxies).mapToObj(i -> PROXIES.get(i).uri()).toList();
        return open(nodes);
    }

    private static EmberNetwork open(List<URI> nodes) {
        var p = practice.profile;
        return EmberNetwork.open(
                new NetworkProfile(
                        p.name(),
                        p.chainId(),
                        p.genesisHash(),
                        nodes,
                        p.token(),
                        p.rewards(),
                        p.staking(),
                        p.codeHashes(),
                        p.confirmations()),
                folder.resolve(UUID.randomUUID() + ".db"),
                PATIENT,
                InstantSource.system());
    }

    private static LossyProxy proxy(int index) {
        return PROXIES.get(index);
    }

    private static String truth(String call, String answer) {
        return answer;
    }

    /// Of a node that makes no proofs, so that calls must do.
    private static String noProofs(String call, String answer) {
        return call.contains("eth_getProof")
                ? answer.replaceFirst(
                        "\"result\":.*}", "\"error\":{\"code\":-32601,\"message\":\"\"}}")
                : answer;
    }

    /// Another result to calls that contain these words.
    private static BinaryOperator<String> instead(String words, String result) {
        return (call, answer) ->
                call.contains(words)
                        ? answer.replaceFirst("\"result\":.*}", "\"result\":" + result + "}")
                        : noProofs(call, answer);
    }

    private static String word(Wei amount) {
        return "\"0x%064x\"".formatted(amount.value());
    }

    private static Balances balances(EmberNetwork network, Address account) {
        return Practice.known(new EmberWallet(network).balances(account, Wei.ZERO));
    }

    @Test
    void honestNodesAgreeAndNothingIsSaidAboutThem() {
        try (var network = open(0, 1, 2)) {
            var balances = balances(network, sender.address());
            assertThat(balances.ember()).isEqualTo(TEN);
            assertThat(balances.findings()).isEmpty();
            Practice.included(new EmberWallet(network).send("pay", to, ONE, sender));
            assertThat(balances(network, to).ember()).isEqualTo(ONE);
            assertThat(Practice.known(new EmberWallet(network).positions(to)).findings()).isEmpty();
        }
    }

    @Test
    void oneLiarOfThreeIsOutvotedAndNamedUntilItSaysTheTruth() {
        proxy(1).lie = instead(BALANCE_OF, word(Wei.ofEmber("5000")));
        try (var network = open(0, 1, 2)) {
            var balances = balances(network, sender.address());
            assertThat(balances.ember()).isEqualTo(TEN);
            assertThat(balances.findings())
                    .singleElement()
                    .satisfies(
                            f -> {
                                assertThat(f.node()).isEqualTo(proxy(1).uri());
                                assertThat(f.kind()).isEqualTo(NodeFinding.Kind.OTHER_ANSWER);
                                assertThat(f.about()).isEqualTo("call " + BALANCE_OF);
                                assertThat('"' + f.said() + '"')
                                        .isEqualTo(word(Wei.ofEmber("5000")));
                                assertThat('"' + f.others() + '"').isEqualTo(word(TEN));
                            });
            Practice.included(new EmberWallet(network).send("pay", to, ONE, sender));
            proxy(1).lie = SeveralNodesTest::noProofs;
            assertThat(balances(network, to).findings()).isEmpty();
        }
    }

    @Test
    void betweenTwoNodesALieMakesNoBalanceAndNoSignature() {
        proxy(1).lie = instead("eth_call", word(Wei.ofEmber("5000")));
        try (var network = open(0, 1)) {
            var wallet = new EmberWallet(network);
            assertThat(wallet.balances(sender.address(), Wei.ZERO))
                    .isInstanceOfSatisfying(
                            Reading.Unreachable.class,
                            none ->
                                    assertThat(((Reading.Unreachable<?>) none).findings())
                                            .extracting(NodeFinding::node)
                                            .containsExactlyInAnyOrder(
                                                    proxy(0).uri(), proxy(1).uri()));
            proxy(1).lie = instead("eth_getCode", "\"0x00\"");
            assertThat(wallet.send("pay", to, ONE, sender))
                    .isEqualTo(new TxResult.Refused(Refusal.NODES_DISAGREE, Optional.empty()));
            assertThat(wallet.activity(1).getFirst().hash()).isEmpty();
            proxy(1).lie = SeveralNodesTest::noProofs;
            Practice.included(wallet.send("pay", to, ONE, sender));
        }
    }

    @Test
    void threeDifferentAnswersAreNone() {
        proxy(1).lie = instead(BALANCE_OF, word(Wei.ofEmber("11")));
        proxy(2).lie = instead(BALANCE_OF, word(Wei.ofEmber("12")));
        try (var network = open(0, 1, 2)) {
            assertThat(new EmberWallet(network).balances(sender.address(), Wei.ZERO))
                    .isInstanceOfSatisfying(
                            Reading.Unreachable.class,
                            none ->
                                    assertThat(((Reading.Unreachable<?>) none).findings())
                                            .hasSize(3));
        }
    }

    @Test
    void aProofFromOneHonestNodeOutweighsTwoThatLieTheSame() {
        var lie = instead(BALANCE_OF, word(Wei.ofEmber("5000")));
        proxy(0).lie = lie;
        proxy(1).lie = lie;
        try (var network = open(0, 1, 2)) {
            assertThat(balances(network, sender.address()).ember())
                    .as("without proofs most nodes are believed")
                    .isEqualTo(Wei.ofEmber("5000"));
            proxy(2).lie = SeveralNodesTest::truth;
            assertThat(balances(network, sender.address()).ember()).isEqualTo(TEN);
        }
    }

    @Test
    void aForgedProofIsRefusedAndItsNodeNamed() {
        // The last nibbles of the answer belong to the last node of the slot's proof.
        proxy(0).lie =
                (call, answer) ->
                        call.contains("eth_getProof")
                                ? answer.replaceFirst("[0-9a-f]{2}\"\\]}\\]", "01\"]}]")
                                : answer;
        proxy(1).lie = SeveralNodesTest::truth;
        try (var network = open(0, 1)) {
            var balances = balances(network, sender.address());
            assertThat(balances.ember()).isEqualTo(TEN);
            assertThat(balances.findings())
                    .isNotEmpty()
                    .allSatisfy(
                            f -> {
                                assertThat(f.node()).isEqualTo(proxy(0).uri());
                                assertThat(f.kind()).isEqualTo(NodeFinding.Kind.FALSE_PROOF);
                            });
        }
    }

    @Test
    void aNodeThatLagsIsNamedAndLeftOut() {
        practice.chain.node().call("anvil_mine", "0x40");
        proxy(2).lie = instead("eth_blockNumber", "\"0x1\"");
        try (var network = open(0, 1, 2)) {
            var balances = balances(network, sender.address());
            assertThat(balances.ember()).isEqualTo(TEN);
            assertThat(balances.findings())
                    .singleElement()
                    .satisfies(
                            f -> {
                                assertThat(f.node()).isEqualTo(proxy(2).uri());
                                assertThat(f.kind()).isEqualTo(NodeFinding.Kind.OTHER_HEIGHT);
                                assertThat(f.said()).isEqualTo("1");
                            });
        }
        try (var network = open(0, 2)) {
            assertThat(new EmberWallet(network).balances(sender.address(), Wei.ZERO))
                    .isInstanceOf(Reading.Unreachable.class);
        }
    }

    @Test
    void aNodeOnAnotherForkIsNamed() {
        var other = "\"0x" + "22".repeat(32) + "\"";
        proxy(0).lie =
                (call, answer) ->
                        call.contains("eth_getBlockByNumber") && !call.contains("\"0x0\"")
                                ? answer.replaceFirst(
                                        "\"hash\":\"0x[0-9a-f]{64}\"", "\"hash\":" + other)
                                : noProofs(call, answer);
        try (var network = open(0, 1, 2)) {
            var balances = balances(network, sender.address());
            assertThat(balances.ember()).isEqualTo(TEN);
            assertThat(balances.findings()).extracting(NodeFinding::about).containsExactly("block");
        }
    }

    @Test
    void aPaymentThatOnlyOneNodeClaimsIsNotBelieved() {
        try (var network = open(0, 1, 2)) {
            var wallet = new EmberWallet(network);
            PROXIES.forEach(p -> p.loss = LossyProxy.Loss.TRANSACTIONS);
            var pending = wallet.send("pay", to, ONE, sender);
            assertThat(pending).isInstanceOf(TxResult.Pending.class);
            proxy(0).lie =
                    instead(
                            "eth_getTransactionReceipt",
                            "{\"blockHash\":\"0x"
                                    + "33".repeat(32)
                                    + "\",\"blockNumber\":\"0x1\",\"gasUsed\":\"0x5208\",\"status\":\"0x1\"}");
            network.refresh();
            assertThat(wallet.activity(1).getFirst().stage()).isEqualTo(Activity.Stage.SENT);
            assertThat(network.findings())
                    .anySatisfy(
                            f -> {
                                assertThat(f.node()).isEqualTo(proxy(0).uri());
                                assertThat(f.about()).isEqualTo("receipt");
                                assertThat(f.others()).isEqualTo("not in a block");
                            });
            PROXIES.forEach(p -> p.loss = LossyProxy.Loss.NOTHING);
            Practice.included(wallet.send("pay", to, ONE, sender));
            assertThat(balances(network, to).ember()).isEqualTo(ONE);
        }
    }

    @Test
    void aReceiptThatOneNodeHidesStaysAndBetweenTwoNodesNothingChanges() {
        var hidden = instead("eth_getTransactionReceipt", "null");
        for (var nodes : List.of(new int[] {0, 1, 2}, new int[] {0, 1})) {
            proxy(0).lie = SeveralNodesTest::noProofs;
            try (var network = open(nodes)) {
                var wallet = new EmberWallet(network);
                Practice.included(wallet.send("pay" + nodes.length, to, ONE, sender));
                proxy(0).lie = hidden;
                network.refresh();
                assertThat(wallet.activity(1).getFirst().stage()).isEqualTo(Activity.Stage.FINAL);
            }
        }
    }

    @Test
    void aNodeThatTakesNoTransactionsCannotStopThem() {
        proxy(0).loss = LossyProxy.Loss.TRANSACTIONS;
        try (var network = open(0, 1, 2)) {
            Practice.included(new EmberWallet(network).send("pay", to, ONE, sender));
        }
    }

    @Test
    void aSilentNodeOfThreeIsNamedAndOfTwoStopsEverything() {
        var nobody = URI.create("http://127.0.0.1:1");
        try (var network = open(List.of(nobody, proxy(1).uri(), proxy(2).uri()))) {
            Practice.included(new EmberWallet(network).send("pay", to, ONE, sender));
            assertThat(balances(network, to).findings())
                    .singleElement()
                    .satisfies(
                            f -> {
                                assertThat(f.node()).isEqualTo(nobody);
                                assertThat(f.kind()).isEqualTo(NodeFinding.Kind.SILENT);
                            });
        }
        try (var network = open(List.of(nobody, proxy(1).uri()))) {
            assertThat(new EmberWallet(network).send("pay", to, ONE, sender))
                    .isEqualTo(new TxResult.Unreachable());
        }
    }

    @Test
    void aBusyNodeIsNamedAsBusyLeftAloneAndTheOthersPay() {
        proxy(1).retryAfter = Optional.of("60");
        try (var network = open(0, 1, 2)) {
            assertThat(balances(network, sender.address()).findings())
                    .singleElement()
                    .satisfies(f -> assertThat(f.kind()).isEqualTo(NodeFinding.Kind.BUSY))
                    .satisfies(f -> assertThat(f.node()).isEqualTo(proxy(1).uri()));
            int asked = proxy(1).calls.get();
            Practice.included(new EmberWallet(network).send("pay", to, ONE, sender));
            assertThat(proxy(1).calls.get()).as("it asked for a minute").isEqualTo(asked);
        }
    }

    @Test
    void signsNothingWhenMostNodesAreOnAnotherChain() {
        proxy(0).lie = instead("eth_chainId", "\"0x1\"");
        try (var network = open(0, 1, 2)) {
            Practice.included(new EmberWallet(network).send("pay", to, ONE, sender));
            proxy(1).lie = instead("eth_chainId", "\"0x1\"");
            assertThat(new EmberWallet(network).send("again", to, ONE, sender))
                    .isEqualTo(new TxResult.Refused(Refusal.WRONG_CHAIN, Optional.empty()));
        }
    }

    @Test
    void aFeeThatOneNodeInventsIsNotPaid() {
        proxy(2).lie =
                instead(
                        "eth_feeHistory",
                        "{\"baseFeePerGas\":[\"0x0\",\"0x2540be400\"],\"reward\":[[\"0x0\"]]}");
        try (var network = open(0, 1, 2)) {
            Practice.included(new EmberWallet(network).send("pay", to, ONE, sender));
        }
    }

    @Test
    void plainHttpIsForThisComputerOnlyAndAnswersAreBounded() {
        assertThatThrownBy(() -> new Node(URI.create("http://node.example")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Node(URI.create("http://localhost.example:8545")))
                .isInstanceOf(IllegalArgumentException.class);
        proxy(0).lie = (call, answer) -> "{\"id\":1,\"result\":\"0x" + "00".repeat(1 << 20) + "\"}";
        try (var node = new Node(proxy(0).uri())) {
            assertThatThrownBy(node::chainId).isInstanceOf(NodeUnreachableException.class);
        }
        proxy(0).lie = (call, answer) -> answer.replaceFirst("\"id\":\\d+", "\"id\":999");
        try (var node = new Node(proxy(0).uri())) {
            assertThatThrownBy(node::chainId).isInstanceOf(NodeUnreachableException.class);
        }
    }
}
