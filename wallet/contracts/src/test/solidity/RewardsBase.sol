// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Rewards} from "../../main/solidity/Rewards.sol";
import {Base} from "./Base.sol";
import {Tree} from "./Tree.sol";

/// @dev A funded Rewards contract, and epochs given as lists of cumulative earnings of the persons 0, 1, 2 and so on.
abstract contract RewardsBase is Base {
    uint64 internal constant WINDOW = 1 days;
    uint256 internal constant CAP = 1000 ether;
    bytes32 internal constant DATA = keccak256("leaf file");

    Rewards internal rewards;

    function setUp() public virtual {
        _startWithToken();
        rewards = new Rewards(IERC20(address(token)), ADMIN, POSTER, GUARDIAN, WINDOW, CAP);
        _fund(5000 ether);
    }

    function _fund(uint256 amount) internal {
        _give(STRANGER, address(rewards), amount);
        vm.prank(STRANGER);
        rewards.fund(amount);
    }

    function _leaves(uint256[] memory earned) internal view returns (bytes32[] memory leaves) {
        leaves = new bytes32[](earned.length);
        for (uint256 i = 0; i < earned.length; i++) leaves[i] = rewards.leafOf(_person(i), earned[i]);
    }

    function _propose(uint64 epoch, uint256[] memory earned) internal {
        uint256 total = 0;
        for (uint256 i = 0; i < earned.length; i++) total += earned[i];
        bytes32 root = Tree.root(_leaves(earned));
        vm.prank(POSTER);
        rewards.proposeRoot(epoch, root, total, DATA);
    }

    function _activate(uint64 epoch, uint256[] memory earned) internal {
        _propose(epoch, earned);
        vm.warp(block.timestamp + WINDOW);
    }

    function _claim(uint256 person, uint256[] memory earned) internal returns (uint256) {
        return rewards.claimFor(_person(person), earned[person], Tree.proof(_leaves(earned), person));
    }

    function _list(uint256 a, uint256 b, uint256 c) internal pure returns (uint256[] memory list) {
        list = new uint256[](3);
        (list[0], list[1], list[2]) = (a, b, c);
    }
}
