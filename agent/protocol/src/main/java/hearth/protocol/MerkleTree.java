package hearth.protocol;

import org.bouncycastle.crypto.digests.KeccakDigest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Merkle tree over already hashed leaves in the form of OpenZeppelin's merkle-tree library: leaves
/// sorted, a complete binary tree in an array, inner nodes `keccak256(sorted pair)`.
public final class MerkleTree {
    public static final int HASH_BYTES = 32;

    private final byte[][] nodes;
    private final int leaves;

    private MerkleTree(byte[][] nodes, int leaves) {
        this.nodes = nodes;
        this.leaves = leaves;
    }

    /// @param hashes at least one leaf hash of 32 bytes; order does not matter
    public static MerkleTree of(List<byte[]> hashes) {
        if (hashes.isEmpty()) {
            throw new IllegalArgumentException("a tree needs a leaf");
        }
        var sorted = new ArrayList<>(hashes);
        sorted.sort(Arrays::compareUnsigned);
        int n = sorted.size();
        var nodes = new byte[2 * n - 1][];
        for (int i = 0; i < n; i++) {
            nodes[nodes.length - 1 - i] = sorted.get(i);
        }
        for (int i = nodes.length - 1 - n; i >= 0; i--) {
            nodes[i] = pair(nodes[2 * i + 1], nodes[2 * i + 2]);
        }
        return new MerkleTree(nodes, n);
    }

    public byte[] root() {
        return nodes[0].clone();
    }

    /// The sibling hashes from the leaf up.
    ///
    /// @throws IllegalArgumentException if the leaf is not in the tree
    public List<byte[]> proof(byte[] leaf) {
        for (int i = nodes.length - leaves; i < nodes.length; i++) {
            if (Arrays.equals(nodes[i], leaf)) {
                return proofAt(i);
            }
        }
        throw new IllegalArgumentException("leaf is not in the tree");
    }

    private List<byte[]> proofAt(int leafIndex) {
        var proof = new ArrayList<byte[]>();
        for (int i = leafIndex; i > 0; i = (i - 1) / 2) {
            int sibling = (i & 1) == 1 ? i + 1 : i - 1;
            proof.add(nodes[sibling].clone());
        }
        return proof;
    }

    public static boolean verify(byte[] root, byte[] leaf, List<byte[]> proof) {
        byte[] at = leaf;
        for (byte[] sibling : proof) {
            at = pair(at, sibling);
        }
        return Arrays.equals(root, at);
    }

    private static byte[] pair(byte[] a, byte[] b) {
        boolean ordered = Arrays.compareUnsigned(a, b) <= 0;
        return keccak256(ordered ? a : b, ordered ? b : a);
    }

    /// Keccak-256 as Ethereum uses it (not NIST SHA3-256) over the concatenation of the parts.
    public static byte[] keccak256(byte[]... parts) {
        var digest = new KeccakDigest(256);
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        var out = new byte[HASH_BYTES];
        digest.doFinal(out, 0);
        return out;
    }
}
