package hearth.coordinator;

import hearth.protocol.MerkleTree;
import hearth.protocol.PayoutLeaf;
import hearth.protocol.Wei;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Everything an epoch's root stands for, published as canonical JSON: from it anybody can build
/// the tree again.
///
/// @param cumulative everything released to each account so far
public record LeafFile(
        int version, long chainId, String rewards, long epoch, SortedMap<String, Wei> cumulative) {
    static final int VERSION = 1;

    static LeafFile of(long chainId, String rewards, long epoch, Map<String, Wei> cumulative) {
        return new LeafFile(VERSION, chainId, rewards, epoch, new TreeMap<>(cumulative));
    }

    MerkleTree tree() {
        return MerkleTree.of(leaves().stream().map(PayoutLeaf::hash).toList());
    }

    List<PayoutLeaf> leaves() {
        return cumulative.entrySet().stream()
                .map(e -> new PayoutLeaf(chainId, rewards, e.getKey(), e.getValue()))
                .toList();
    }

    Wei total() {
        return cumulative.values().stream().reduce(Wei.ZERO, Wei::plus);
    }
}
