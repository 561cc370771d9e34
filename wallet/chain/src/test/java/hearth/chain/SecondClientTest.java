package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.keys.Address;
import hearth.keys.EthereumKey;
import hearth.keys.HdAccounts;
import hearth.keys.KeyFileV3;
import hearth.keys.PayoutBinding;
import hearth.keys.Permit;
import hearth.keys.PhraseReading;
import hearth.keys.RecoveryPhrase;
import hearth.keys.Secret;
import hearth.keys.UnsignedTransaction;
import hearth.keys.V3Reading;
import hearth.protocol.DeviceId;
import hearth.protocol.MerkleTree;
import hearth.protocol.PayoutLeaf;
import hearth.protocol.ServerId;
import hearth.protocol.Wei;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// The same phrase, key, file, typed data, transaction and tree in Hearth and in ethers (or, for
/// the tree, OpenZeppelin's merkle-tree).
final class SecondClientTest {
    private static final int ACCOUNTS = 5;
    private static final String PASSPHRASE = "p\u00e4sswo\u0308rd \u2603";
    private static final String PASSWORD = "gl\u00fccklich 7";
    private static final String DEVICE = "ab".repeat(32);
    private static final String SERVER = "cd".repeat(32);
    private static final Instant NOT_AFTER = Instant.ofEpochSecond(1_790_000_000);
    private static final Address REWARDS = Address.of("0x5FbDB2315678afecb367f032d93F642f64180aa3");
    private static final long CHAIN = 271_828;

    @TempDir static Path folder;

    private static final RecoveryPhrase PHRASE = RecoveryPhrase.generate(24, Practice.RANDOM);
    private static final List<EthereumKey> KEYS =
            IntStream.range(0, ACCOUNTS)
                    .mapToObj(i -> HdAccounts.derive(PHRASE, text(PASSPHRASE), i))
                    .toList();
    private static final UnsignedTransaction TRANSACTION =
            new UnsignedTransaction(
                    CHAIN,
                    7,
                    Optional.of(REWARDS),
                    BigInteger.ZERO,
                    ContractCalls.transfer(REWARDS, Wei.ofEmber("12.5")),
                    BigInteger.valueOf(90_000),
                    BigInteger.valueOf(1_000_000_000),
                    BigInteger.valueOf(31_000_000_007L));

    private static final Permit PERMIT =
            new Permit(
                    CHAIN,
                    Address.of("0x52908400098527886E0F7030069857D2E4169EE7"),
                    KEYS.getFirst().address(),
                    REWARDS,
                    Wei.ofEmber("12.5"),
                    BigInteger.TWO,
                    NOT_AFTER);

    private static JsonNode ethers;

    @BeforeAll
    static void askEthers() {
        ethers = asked();
        try (var typed = text(String.join(" ", PHRASE.words()))) {
            assertThat(RecoveryPhrase.read(typed)).isInstanceOf(PhraseReading.Valid.class);
        }
    }

    private static Secret text(String text) {
        return Secret.ofText(text.toCharArray());
    }

    private static Map<String, Object> permit() {
        return Map.of(
                "domain",
                Map.of(
                        "name",
                        "Ember",
                        "version",
                        "1",
                        "chainId",
                        CHAIN,
                        "verifyingContract",
                        PERMIT.token().value()),
                "types",
                Map.of(
                        "Permit",
                        List.of(
                                field("owner", "address"),
                                field("spender", "address"),
                                field("value", "uint256"),
                                field("nonce", "uint256"),
                                field("deadline", "uint256"))),
                "message",
                Map.of(
                        "owner",
                        PERMIT.owner().value(),
                        "spender",
                        PERMIT.spender().value(),
                        "value",
                        PERMIT.amount().toString(),
                        "nonce",
                        PERMIT.nonce().toString(),
                        "deadline",
                        PERMIT.deadline().getEpochSecond()));
    }

    private static JsonNode asked() {
        var typed =
                Map.of(
                        "domain", Map.of("name", "Hearth", "version", "1"),
                        "types",
                                Map.of(
                                        "PayoutBinding",
                                        List.of(
                                                field("device", "bytes32"),
                                                field("payout", "address"),
                                                field("server", "bytes32"),
                                                field("notAfter", "uint64"))),
                        "message",
                                Map.of(
                                        "device",
                                        "0x" + DEVICE,
                                        "payout",
                                        KEYS.getFirst().address().value(),
                                        "server",
                                        "0x" + SERVER,
                                        "notAfter",
                                        NOT_AFTER.getEpochSecond()));
        var transaction =
                Map.of(
                        "type", 2,
                        "chainId", CHAIN,
                        "nonce", TRANSACTION.nonce(),
                        "to", REWARDS.value(),
                        "data", TRANSACTION.data(),
                        "gasLimit", TRANSACTION.gasLimit().toString(),
                        "maxPriorityFeePerGas", TRANSACTION.tipPerGas().toString(),
                        "maxFeePerGas", TRANSACTION.maxFeePerGas().toString());
        var keyFile = KeyFileV3.write(KEYS.getFirst(), text(PASSWORD), Practice.RANDOM);
        Map<String, Object> question =
                Map.of(
                        "phrase", String.join(" ", PHRASE.words()),
                        "passphrase", PASSPHRASE,
                        "accounts", ACCOUNTS,
                        "password", PASSWORD,
                        "keyFile", new String(keyFile, StandardCharsets.UTF_8),
                        "typed", typed,
                        "permit", permit(),
                        "transaction", transaction,
                        "payouts", payouts());
        try {
            return NodeScript.run(folder, "second-client.mjs", question);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> field(String name, String type) {
        return Map.of("name", name, "type", type);
    }

    private static List<List<String>> payouts() {
        return KEYS.stream()
                .map(
                        k ->
                                List.of(
                                        Long.toString(CHAIN),
                                        REWARDS.value(),
                                        k.address().value(),
                                        earned(k).toString()))
                .toList();
    }

    private static Wei earned(EthereumKey key) {
        return Wei.of(1_000 + KEYS.indexOf(key));
    }

    @Test
    void aPhraseLeadsToTheSameAddresses() {
        assertThat(ethers.get("addresses").valueStream().map(JsonNode::asString))
                .containsExactlyElementsOf(KEYS.stream().map(k -> k.address().value()).toList());
    }

    @Test
    void keyFilesOpenInBothDirections() {
        assertThat(ethers.get("opened").asString()).isEqualTo(KEYS.getFirst().address().value());
        byte[] theirs = ethers.get("keyFile").asString().getBytes(StandardCharsets.UTF_8);
        assertThat(KeyFileV3.read(theirs, text(PASSWORD)))
                .isInstanceOfSatisfying(
                        V3Reading.Opened.class,
                        o -> assertThat(o.key().address()).isEqualTo(KEYS.getFirst().address()));
    }

    @Test
    void typedDataAndTransactionsGetTheSameSignature() {
        var binding =
                new PayoutBinding(
                        new DeviceId(DEVICE),
                        KEYS.getFirst().address(),
                        new ServerId(SERVER),
                        NOT_AFTER);
        assertThat("0x" + HexFormat.of().formatHex(KEYS.getFirst().sign(binding)))
                .isEqualTo(ethers.get("signature").asString());
        assertThat("0x" + HexFormat.of().formatHex(KEYS.getFirst().sign(PERMIT)))
                .isEqualTo(ethers.get("permit").asString());
        assertThat(KEYS.getFirst().sign(TRANSACTION).raw())
                .isEqualTo(ethers.get("transaction").asString());
    }

    @Test
    void payoutsGetTheSameRootAndProof() {
        var leaves =
                KEYS.stream()
                        .map(
                                k ->
                                        new PayoutLeaf(
                                                        CHAIN,
                                                        REWARDS.value(),
                                                        k.address().value(),
                                                        earned(k))
                                                .hash())
                        .toList();
        var tree = MerkleTree.of(leaves);
        assertThat("0x" + HexFormat.of().formatHex(tree.root()))
                .isEqualTo(ethers.get("root").asString());
        assertThat(tree.proof(leaves.getFirst()).stream().map(HexFormat.of()::formatHex))
                .containsExactlyElementsOf(
                        ethers.get("proof")
                                .valueStream()
                                .map(p -> p.asString().substring(2))
                                .toList());
    }
}
