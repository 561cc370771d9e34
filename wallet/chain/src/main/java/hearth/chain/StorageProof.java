package hearth.chain;

import hearth.keys.Address;
import hearth.protocol.MerkleTree;

import org.web3j.rlp.RlpDecoder;

import tools.jackson.databind.JsonNode;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// What a node shows about one storage slot of a contract (`eth_getProof`, EIP-1186).
///
/// @param account nodes from the state root to the contract
/// @param storage nodes from the contract's storage root to the slot
record StorageProof(List<byte[]> account, List<byte[]> storage) {
    private static final int MAX_NODES = 65;
    private static final int ACCOUNT_FIELDS = 4;
    private static final int STORAGE_ROOT = 2;
    private static final int WORD = 32;

    /// Where Solidity keeps `mapping(address => uint256)`'s value.
    ///
    /// @param slot of the mapping itself
    static byte[] slotOf(int slot, Address key) {
        byte[] address = HexFormat.of().parseHex(key.value(), 2, key.value().length());
        return MerkleTree.keccak256(
                ByteBuffer.allocate(2 * WORD)
                        .put(WORD - address.length, address)
                        .putInt(2 * WORD - Integer.BYTES, slot)
                        .array());
    }

    /// @throws NodeUnreachableException if it has another shape
    static StorageProof of(JsonNode answer) {
        var storage = answer.path("storageProof");
        if (!storage.isArray() || storage.size() != 1) {
            throw new NodeUnreachableException("malformed eth_getProof", null);
        }
        return new StorageProof(
                nodes(answer.path("accountProof")), nodes(storage.get(0).path("proof")));
    }

    private static List<byte[]> nodes(JsonNode list) {
        if (!list.isArray() || list.size() > MAX_NODES) {
            throw new NodeUnreachableException("malformed eth_getProof", null);
        }
        return list.valueStream()
                .map(Node::text)
                .map(hex -> HexFormat.of().parseHex(hex, 2, hex.length()))
                .toList();
    }

    /// The value in a slot of a contract; zero where nothing was ever written.
    ///
    /// @param stateRoot 32 bytes that are known to be right
    BigInteger value(byte[] stateRoot, Address contract, byte[] slot) throws FalseProofException {
        byte[] address = HexFormat.of().parseHex(contract.value(), 2, contract.value().length());
        var leaf =
                TrieProof.value(stateRoot, address, account)
                        .orElseThrow(() -> new FalseProofException("there is no such contract"));
        var fields = TrieProof.list(leaf).getValues();
        if (fields.size() != ACCOUNT_FIELDS) {
            throw new FalseProofException("not an account");
        }
        Optional<byte[]> value =
                TrieProof.value(TrieProof.bytes(fields.get(STORAGE_ROOT)), slot, storage);
        return value.isEmpty() ? BigInteger.ZERO : number(value.get());
    }

    private static BigInteger number(byte[] encoded) throws FalseProofException {
        var decoded = RlpDecoder.decode(encoded).getValues();
        if (decoded.size() != 1) {
            throw new FalseProofException("not one value");
        }
        return new BigInteger(1, TrieProof.bytes(decoded.getFirst()));
    }
}
