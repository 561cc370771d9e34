// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Rewards} from "../../main/solidity/Rewards.sol";
import {FeeToken} from "./HookToken.sol";
import {RewardsBase} from "./RewardsBase.sol";
import {Tree} from "./Tree.sol";

contract RewardsTest is RewardsBase {
    uint256[] private first = _list(100 ether, 20 ether, 3 ether);
    uint256[] private second = _list(150 ether, 20 ether, 9 ether);

    function test_aRootPaysFromTheEndOfItsWindowOnAndNotASecondBefore() public {
        _propose(1, first);
        vm.warp(START + WINDOW - 1);
        vm.assertEq(rewards.currentEpoch(), 0, "epoch inside the window");
        bytes32[] memory proof = Tree.proof(_leaves(first), 0);
        vm.expectRevert(abi.encodeWithSelector(Rewards.NoActiveRoot.selector));
        rewards.claimFor(_person(0), first[0], proof);
        vm.warp(START + WINDOW);
        vm.assertEq(rewards.currentEpoch(), 1, "epoch after the window");
        vm.assertEq(rewards.root(), Tree.root(_leaves(first)), "root");
        vm.assertEq(_claim(0, first), 100 ether, "amount");
        vm.assertEq(token.balanceOf(_person(0)), 100 ether, "balance");
    }

    function test_aWindowOfZeroPaysInTheSameBlock() public {
        rewards = new Rewards(IERC20(address(token)), ADMIN, POSTER, GUARDIAN, 0, CAP);
        _fund(5000 ether);
        _propose(1, first);
        vm.assertEq(_claim(1, first), 20 ether, "amount");
        _propose(2, second);
        vm.assertEq(_claim(0, second), 150 ether, "amount of the second epoch");
    }

    function test_paysTheAccountWhoeverSends() public {
        _activate(1, first);
        bytes32[] memory proof = Tree.proof(_leaves(first), 0);
        vm.prank(STRANGER);
        rewards.claimFor(_person(0), first[0], proof);
        vm.assertEq(token.balanceOf(_person(0)), 100 ether, "account");
        vm.assertEq(token.balanceOf(STRANGER), 0, "sender");
    }

    function test_claimPaysTheSender() public {
        _activate(1, first);
        bytes32[] memory proof = Tree.proof(_leaves(first), 1);
        vm.prank(_person(1));
        vm.assertEq(rewards.claim(first[1], proof), 20 ether, "returned");
        vm.assertEq(token.balanceOf(_person(1)), 20 ether, "balance");
        vm.assertEq(rewards.claimed(_person(1)), 20 ether, "claimed");
    }

    function test_aLaterEpochPaysTheDifference() public {
        _activate(1, first);
        _claim(0, first);
        _activate(2, second);
        vm.assertEq(_claim(0, second), 50 ether, "difference");
        vm.assertEq(rewards.paid(), 150 ether, "paid");
    }

    function test_whatWasNotClaimedStaysClaimable() public {
        _activate(1, first);
        _activate(2, second);
        vm.warp(block.timestamp + 3650 days);
        vm.assertEq(_claim(1, second), 20 ether, "earned in epoch 1, claimed ten years later");
    }

    function test_nobodyIsPaidTwice() public {
        _activate(1, first);
        _claim(0, first);
        bytes32[] memory proof = Tree.proof(_leaves(first), 0);
        vm.expectRevert(abi.encodeWithSelector(Rewards.NothingToClaim.selector, _person(0), 100 ether, 100 ether));
        rewards.claimFor(_person(0), first[0], proof);
    }

    function test_aFallenLeafPaysNothingAndTakesNothingBack() public {
        _activate(1, first);
        _claim(0, first);
        uint256[] memory lower = _list(90 ether, 40 ether, 3 ether);
        _activate(2, lower);
        bytes32[] memory proof = Tree.proof(_leaves(lower), 0);
        vm.expectRevert(abi.encodeWithSelector(Rewards.NothingToClaim.selector, _person(0), 90 ether, 100 ether));
        rewards.claimFor(_person(0), lower[0], proof);
    }

    function test_anInnerNodePassesForNoLeaf() public {
        // Leaves hashed once: an inner node's preimage could then be offered as an account's leaf.
        bytes32[] memory once = new bytes32[](2);
        once[0] = keccak256(abi.encode(block.chainid, address(rewards), _person(0), uint256(5)));
        once[1] = keccak256(abi.encode(block.chainid, address(rewards), _person(1), uint256(6)));
        vm.prank(POSTER);
        rewards.proposeRoot(1, Tree.root(once), 11, DATA);
        vm.warp(START + WINDOW);
        bytes32[] memory proof = Tree.proof(once, 0);
        vm.expectRevert(abi.encodeWithSelector(Rewards.InvalidProof.selector, _person(0), 5, 1));
        rewards.claimFor(_person(0), 5, proof);
    }

    function test_aShortenedProofIsRefused() public {
        _activate(1, first);
        bytes32[] memory proof = Tree.proof(_leaves(first), 0);
        bytes32[] memory shorter = new bytes32[](proof.length - 1);
        for (uint256 i = 0; i < shorter.length; i++) shorter[i] = proof[i + 1];
        vm.expectRevert(abi.encodeWithSelector(Rewards.InvalidProof.selector, _person(0), first[0], 1));
        rewards.claimFor(_person(0), first[0], shorter);
    }

    function test_aProofOfAnotherContractOrChainIsRefused() public {
        Rewards other = new Rewards(IERC20(address(token)), ADMIN, POSTER, GUARDIAN, WINDOW, CAP);
        bytes32[] memory leaves = new bytes32[](2);
        leaves[0] = other.leafOf(_person(0), 5 ether);
        uint256 home = block.chainid;
        vm.chainId(home + 1);
        leaves[1] = rewards.leafOf(_person(1), 6 ether);
        vm.chainId(home);
        vm.prank(POSTER);
        rewards.proposeRoot(1, Tree.root(leaves), 11 ether, DATA);
        vm.warp(START + WINDOW);
        bytes32[] memory ofContract = Tree.proof(leaves, 0);
        bytes32[] memory ofChain = Tree.proof(leaves, 1);
        vm.expectRevert(abi.encodeWithSelector(Rewards.InvalidProof.selector, _person(0), 5 ether, 1));
        rewards.claimFor(_person(0), 5 ether, ofContract);
        vm.expectRevert(abi.encodeWithSelector(Rewards.InvalidProof.selector, _person(1), 6 ether, 1));
        rewards.claimFor(_person(1), 6 ether, ofChain);
    }

    function test_aTreeThatPromisesMoreThanItsTotalStopsAtTheTotal() public {
        bytes32 root = Tree.root(_leaves(first));
        vm.prank(POSTER);
        rewards.proposeRoot(1, root, 110 ether, DATA);
        vm.warp(START + WINDOW);
        _claim(0, first);
        bytes32[] memory proof = Tree.proof(_leaves(first), 1);
        vm.expectRevert(abi.encodeWithSelector(Rewards.TotalExceeded.selector, 110 ether, 120 ether));
        rewards.claimFor(_person(1), first[1], proof);
        vm.assertEq(_claim(2, first), 3 ether, "what still fits is paid");
    }

    function test_fundCountsWhatArrives() public {
        FeeToken fee = new FeeToken(STRANGER, 1000 ether);
        Rewards taxed = new Rewards(fee, ADMIN, POSTER, GUARDIAN, WINDOW, CAP);
        vm.startPrank(STRANGER);
        fee.approve(address(taxed), 100 ether);
        taxed.fund(100 ether);
        vm.stopPrank();
        vm.assertEq(taxed.funded(), 99 ether, "funded");
    }

    function test_fundingNothingIsRefused() public {
        vm.expectRevert(abi.encodeWithSelector(Rewards.ZeroAmount.selector));
        rewards.fund(0);
    }

    function test_aDonationFundsNothing() public {
        vm.prank(TREASURY);
        token.transfer(address(rewards), 77 ether);
        vm.assertEq(rewards.funded(), 5000 ether, "funded");
    }

    function testFuzz_everyLeafIsPaidOnceInAnyOrder(uint256[7] memory amounts, uint256 start) public {
        uint256[] memory earned = new uint256[](7);
        uint256 sum = 0;
        for (uint256 i = 0; i < 7; i++) {
            earned[i] = _bound(amounts[i], 1, CAP / 7);
            sum += earned[i];
        }
        _activate(1, earned);
        for (uint256 i = 0; i < 7; i++) _claim((start % 7 + i * 3) % 7, earned);
        for (uint256 i = 0; i < 7; i++) vm.assertEq(token.balanceOf(_person(i)), earned[i], "balance");
        vm.assertEq(rewards.paid(), sum, "paid");
        vm.assertEq(token.balanceOf(address(rewards)), 5000 ether - sum, "left");
    }

    function testFuzz_noOtherAmountOrAccountPassesTheProof(uint256 amount, address account) public {
        vm.assume(amount != first[0] || account != _person(0));
        _activate(1, first);
        bytes32[] memory proof = Tree.proof(_leaves(first), 0);
        vm.expectRevert(abi.encodeWithSelector(Rewards.InvalidProof.selector, account, amount, 1));
        rewards.claimFor(account, amount, proof);
    }

    function test_paysEveryLeafOfATreeThatOpenZeppelinBuilt() public {
        string memory json = vm.readFile("src/test/vectors/rewards-tree.json");
        address place = vm.parseJsonAddress(json, ".contract");
        vm.prank(POSTER);
        rewards.proposeRoot(1, vm.parseJsonBytes32(json, ".root"), vm.parseJsonUint(json, ".total"), DATA);
        vm.warp(START + WINDOW);
        vm.prank(TREASURY);
        token.transfer(place, 5000 ether);
        vm.etch(place, address(rewards).code);
        vm.copyStorage(address(rewards), place);
        vm.chainId(vm.parseJsonUint(json, ".chainId"));
        uint256 count = vm.parseJsonUint(json, ".count");
        vm.assertGe(count, 10, "leaves in the file");
        for (uint256 i = 0; i < count; i++) {
            string memory key = string.concat(".leaves[", vm.toString(i), "]");
            address account = vm.parseJsonAddress(json, string.concat(key, ".account"));
            uint256 cumulative = vm.parseJsonUint(json, string.concat(key, ".cumulative"));
            bytes32[] memory proof = vm.parseJsonBytes32Array(json, string.concat(key, ".proof"));
            bytes32 leaf = vm.parseJsonBytes32(json, string.concat(key, ".leaf"));
            vm.assertEq(Rewards(place).leafOf(account, cumulative), leaf, "leaf");
            vm.assertEq(Rewards(place).claimFor(account, cumulative, proof), cumulative, "paid");
        }
    }
}
