package hearth.chain;

import hearth.contracts.EmberGovernor;
import hearth.keys.Address;
import hearth.protocol.MerkleTree;

import org.web3j.abi.EventEncoder;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;

import tools.jackson.databind.JsonNode;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The proposals that a governor announced, read from its events and remembered. Looks back a
/// bounded number of blocks, and once more over the newest ones each time, which a reorganisation
/// may have changed. Safe for use by several threads.
final class ProposalLog {
    /// Public nodes answer for so many blocks at once.
    private static final long WINDOW = 10_000;

    private static final long MOST_BLOCKS = 200 * WINDOW;
    private static final long REREAD = 256;
    private static final BigInteger MAX_SECOND = BigInteger.valueOf(Instant.MAX.getEpochSecond());

    private final Node node;
    private final Address governor;

    /// What was found, by block.
    private final SortedMap<Position, Created> found = new TreeMap<>(Position.ORDER);

    private final SortedMap<Position, String> unreadable = new TreeMap<>(Position.ORDER);
    private long readTo = -1;
    private long readFrom;

    ProposalLog(Node node, Address governor) {
        this.node = node;
        this.governor = governor;
    }

    private record Position(long block, long index) {
        private static final Comparator<Position> ORDER =
                Comparator.comparingLong(Position::block).thenComparingLong(Position::index);
    }

    /// What a proposal does and when its vote begins, as its id promises.
    record Created(
            BigInteger id,
            Address proposer,
            List<Address> targets,
            List<BigInteger> values,
            List<byte[]> calls,
            Instant opensAt,
            String description) {
        /// Hash of the description, which the governor wants to hear instead of it.
        byte[] descriptionHash() {
            return ProposalLog.descriptionHash(description);
        }
    }

    static byte[] descriptionHash(String description) {
        return MerkleTree.keccak256(description.getBytes(StandardCharsets.UTF_8));
    }

    /// @param list newest first
    record Found(List<Created> list, long sinceBlock, int unreadable) {}

    /// @throws NodeUnreachableException if the node does not answer, or not in the right form
    synchronized Found read() {
        long newest = node.blockNumber();
        if (readTo < 0) {
            readFrom = Math.max(0, newest - MOST_BLOCKS);
        }
        long from = readTo < 0 ? readFrom : Math.max(readFrom, Math.min(readTo, newest) - REREAD);
        found.tailMap(new Position(from, 0)).clear();
        unreadable.tailMap(new Position(from, 0)).clear();
        for (long start = from; start <= newest; start += WINDOW) {
            long end = Math.min(newest, start + WINDOW - 1);
            read(start, end);
            readTo = end;
        }
        return new Found(List.copyOf(found.values()).reversed(), readFrom, unreadable.size());
    }

    private void read(long from, long to) {
        var filter =
                Map.of(
                        "address",
                        governor.value(),
                        "fromBlock",
                        "0x" + Long.toHexString(from),
                        "toBlock",
                        "0x" + Long.toHexString(to),
                        "topics",
                        List.of(EventEncoder.encode(EmberGovernor.PROPOSALCREATED_EVENT)));
        switch (node.call("eth_getLogs", filter)) {
            case RpcAnswer.Result logs -> logs.value().valueStream().forEach(this::keep);
            case RpcAnswer.Failure error ->
                    throw new NodeUnreachableException("eth_getLogs error " + error.code(), null);
        }
    }

    /// A node that shows other content under an id is not believed; what it said is only counted.
    private void keep(JsonNode log) {
        var at =
                new Position(
                        Node.quantity(log.path("blockNumber")).longValueExact(),
                        Node.quantity(log.path("logIndex")).longValueExact());
        try {
            var created = created(AbiReader.of(AbiReader.hex(Node.text(log.path("data")))));
            if (created.id().equals(id(created))) {
                found.put(at, created);
                return;
            }
        } catch (IllegalArgumentException e) {
            unreadable.put(at, "malformed");
            return;
        }
        unreadable.put(at, "another id");
    }

    /// The words of the event: id, proposer, targets, values, signatures, calls, begin, end, text.
    private static Created created(AbiReader event) {
        var created =
                new Created(
                        event.number(0),
                        event.address(1),
                        event.addresses(2),
                        event.numbers(3),
                        event.blobs(5),
                        Instant.ofEpochSecond(event.number(6).min(MAX_SECOND).longValue()),
                        event.text(8));
        int calls = created.targets().size();
        if (calls == 0 || created.values().size() != calls || created.calls().size() != calls) {
            throw new IllegalArgumentException("lists of different length");
        }
        return created;
    }

    /// As the governor computes it: the hash of everything that the proposal does.
    @SuppressWarnings("rawtypes") // the encoder asks for them
    static BigInteger id(Created of) {
        String encoded =
                FunctionEncoder.encodeConstructor(
                        List.<Type>of(
                                addresses(of.targets()),
                                numbers(of.values()),
                                blobs(of.calls()),
                                new Bytes32(of.descriptionHash())));
        return new BigInteger(1, MerkleTree.keccak256(HexFormat.of().parseHex(encoded)));
    }

    static DynamicArray<org.web3j.abi.datatypes.Address> addresses(List<Address> list) {
        return new DynamicArray<>(
                org.web3j.abi.datatypes.Address.class,
                list.stream().map(a -> new org.web3j.abi.datatypes.Address(a.value())).toList());
    }

    static DynamicArray<Uint256> numbers(List<BigInteger> list) {
        return new DynamicArray<>(Uint256.class, list.stream().map(Uint256::new).toList());
    }

    static DynamicArray<DynamicBytes> blobs(List<byte[]> list) {
        return new DynamicArray<>(
                DynamicBytes.class, list.stream().map(DynamicBytes::new).toList());
    }
}
