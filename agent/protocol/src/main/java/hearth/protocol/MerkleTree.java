package hearth.protocol;

import org.bouncycastle.crypto.digests.KeccakDigest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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
    public static final int MAX_LEAVES = 1 << 25; // INDEX_BITS
    private static final int KECCAK_BITS = 256;
    private static final int INDEX_BITS = 25;
    private static final double MOST_FIRST = 1L << (Long.SIZE - INDEX_BITS - 1);
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

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
        var given = hashes.toArray(byte[][]::new);
        var sorted = sorted(given);
        var nodes = new byte[(2 * n - 1) * HASH_BYTES];
        for (int i = 0; i < n; i++) {
            System.arraycopy(given[sorted[i]], 0, nodes, (2 * n - 2 - i) * HASH_BYTES, HASH_BYTES);
        }
        // The nodes of one level depend on the next one only: [first, last] are their indices.
        for (int last = n - 2; last >= 0; ) {
            int first = Integer.highestOneBit(last + 1) - 1;
            hashPairs(nodes, first, last);
            last = first - 1;
        }
        return new MerkleTree(nodes, n);
    }

    /// The order of the hashes. One number a leaf is sorted, its first bits before its index, which
    /// is an order of magnitude faster than comparing arrays; the few that begin alike are
    /// compared.
    private static int[] sorted(byte[][] hashes) {
        var keys = new long[hashes.length];
        for (int i = 0; i < keys.length; i++) {
            if (hashes[i].length != HASH_BYTES) {
                throw new IllegalArgumentException("a leaf hash has 32 bytes");
            }
            keys[i] = (firstBits(hashes[i], 0) << INDEX_BITS) | i;
        }
        Arrays.parallelSort(keys);
        var order = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            int index = (int) (keys[i] & (MAX_LEAVES - 1));
            int at = i;
            while (at > 0
                    && keys[at - 1] >>> INDEX_BITS == keys[i] >>> INDEX_BITS
                    && Arrays.compareUnsigned(hashes[order[at - 1]], hashes[index]) > 0) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = index;
        }
        return order;
    }

    /// As many as leave room for an index and a sign.
    private static long firstBits(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at) >>> (INDEX_BITS + 1);
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
        // Hashes lie evenly, so where one must be is nearly known.
        double share = leaf.length == HASH_BYTES ? (double) firstBits(leaf, 0) / MOST_FIRST : 0;
        int middle = high - (int) (share * (leaves - 1));
        for (int reach = 1 << 10; reach < leaves; reach <<= 2) {
            int from = Math.max(low, middle - reach);
            int to = Math.min(high, middle + reach);
            if ((from == low || compare(from, leaf) > 0)
                    && (to == high || compare(to, leaf) <= 0)) {
                low = from;
                high = to;
                break;
            }
        }
        while (low < high) {
            middle = (low + high) >>> 1;
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
        var proof = new ArrayList<byte[]>(Integer.SIZE - Integer.numberOfLeadingZeros(leafIndex));
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
