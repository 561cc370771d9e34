package hearth.protocol;

import org.bouncycastle.crypto.digests.KeccakDigest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Merkle tree over already hashed leaves in the form of OpenZeppelin's merkle-tree library: leaves
/// sorted, a complete binary tree in an array, inner nodes `keccak256(sorted pair)`.
///
/// One array of 64 bytes a leaf holds all nodes, the root first; the leaves lie at its end in
/// falling order. Building uses every core. At most [#MAX_LEAVES] leaves.
public final class MerkleTree {
    public static final int HASH_BYTES = 32;
    public static final int MAX_LEAVES = 1 << 25;
    private static final int KECCAK_BITS = 256;

    /// Levels with fewer pairs are not worth the hand-over to other cores.
    private static final int WORTH_SHARING = 4096;

    private final byte[] nodes;
    private final int leaves;

    private MerkleTree(byte[] nodes, int leaves) {
        this.nodes = nodes;
        this.leaves = leaves;
    }

    /// @param hashes at least one leaf hash of 32 bytes; order does not matter
    public static MerkleTree of(List<byte[]> hashes) {
        int n = hashes.size();
        if (n == 0 || n > MAX_LEAVES) {
            throw new IllegalArgumentException("a tree needs a leaf, and at most " + MAX_LEAVES);
        }
        var sorted = hashes.toArray(byte[][]::new);
        Arrays.parallelSort(sorted, Arrays::compareUnsigned);
        var nodes = new byte[(2 * n - 1) * HASH_BYTES];
        for (int i = 0; i < n; i++) {
            if (sorted[i].length != HASH_BYTES) {
                throw new IllegalArgumentException("a leaf hash has 32 bytes");
            }
            System.arraycopy(sorted[i], 0, nodes, (2 * n - 2 - i) * HASH_BYTES, HASH_BYTES);
        }
        // The nodes of one level depend on the next one only: [first, last] are their indices.
        for (int last = n - 2; last >= 0; ) {
            int first = Integer.highestOneBit(last + 1) - 1;
            hashPairs(nodes, first, last);
            last = first - 1;
        }
        return new MerkleTree(nodes, n);
    }

    private static void hashPairs(byte[] nodes, int first, int last) {
        int count = last - first + 1;
        int parts = count < WORTH_SHARING ? 1 : 4 * Runtime.getRuntime().availableProcessors();
        IntStream.range(0, parts)
                .parallel()
                .forEach(
                        part -> {
                            var digest = new KeccakDigest(KECCAK_BITS);
                            int from = first + (int) ((long) count * part / parts);
                            int to = first + (int) ((long) count * (part + 1) / parts);
                            for (int i = from; i < to; i++) {
                                hashPair(digest, nodes, 2 * i + 1, i);
                            }
                        });
    }

    /// Hashes a node's two children, the smaller one first, into the node.
    private static void hashPair(KeccakDigest digest, byte[] nodes, int left, int node) {
        int a = left * HASH_BYTES;
        int b = a + HASH_BYTES;
        boolean ordered = Arrays.compareUnsigned(nodes, a, b, nodes, b, b + HASH_BYTES) <= 0;
        digest.update(nodes, ordered ? a : b, HASH_BYTES);
        digest.update(nodes, ordered ? b : a, HASH_BYTES);
        digest.doFinal(nodes, node * HASH_BYTES);
    }

    public byte[] root() {
        return node(0);
    }

    /// The sibling hashes from the leaf up.
    ///
    /// @throws IllegalArgumentException if the leaf is not in the tree
    public List<byte[]> proof(byte[] leaf) {
        int low = leaves - 1;
        int high = 2 * leaves - 2;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(middle, leaf) > 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (compare(low, leaf) != 0) {
            throw new IllegalArgumentException("leaf is not in the tree");
        }
        return proofAt(low);
    }

    private int compare(int index, byte[] leaf) {
        int at = index * HASH_BYTES;
        return Arrays.compareUnsigned(nodes, at, at + HASH_BYTES, leaf, 0, leaf.length);
    }

    private List<byte[]> proofAt(int leafIndex) {
        var proof = new ArrayList<byte[]>();
        for (int i = leafIndex; i > 0; i = (i - 1) / 2) {
            int sibling = (i & 1) == 1 ? i + 1 : i - 1;
            proof.add(node(sibling));
        }
        return proof;
    }

    private byte[] node(int index) {
        return Arrays.copyOfRange(nodes, index * HASH_BYTES, (index + 1) * HASH_BYTES);
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
        var digest = new KeccakDigest(KECCAK_BITS);
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        var out = new byte[HASH_BYTES];
        digest.doFinal(out, 0);
        return out;
    }
}
