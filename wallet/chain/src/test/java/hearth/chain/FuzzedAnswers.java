package hearth.chain;

import hearth.keys.Address;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.testing.FuzzTarget;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What strangers' nodes answer, and the file that says which nodes to ask.
final class FuzzedAnswers {
    private FuzzedAnswers() {}

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The body of a reply: an answer to our call, read as each thing that is asked for, or a node
    /// that is of no use.
    static final class OfRpc implements FuzzTarget {
        private static final long ID = 7;
        private static final String WORD = "0x" + "ab".repeat(32);

        @Override
        public List<byte[]> seeds() {
            return Stream.of(
                            "\"0x7a69\"",
                            "\"0x" + "f".repeat(64) + "\"",
                            "null",
                            "[]",
                            "{\"hash\":\"" + WORD + "\",\"stateRoot\":\"" + WORD + "\"}",
                            "{\"accountProof\":[\"0xf851\"],\"storageProof\":[{\"key\":\"0x0\","
                                    + "\"proof\":[\"0xf8\"],\"value\":\"0x0\"}]}",
                            "{\"status\":\"0x1\",\"blockNumber\":\"0x10\",\"blockHash\":\""
                                    + WORD
                                    + "\","
                                    + "\"gasUsed\":\"0x5208\",\"contractAddress\":null}")
                    .map(result -> "{\"id\":7,\"jsonrpc\":\"2.0\",\"result\":" + result + "}")
                    .flatMap(
                            answer ->
                                    Stream.of(
                                            answer,
                                            answer.replace(
                                                    "\"result\":",
                                                    "\"error\":{\"code\":3,\"data\":{\"data\":\"0x08c379a0\"},"
                                                            + "\"message\":\"execution reverted\"},\"result\":")))
                    .map(FuzzedAnswers::utf8)
                    .toList();
        }

        @Override
        public long executions() {
            return 200_000;
        }

        @Override
        public boolean takes(byte[] input) {
            RpcAnswer answer;
            try {
                answer = JsonRpc.answer(input, ID);
            } catch (NodeUnreachableException ofNoUse) {
                return false;
            }
            return switch (answer) {
                case RpcAnswer.Failure failure -> {
                    if (!failure.revertData().startsWith("0x")) {
                        throw new IllegalStateException(failure.revertData());
                    }
                    yield failure.says("reverted");
                }
                case RpcAnswer.Result result -> {
                    var value = result.value();
                    boolean any = isRead(() -> StorageProof.of(value));
                    any |= isRead(() -> Node.inclusion(value));
                    any |= isRead(() -> Node.sealed(value));
                    any |= isRead(() -> Node.number(value));
                    any |= isRead(() -> Node.text(value));
                    yield any;
                }
            };
        }

        private static boolean isRead(Runnable reading) {
            try {
                reading.run();
                return true;
            } catch (NodeUnreachableException ofNoUse) {
                return false;
            }
        }
    }

    /// What a contract wrote, by a node's word; the first byte says what is looked for.
    static final class OfAbi implements FuzzTarget {
        private static final int KINDS = 6;

        @Override
        public List<byte[]> seeds() {
            var words =
                    "%064x%064x%064x%064x%064x".formatted(0x20, 0x02, 0x40, 0x05, 0x11)
                            + "ab".repeat(32);
            var bytes = AbiReader.hex("0x" + words);
            var seeds = new byte[KINDS][1 + bytes.length];
            for (int kind = 0; kind < KINDS; kind++) {
                seeds[kind][0] = (byte) kind;
                System.arraycopy(bytes, 0, seeds[kind], 1, bytes.length);
            }
            return List.of(seeds);
        }

        @Override
        public long executions() {
            return 250_000;
        }

        @Override
        public boolean takes(byte[] input) {
            if (input.length == 0) {
                return false;
            }
            var data = AbiReader.of(Arrays.copyOfRange(input, 1, input.length));
            try {
                switch (Math.floorMod(input[0], KINDS)) {
                    case 0 -> data.number(2);
                    case 1 -> data.address(0);
                    case 2 -> data.numbers(0);
                    case 3 -> data.addresses(0);
                    case 4 -> data.blobs(0);
                    default -> data.text(0);
                }
                return true;
            } catch (IllegalArgumentException malformed) {
                return false;
            }
        }
    }

    /// Which network is ours; what is taken means the same once it is written and read again.
    static final class OfProfile implements FuzzTarget {
        @Override
        public List<byte[]> seeds() {
            var codes = new TreeMap<String, String>();
            for (var name : List.of("token", "rewards", "staking")) {
                codes.put(name, "cd".repeat(32));
            }
            var address = Address.of("0x" + "ab".repeat(20));
            return List.of(
                    Json.bytes(
                            new NetworkProfile(
                                    "Fuzz",
                                    424242,
                                    "0x" + "ef".repeat(32),
                                    List.of(URI.create("https://node.example/rpc")),
                                    address,
                                    address,
                                    address,
                                    codes,
                                    12)));
        }

        @Override
        public long executions() {
            return 200_000;
        }

        @Override
        public boolean takes(byte[] input) {
            NetworkProfile profile;
            try {
                profile = Json.read(input, NetworkProfile.class);
            } catch (MalformedMessageException malformed) {
                return false;
            }
            if (!Json.read(Json.bytes(profile), NetworkProfile.class).equals(profile)) {
                throw new IllegalStateException("it means something else when it is read again");
            }
            return true;
        }
    }
}
