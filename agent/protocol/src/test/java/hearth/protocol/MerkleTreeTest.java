package hearth.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/// The vectors were computed by OpenZeppelin's merkle-tree 1.0 from npm (StandardMerkleTree over
/// `uint256,address,address,uint256`).
class MerkleTreeTest {
    record Leaf(String account, String cumulative, String hash, List<String> proof) {
        PayoutLeaf payout(Vectors vectors) {
            return new PayoutLeaf(
                    vectors.chainId(), vectors.rewards(), account, Wei.of(cumulative));
        }
    }

    record Tree(String root, List<Leaf> leaves) {}

    record Vectors(long chainId, String rewards, List<Tree> trees) {}

    @Test
    void leafHashesEqualOpenZeppelins() {
        var vectors = vectors();
        for (var tree : vectors.trees()) {
            for (var leaf : tree.leaves()) {
                assertThat(hex(leaf.payout(vectors).hash())).isEqualTo(leaf.hash());
            }
        }
    }

    @Test
    void rootsAndProofsEqualOpenZeppelinsWhateverTheOrder() {
        var vectors = vectors();
        for (var expected : vectors.trees()) {
            var hashes =
                    new ArrayList<>(
                            expected.leaves().stream().map(l -> l.payout(vectors).hash()).toList());
            Collections.reverse(hashes);
            var tree = MerkleTree.of(hashes);
            assertThat(hex(tree.root())).isEqualTo(expected.root());
            for (var leaf : expected.leaves()) {
                var proof = tree.proof(leaf.payout(vectors).hash());
                assertThat(proof.stream().map(MerkleTreeTest::hex)).isEqualTo(leaf.proof());
                assertThat(MerkleTree.verify(tree.root(), leaf.payout(vectors).hash(), proof))
                        .isTrue();
            }
        }
    }

    /// Every size around the powers of two, where levels begin, against the definition.
    @Test
    void treesOfAnySizeEqualTheDefinition() {
        var random = new Random(1);
        for (int n :
                new int[] {1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 1000, 8191, 8192, 8193, 20_000}) {
            var leaves = hashes(n, random);
            var tree = MerkleTree.of(leaves);
            assertThat(hex(tree.root())).as("%d leaves", n).isEqualTo(hex(defined(leaves)));
            for (int i = 0; i < n; i += Math.max(1, n / 50)) {
                var leaf = leaves.get(i);
                assertThat(MerkleTree.verify(tree.root(), leaf, tree.proof(leaf))).isTrue();
            }
        }
    }

    /// Sorting looks at the first bits before it compares, and looking up guesses by them.
    @Test
    void hashesThatBeginAlikeOrLieUnevenlyAreInOrderToo() {
        var random = new Random(2);
        var leaves = hashes(3000, random);
        for (int i = 0; i < leaves.size(); i++) {
            Arrays.fill(leaves.get(i), 0, i % 3 == 0 ? 8 : 2, (byte) (i % 2 == 0 ? 0xff : 0));
        }
        leaves.add(leaves.getFirst().clone());
        var tree = MerkleTree.of(leaves);
        assertThat(hex(tree.root())).isEqualTo(hex(defined(leaves)));
        for (var leaf : leaves) {
            assertThat(MerkleTree.verify(tree.root(), leaf, tree.proof(leaf))).isTrue();
        }
        assertThatThrownBy(() -> tree.proof(new byte[5]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<byte[]> hashes(int n, Random random) {
        var hashes = new ArrayList<byte[]>();
        for (int i = 0; i < n; i++) {
            var hash = new byte[MerkleTree.HASH_BYTES];
            random.nextBytes(hash);
            hashes.add(hash);
        }
        return hashes;
    }

    /// OpenZeppelin's makeMerkleTree, word for word.
    private static byte[] defined(List<byte[]> leaves) {
        var sorted = new ArrayList<>(leaves);
        sorted.sort(Arrays::compareUnsigned);
        var nodes = new byte[2 * sorted.size() - 1][];
        for (int i = 0; i < sorted.size(); i++) {
            nodes[nodes.length - 1 - i] = sorted.get(i);
        }
        for (int i = nodes.length - 1 - sorted.size(); i >= 0; i--) {
            byte[] a = nodes[2 * i + 1];
            byte[] b = nodes[2 * i + 2];
            boolean ordered = Arrays.compareUnsigned(a, b) <= 0;
            nodes[i] = MerkleTree.keccak256(ordered ? a : b, ordered ? b : a);
        }
        return nodes[0];
    }

    /// Prints what a settlement of a million accounts costs; the limits leave room for a busy
    /// machine.
    @Test
    void aMillionLeavesFitInMemoryAndTime() {
        int n = Integer.getInteger("hearth.merkle.leaves", 200_000);
        var leaves = hashes(n, new Random(2));
        long start = System.nanoTime();
        var tree = MerkleTree.of(leaves);
        long built = System.nanoTime();
        for (int i = 0; i < 1000; i++) {
            tree.proof(leaves.get(i));
        }
        long proved = System.nanoTime();
        System.Logger log = System.getLogger("hearth.protocol");
        log.log(
                System.Logger.Level.INFO,
                "{0} leaves: tree in {1} ms, 1000 proofs in {2} ms",
                n,
                (built - start) / 1_000_000,
                (proved - built) / 1_000_000);
        assertThat(Duration.ofNanos(proved - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void aProofFailsForAnotherAmountChainOrContract() {
        var vectors = vectors();
        var tree = vectors.trees().getLast();
        var leaf = tree.leaves().getFirst();
        var proof = leaf.proof().stream().map(HexFormat.of()::parseHex).toList();
        var root = HexFormat.of().parseHex(tree.root());
        var honest = leaf.payout(vectors);
        var more =
                new PayoutLeaf(
                        honest.chainId(),
                        honest.rewards(),
                        honest.account(),
                        honest.cumulative().plus(Wei.of(1)));
        var elsewhere = new PayoutLeaf(1, honest.rewards(), honest.account(), honest.cumulative());
        var otherContract =
                new PayoutLeaf(
                        honest.chainId(), honest.account(), honest.account(), honest.cumulative());
        assertThat(MerkleTree.verify(root, honest.hash(), proof)).isTrue();
        for (var wrong : List.of(more, elsewhere, otherContract)) {
            assertThat(MerkleTree.verify(root, wrong.hash(), proof)).isFalse();
        }
    }

    @Test
    void refusesAnEmptyTreeAndAStrangersLeaf() {
        assertThatThrownBy(() -> MerkleTree.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        var tree = MerkleTree.of(List.of(new byte[32]));
        assertThatThrownBy(() -> tree.proof(MerkleTree.keccak256(new byte[1])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// Test vector of the Keccak team for the empty message, as used by Ethereum.
    @Test
    void hashesTheEmptyMessageAsEthereumDoes() {
        assertThat(hex(MerkleTree.keccak256()))
                .isEqualTo("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    }

    private static Vectors vectors() {
        try (var in = MerkleTreeTest.class.getResourceAsStream("openzeppelin-trees.json")) {
            return Json.read(Objects.requireNonNull(in).readAllBytes(), Vectors.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
