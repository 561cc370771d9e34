package hearth.chain;

import hearth.keys.Address;
import hearth.protocol.MerkleTree;
import hearth.protocol.Wei;

import tools.jackson.databind.JsonNode;

import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One EVM node: what it knows, asked by blocking calls. Every method throws
/// {@link NodeUnreachableException} when there is no usable answer. Safe for use by several
/// threads.
public final class Node implements AutoCloseable {
    /// The state that a node would build its next block on.
    static final String PENDING = "pending";

    private static final int HEX = 16;
    private static final int PERCENTILE = 50;
    private static final int WORD_BYTES = 32;

    /// `0x`, three bytes and an address.
    private static final int LENT_CODE = 2 + 2 * (3 + Address.BYTES);

    private final URI uri;
    private final JsonRpc rpc;

    public Node(URI uri) {
        this.uri = uri;
        this.rpc = new JsonRpc(uri);
    }

    public URI uri() {
        return uri;
    }

    public long chainId() {
        return number(result("eth_chainId"));
    }

    /// `0x` and 64 hex digits.
    public String genesisHash() {
        return blockHash(0).orElseThrow(() -> malformed("eth_getBlockByNumber"));
    }

    /// Hash of the block that is now at this height, if there is one.
    Optional<String> blockHash(long number) {
        var block = result("eth_getBlockByNumber", "0x" + Long.toHexString(number), false);
        return Optional.ofNullable(block.get("hash")).map(JsonNode::asString);
    }

    /// When the newest block was made, by its own word; seconds since 1970.
    long newestTime() {
        return number(result("eth_getBlockByNumber", "latest", false).path("timestamp"));
    }

    /// Hash and state root of the block at this height.
    record Sealed(String hash, String stateRoot) {}

    Optional<Sealed> sealed(long number) {
        return sealed(result("eth_getBlockByNumber", "0x" + Long.toHexString(number), false));
    }

    static Optional<Sealed> sealed(JsonNode block) {
        return block.isNull()
                ? Optional.empty()
                : Optional.of(new Sealed(word(block.path("hash")), word(block.path("stateRoot"))));
    }

    private static String word(JsonNode value) {
        String text = text(value);
        if (text.length() != 2 + 2 * WORD_BYTES) {
            throw malformed("block");
        }
        return text;
    }

    /// A proof about one storage slot at a block, or empty where the node makes none.
    ///
    /// @param slot 32 bytes
    Optional<StorageProof> proof(String blockHash, Address contract, byte[] slot) {
        var answer =
                rpc.call(
                        "eth_getProof",
                        contract.value(),
                        List.of("0x" + HexFormat.of().formatHex(slot)),
                        Map.of("blockHash", blockHash));
        return answer instanceof RpcAnswer.Result result
                ? Optional.of(StorageProof.of(result.value()))
                : Optional.empty();
    }

    long blockNumber() {
        return number(result("eth_blockNumber"));
    }

    private String code(Address contract) {
        return text(result("eth_getCode", contract.value(), "latest"));
    }

    /// Whether there is code of its own. A person's account that lends itself a program (EIP-7702)
    /// still has its key and is none.
    boolean isContract(Address address) {
        String code = code(address);
        boolean lends = code.length() == LENT_CODE && code.startsWith("0xef0100");
        return !code.equals("0x") && !lends;
    }

    /// Keccak-256 of a contract's code as hex; empty if there is no code.
    Optional<String> codeHash(Address contract) {
        String code = code(contract);
        if (code.equals("0x")) {
            return Optional.empty();
        }
        byte[] bytes = HexFormat.of().parseHex(code, 2, code.length());
        return Optional.of(HexFormat.of().formatHex(MerkleTree.keccak256(bytes)));
    }

    /// Coins of the chain that pay for gas, in its smallest unit.
    BigInteger gasBalance(Address account) {
        return quantity(result("eth_getBalance", account.value(), "latest"));
    }

    /// The next free nonce, counting transactions that wait.
    long nextNonce(Address account) {
        return number(result("eth_getTransactionCount", account.value(), "pending"));
    }

    /// Transactions of the account that are in blocks.
    long includedCount(Address account) {
        return number(result("eth_getTransactionCount", account.value(), "latest"));
    }

    /// A read-only call at the pending block, so that what grows with time counts up to now even
    /// when no block was made for a while.
    RpcAnswer read(Address contract, String data) {
        return rpc.call("eth_call", Map.of("to", contract.value(), "data", data), "pending");
    }

    /// A read-only call at one block (EIP-1898).
    RpcAnswer readAt(String blockHash, Address contract, String data) {
        var answer =
                rpc.call(
                        "eth_call",
                        Map.of("to", contract.value(), "data", data),
                        Map.of("blockHash", blockHash));
        if (answer instanceof RpcAnswer.Result result) {
            text(result.value());
        }
        return answer;
    }

    BigInteger gasBalanceAt(String blockHash, Address account) {
        return quantity(result("eth_getBalance", account.value(), Map.of("blockHash", blockHash)));
    }

    /// The gas a transaction would need, or how the contract refuses it.
    RpcAnswer estimateGas(Address from, Optional<Address> to, BigInteger value, String data) {
        var call = new LinkedHashMap<String, Object>();
        call.put("from", from.value());
        to.ifPresent(t -> call.put("to", t.value()));
        call.put("value", hex(value));
        call.put("data", data);
        return rpc.call("eth_estimateGas", call, "pending");
    }

    /// Tries calls out one after the other, unsigned and unpaid; what coins moved is among their
    /// events.
    ///
    /// @param state `pending` or the hash of a block
    RpcAnswer simulate(List<Map<String, Object>> calls, String state) {
        return rpc.call(
                "eth_simulateV1",
                Map.of(
                        "blockStateCalls",
                        List.of(Map.of("calls", calls)),
                        "traceTransfers",
                        true,
                        "validation",
                        false),
                state.equals(PENDING) ? state : Map.of("blockHash", state));
    }

    /// @param nextBaseFee per gas, of the next block
    /// @param tip per gas, the median of recent blocks
    record Fees(BigInteger nextBaseFee, BigInteger tip) {}

    Fees fees() {
        var history = result("eth_feeHistory", "0x5", "latest", new int[] {PERCENTILE});
        var base = history.path("baseFeePerGas");
        if (base.isEmpty()) {
            throw malformed("eth_feeHistory");
        }
        var tips =
                history.path("reward")
                        .valueStream()
                        .map(r -> quantity(r.path(0)))
                        .sorted()
                        .toList();
        var tip = tips.isEmpty() ? BigInteger.ZERO : tips.get(tips.size() / 2);
        return new Fees(quantity(base.get(base.size() - 1)), tip);
    }

    RpcAnswer broadcast(String raw) {
        return rpc.call("eth_sendRawTransaction", raw);
    }

    /// One event of a contract.
    ///
    /// @param topics each `0x` and 64 hex digits
    /// @param data `0x` and hex
    record Log(Address contract, List<String> topics, String data) {
        Log {
            topics = List.copyOf(topics);
        }

        static Log of(JsonNode log) {
            return new Log(
                    Address.of(text(log.path("address"))),
                    log.path("topics").valueStream().map(Log::lower).toList(),
                    lower(log.path("data")));
        }

        /// Nodes need not write digits alike.
        private static String lower(JsonNode value) {
            return text(value).toLowerCase(Locale.ROOT);
        }

        /// @param account its first indexed field
        boolean isOf(String event, Address account) {
            return topics.size() > 1
                    && topics.getFirst().equals(event)
                    && topics.get(1)
                            .equals(
                                    "0x"
                                            + "0".repeat(24)
                                            + account.value()
                                                    .substring(2)
                                                    .toLowerCase(Locale.ROOT));
        }

        /// Its first word.
        Wei amount() {
            try {
                return new Wei(AbiReader.of(AbiReader.hex(data)).number(0));
            } catch (IllegalArgumentException e) {
                throw malformed("event");
            }
        }
    }

    /// @param succeeded false if the contract reverted
    record Inclusion(
            long block,
            String blockHash,
            BigInteger gasUsed,
            boolean succeeded,
            Optional<Address> created,
            List<Log> logs) {
        Inclusion {
            logs = List.copyOf(logs);
        }

        /// One word for all of them, the same where they are.
        String events() {
            byte[] all = logs.toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MerkleTree.keccak256(all));
        }
    }

    Optional<Inclusion> inclusion(String hash) {
        return inclusion(result("eth_getTransactionReceipt", hash));
    }

    static Optional<Inclusion> inclusion(JsonNode receipt) {
        if (receipt.isNull() || receipt.path("blockHash").isNull()) {
            return Optional.empty();
        }
        var created = receipt.path("contractAddress").asString("");
        try {
            return Optional.of(
                    new Inclusion(
                            number(receipt.path("blockNumber")),
                            text(receipt.path("blockHash")),
                            quantity(receipt.path("gasUsed")),
                            quantity(receipt.path("status")).signum() > 0,
                            created.isEmpty() ? Optional.empty() : Optional.of(Address.of(created)),
                            receipt.path("logs").valueStream().map(Log::of).toList()));
        } catch (IllegalArgumentException e) {
            throw malformed("receipt");
        }
    }

    /// Any other method, for the practice chain's own switches.
    RpcAnswer call(String method, Object... params) {
        return rpc.call(method, params);
    }

    private JsonNode result(String method, Object... params) {
        return switch (rpc.call(method, params)) {
            case RpcAnswer.Result result -> result.value();
            case RpcAnswer.Failure error ->
                    throw new NodeUnreachableException(method + " error " + error.code(), null);
        };
    }

    /// A quantity that fits, such as a height.
    static long number(JsonNode value) {
        var quantity = quantity(value);
        if (quantity.bitLength() >= Long.SIZE) {
            throw malformed("quantity");
        }
        return quantity.longValueExact();
    }

    static BigInteger quantity(JsonNode value) {
        String text = value.asString("");
        if (!text.matches("0x[0-9a-fA-F]{1,64}")) {
            throw malformed("quantity");
        }
        return new BigInteger(text.substring(2), HEX);
    }

    static String text(JsonNode value) {
        String text = value.asString("");
        if (!text.matches("0x([0-9a-fA-F]{2})*")) {
            throw malformed("bytes");
        }
        return text;
    }

    static String hex(BigInteger value) {
        return "0x" + value.toString(HEX);
    }

    private static NodeUnreachableException malformed(String what) {
        return new NodeUnreachableException("malformed " + what, null);
    }

    @Override
    public void close() {
        rpc.close();
    }
}
