package hearth.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

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
