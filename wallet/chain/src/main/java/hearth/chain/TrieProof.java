package hearth.chain;

import hearth.protocol.MerkleTree;

import org.web3j.rlp.RlpDecoder;
import org.web3j.rlp.RlpList;
import org.web3j.rlp.RlpString;
import org.web3j.rlp.RlpType;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// A path through a Merkle-Patricia trie (Ethereum Yellow Paper, appendix D), from a root that is
/// known to be right down to a value, or to the place where the value would be. No byte is decoded
/// before its hash is found to be the one that the node above names.
final class TrieProof {
    private static final int BRANCH = 17;
    private static final int HASH_BYTES = 32;
    private static final int NIBBLE = 4;

    private final Iterator<byte[]> nodes;
    private final int[] path;
    private int at;

    private TrieProof(List<byte[]> proof, int[] path) {
        this.nodes = proof.iterator();
        this.path = path;
    }

    /// The value under a key, or empty where the proof shows that there is none.
    ///
    /// @param root 32 bytes
    /// @param key before hashing; tries of the state keep values under the hash of their key
    /// @param proof nodes from the root on, all of them needed
    static Optional<byte[]> value(byte[] root, byte[] key, List<byte[]> proof)
            throws FalseProofException {
        var walk = new TrieProof(proof, nibbles(MerkleTree.keccak256(key)));
        var value = walk.below(walk.hashed(root));
        if (walk.nodes.hasNext()) {
            throw new FalseProofException("nodes that are not on the path");
        }
        return value;
    }

    /// The next node, which must have this hash; empty is the node of an empty trie.
    private Optional<RlpList> hashed(byte[] hash) throws FalseProofException {
        boolean isEmptyTrie = Arrays.equals(hash, MerkleTree.keccak256(new byte[] {(byte) 0x80}));
        if (!nodes.hasNext()) {
            if (isEmptyTrie) {
                return Optional.empty();
            }
            throw new FalseProofException("a node is missing");
        }
        byte[] node = nodes.next();
        if (!Arrays.equals(MerkleTree.keccak256(node), hash)) {
            throw new FalseProofException("a node has another hash");
        }
        return isEmptyTrie ? Optional.empty() : Optional.of(list(node));
    }

    private Optional<byte[]> below(Optional<RlpList> start) throws FalseProofException {
        var node = start;
        while (node.isPresent()) {
            var items = node.get().getValues();
            if (items.size() == BRANCH) {
                if (at == path.length) {
                    return content(items.get(BRANCH - 1));
                }
                node = child(items.get(path[at++]));
            } else if (items.size() == 2) {
                int[] piece = nibbles(bytes(items.getFirst()));
                boolean isLeaf = piece.length > 0 && (piece[0] & 2) != 0;
                if (!takes(piece)) {
                    return Optional.empty();
                }
                if (isLeaf) {
                    return at == path.length ? content(items.get(1)) : Optional.empty();
                }
                node = child(items.get(1));
            } else {
                throw new FalseProofException("neither a branch nor a path");
            }
        }
        return Optional.empty();
    }

    /// Follows the rest of a compact path: a flag, for an even number of nibbles another one, then
    /// the nibbles.
    private boolean takes(int[] piece) throws FalseProofException {
        if (piece.length == 0 || piece[0] > 3) {
            throw new FalseProofException("not a path");
        }
        int from = (piece[0] & 1) == 1 ? 1 : 2;
        int length = piece.length - from;
        if (length > path.length - at
                || !Arrays.equals(piece, from, piece.length, path, at, at + length)) {
            return false;
        }
        at += length;
        return true;
    }

    /// A node of less than 32 bytes stands in its parent itself.
    private Optional<RlpList> child(RlpType item) throws FalseProofException {
        if (item instanceof RlpList inline) {
            return Optional.of(inline);
        }
        byte[] hash = bytes(item);
        if (hash.length == 0) {
            return Optional.empty();
        }
        if (hash.length != HASH_BYTES) {
            throw new FalseProofException("not a hash");
        }
        return hashed(hash);
    }

    private static Optional<byte[]> content(RlpType item) throws FalseProofException {
        byte[] value = bytes(item);
        return value.length == 0 ? Optional.empty() : Optional.of(value);
    }

    static RlpList list(byte[] encoded) throws FalseProofException {
        var decoded = RlpDecoder.decode(encoded).getValues();
        if (decoded.size() == 1 && decoded.getFirst() instanceof RlpList list) {
            return list;
        }
        throw new FalseProofException("not one list");
    }

    static byte[] bytes(RlpType item) throws FalseProofException {
        if (item instanceof RlpString string) {
            return string.getBytes();
        }
        throw new FalseProofException("a list instead of bytes");
    }

    private static int[] nibbles(byte[] bytes) {
        return HexFormat.of()
                .formatHex(bytes)
                .chars()
                .map(c -> Character.digit(c, 1 << NIBBLE))
                .toArray();
    }
}
