// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Builds the trees that Rewards checks: 2n-1 nodes in an array, children of i at 2i+1 and 2i+2, leaves last, pairs sorted.
library Tree {
    function nodes(bytes32[] memory leaves) internal pure returns (bytes32[] memory tree) {
        tree = new bytes32[](2 * leaves.length - 1);
        for (uint256 i = 0; i < leaves.length; i++) tree[tree.length - 1 - i] = leaves[i];
        for (uint256 i = leaves.length - 1; i > 0; i--) tree[i - 1] = pair(tree[2 * i - 1], tree[2 * i]);
    }

    function root(bytes32[] memory leaves) internal pure returns (bytes32) {
        return nodes(leaves)[0];
    }

    function proof(bytes32[] memory leaves, uint256 index) internal pure returns (bytes32[] memory path) {
        bytes32[] memory tree = nodes(leaves);
        uint256 depth = 0;
        for (uint256 i = tree.length - 1 - index; i > 0; i = (i - 1) / 2) depth++;
        path = new bytes32[](depth);
        uint256 node = tree.length - 1 - index;
        for (uint256 level = 0; level < depth; level++) {
            path[level] = tree[node % 2 == 0 ? node - 1 : node + 1];
            node = (node - 1) / 2;
        }
    }

    function pair(bytes32 a, bytes32 b) internal pure returns (bytes32) {
        return a < b ? keccak256(bytes.concat(a, b)) : keccak256(bytes.concat(b, a));
    }
}
