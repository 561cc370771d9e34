package hearth.app.cli;

import com.sun.management.OperatingSystemMXBean;

import hearth.protocol.MerkleTree;
import hearth.protocol.PayoutLeaf;
import hearth.protocol.Wei;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// How long a settlement's tree takes: the leaves of so many payouts, the tree, and a proof for
/// every one of them. The payouts are those of `wallet/contracts/tools/tree-roots.mjs`, so that the
/// root can be compared with OpenZeppelin's.
///
/// @param leafMs making and hashing the payouts
/// @param treeMs building the tree
/// @param proofsMs every proof once
/// @param cpuMs of all cores, for the tree and the proofs; on a busy machine the better figure
/// @param heapPeakMb most memory of the heap that was in use at once, garbage included
/// @param sameAsOpenZeppelin whether the root is the one of their library; empty where none is
/// known
/// @param openZeppelin their library measured in the same run; empty where it was not asked for
record PayoutTreeSpeed(
        int leaves,
        long leafMs,
        long treeMs,
        long proofsMs,
        long cpuMs,
        long heapPeakMb,
        String root,
        Optional<Boolean> sameAsOpenZeppelin,
        Optional<OpenZeppelinSpeed> openZeppelin) {
    private static final long CHAIN = 271828;
    private static final String CONTRACT = "0x00000000000000000000000000000000000e3be5";
    private static final BigInteger EMBER = BigInteger.TEN.pow(18);
    private static final int ADDRESS_BYTES = 20;
    private static final int NANOS_PER_MILLI = 1_000_000;

    /// `node tools/tree-roots.mjs N` in wallet/contracts, @openzeppelin/merkle-tree 1.0.8.
    private static final Map<Integer, String> OPEN_ZEPPELIN =
            Map.of(
                    10_000,
                    "4bb321ff6122e9d3de8f63290d294f67855e288f5df82b5bf633146e4ee0ac88",
                    1_000_000,
                    "58ec7a5eb6e4ec9c3be317ca6f5589b24885439bc9ab6e91e27f80414e291e4e");

    static PayoutTreeSpeed measure(int leaves) {
        for (var pool : ManagementFactory.getMemoryPoolMXBeans()) {
            pool.resetPeakUsage();
        }
        long begin = System.nanoTime();
        List<byte[]> hashes =
                IntStream.range(0, leaves).parallel().mapToObj(i -> payout(i).hash()).toList();
        long hashed = System.nanoTime();
        long cpu = cpuNanos();
        var tree = MerkleTree.of(hashes);
        long built = System.nanoTime();
        long nodes = hashes.parallelStream().mapToLong(leaf -> tree.proof(leaf).size()).sum();
        long proved = System.nanoTime();
        if (leaves > 1 && nodes < leaves) {
            throw new IllegalStateException("proofs are missing");
        }
        String root = HexFormat.of().formatHex(tree.root());
        return new PayoutTreeSpeed(
                leaves,
                (hashed - begin) / NANOS_PER_MILLI,
                (built - hashed) / NANOS_PER_MILLI,
                (proved - built) / NANOS_PER_MILLI,
                (cpuNanos() - cpu) / NANOS_PER_MILLI,
                heapPeak() >> 20,
                root,
                Optional.ofNullable(OPEN_ZEPPELIN.get(leaves)).map(root::equals),
                Optional.empty());
    }

    PayoutTreeSpeed beside(OpenZeppelinSpeed other) {
        return new PayoutTreeSpeed(
                leaves,
                leafMs,
                treeMs,
                proofsMs,
                cpuMs,
                heapPeakMb,
                root,
                sameAsOpenZeppelin,
                Optional.of(other));
    }

    /// From the payouts to the last proof.
    long totalMs() {
        return leafMs + treeMs + proofsMs;
    }

    private static PayoutLeaf payout(int i) {
        byte[] name = ("account " + i).getBytes(StandardCharsets.US_ASCII);
        var account = Arrays.copyOf(sha256().digest(name), ADDRESS_BYTES);
        var cumulative = EMBER.multiply(BigInteger.valueOf(i + 1L)).divide(BigInteger.valueOf(7));
        return new PayoutLeaf(
                CHAIN, CONTRACT, "0x" + HexFormat.of().formatHex(account), new Wei(cumulative));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static long heapPeak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }
}
