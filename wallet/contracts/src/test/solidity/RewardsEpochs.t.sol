// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Rewards} from "../../main/solidity/Rewards.sol";
import {RewardsBase} from "./RewardsBase.sol";
import {Tree} from "./Tree.sol";

contract RewardsEpochsTest is RewardsBase {
    uint256[] private first = _list(100 ether, 20 ether, 3 ether);
    uint256[] private second = _list(150 ether, 20 ether, 9 ether);

    function test_epochsComeInOrderWithoutGaps() public {
        bytes32 root = Tree.root(_leaves(first));
        _expectProposal(2, root, 1 ether, abi.encodeWithSelector(Rewards.UnexpectedEpoch.selector, 1, 2));
        _expectProposal(0, root, 1 ether, abi.encodeWithSelector(Rewards.UnexpectedEpoch.selector, 1, 0));
        _activate(1, first);
        _activate(2, second);
        bytes32 other = keccak256("other");
        _expectProposal(1, other, 200 ether, abi.encodeWithSelector(Rewards.UnexpectedEpoch.selector, 3, 1));
        _expectProposal(4, other, 200 ether, abi.encodeWithSelector(Rewards.UnexpectedEpoch.selector, 3, 4));
    }

    function test_postingTheSameRootAgainSaysSo() public {
        bytes32 root = Tree.root(_leaves(first));
        _propose(1, first);
        bytes memory refusal = abi.encodeWithSelector(Rewards.EpochAlreadyPosted.selector, 1, root);
        _expectProposal(1, root, 123 ether, refusal);
        vm.warp(START + WINDOW);
        _expectProposal(1, root, 123 ether, refusal);
        _activate(2, second);
        _expectProposal(1, root, 123 ether, refusal);
    }

    function test_aPendingRootCannotBeReplaced() public {
        _propose(1, first);
        bytes32 other = keccak256("other");
        bytes memory refusal = abi.encodeWithSelector(Rewards.RootStillPending.selector, 1, START + WINDOW);
        _expectProposal(1, other, 200 ether, refusal);
        _expectProposal(2, other, 200 ether, refusal);
    }

    function test_theGuardianVetoesAPendingRootAndItsEpochIsProposedAgain() public {
        _activate(1, first);
        _propose(2, second);
        (uint64 epoch, bytes32 root, uint256 total, bytes32 dataHash, uint64 validAt) = rewards.pendingRoot();
        vm.assertEq(epoch, 2, "pending epoch");
        vm.assertEq(root, Tree.root(_leaves(second)), "pending root");
        vm.assertEq(total, 179 ether, "pending total");
        vm.assertEq(dataHash, DATA, "pending data");
        vm.assertEq(validAt, START + 2 * WINDOW, "pending until");
        vm.prank(GUARDIAN);
        rewards.vetoRoot(2);
        (epoch, root, total,,) = rewards.pendingRoot();
        vm.assertEq(epoch, 0, "nothing is pending");
        (root,,,) = rewards.postedRoot(2);
        vm.assertEq(root, 0, "the vetoed root is gone");
        vm.warp(START + 5 * WINDOW);
        vm.assertEq(rewards.currentEpoch(), 1, "epoch 1 pays again");
        vm.assertEq(_claim(0, first), 100 ether, "claim of epoch 1");
        _activate(2, second);
        vm.assertEq(_claim(0, second), 50 ether, "claim of epoch 2");
    }

    function test_thereIsNoVetoWithoutAPendingRoot() public {
        bytes memory refusal = abi.encodeWithSelector(Rewards.NoPendingRoot.selector);
        vm.expectRevert(refusal);
        vm.prank(GUARDIAN);
        rewards.vetoRoot(0);
        _activate(1, first);
        vm.expectRevert(refusal);
        vm.prank(GUARDIAN);
        rewards.vetoRoot(1);
    }

    function test_aLateVetoDoesNotHitTheNextRoot() public {
        _activate(1, first);
        _propose(2, second);
        vm.expectRevert(abi.encodeWithSelector(Rewards.UnexpectedEpoch.selector, 2, 1));
        vm.prank(GUARDIAN);
        rewards.vetoRoot(1);
    }

    function test_theTotalNeverFallsAndIsFundedAndCapped() public {
        bytes32 root = keccak256("root");
        _expectProposal(1, 0, 1 ether, abi.encodeWithSelector(Rewards.ZeroRoot.selector, 1));
        bytes memory tooFast = abi.encodeWithSelector(Rewards.EpochCapExceeded.selector, CAP, CAP + 1);
        _expectProposal(1, root, CAP + 1, tooFast);
        bytes memory unfunded = abi.encodeWithSelector(Rewards.TotalAboveFunded.selector, 5000 ether, 5000 ether + 1);
        _expectProposal(1, root, 5000 ether + 1, unfunded);
        vm.prank(POSTER);
        rewards.proposeRoot(1, root, CAP, DATA);
        vm.warp(START + WINDOW);
        bytes32 next = keccak256("next");
        _expectProposal(2, next, CAP - 1, abi.encodeWithSelector(Rewards.TotalDecreased.selector, CAP, CAP - 1));
        vm.prank(POSTER);
        rewards.proposeRoot(2, next, 2 * CAP, DATA);
        vm.assertEq(rewards.lastEpoch(), 2, "the cap is for one epoch");
    }

    function test_whatWasPostedCanBeReadBack() public {
        _propose(1, first);
        (bytes32 root, uint256 total, bytes32 dataHash, uint64 validAt) = rewards.postedRoot(1);
        vm.assertEq(root, Tree.root(_leaves(first)), "root");
        vm.assertEq(total, 123 ether, "total");
        vm.assertEq(dataHash, DATA, "data");
        vm.assertEq(validAt, START + WINDOW, "valid at");
        vm.assertEq(rewards.root(), 0, "no root pays yet");
    }

    function test_eachRoleDoesItsOwnAndNoMore() public {
        _propose(1, first);
        bytes32 poster = rewards.POSTER_ROLE();
        bytes32 guardian = rewards.GUARDIAN_ROLE();
        _expectMissingRole(GUARDIAN, poster);
        rewards.proposeRoot(2, keccak256("root"), 200 ether, DATA);
        _expectMissingRole(POSTER, guardian);
        rewards.vetoRoot(1);
        _expectMissingRole(ADMIN, guardian);
        rewards.pause();
        vm.prank(GUARDIAN);
        rewards.pause();
        _expectMissingRole(GUARDIAN, rewards.DEFAULT_ADMIN_ROLE());
        rewards.unpause();
        vm.prank(ADMIN);
        rewards.unpause();
    }

    function test_aPauseStopsClaimsAndProposalsButNoVetoAndNoFunding() public {
        _activate(1, first);
        _propose(2, second);
        vm.prank(GUARDIAN);
        rewards.pause();
        bytes32[] memory proof = Tree.proof(_leaves(first), 0);
        vm.expectRevert(abi.encodeWithSelector(Rewards.EnforcedPause.selector));
        rewards.claimFor(_person(0), first[0], proof);
        _expectProposal(3, keccak256("x"), 200 ether, abi.encodeWithSelector(Rewards.EnforcedPause.selector));
        vm.prank(GUARDIAN);
        rewards.vetoRoot(2);
        _fund(1 ether);
        vm.prank(ADMIN);
        rewards.unpause();
        vm.assertEq(_claim(0, first), 100 ether, "claims go on");
    }

    function test_aPauseEndsByItselfAndTheNextOneLeavesTimeToClaim() public {
        _activate(1, first);
        vm.prank(GUARDIAN);
        rewards.pause();
        uint256 end = block.timestamp + rewards.MAX_PAUSE();
        uint256 next = end + rewards.PAUSE_GAP();
        vm.warp(end);
        vm.assertEq(_claim(0, first), 100 ether, "claims go on");
        vm.warp(next - 1);
        vm.expectRevert(abi.encodeWithSelector(Rewards.PauseTooSoon.selector, next));
        vm.prank(GUARDIAN);
        rewards.pause();
        vm.warp(next);
        vm.prank(GUARDIAN);
        rewards.pause();
        vm.assertTrue(rewards.paused(), "again");
    }

    function test_rulesChangeLaterEpochsOnlyAndNeverShortenTheFirstWindow() public {
        _propose(1, first);
        vm.expectRevert(
            abi.encodeWithSelector(Rewards.ChallengeWindowOutOfRange.selector, WINDOW, WINDOW - 1, rewards.MAX_CHALLENGE_WINDOW())
        );
        vm.prank(ADMIN);
        rewards.setRules(WINDOW - 1, CAP);
        vm.prank(ADMIN);
        rewards.setRules(3 * WINDOW, 1 ether);
        vm.warp(START + WINDOW);
        vm.assertEq(rewards.currentEpoch(), 1, "a pending root keeps its time");
        _expectProposal(2, keccak256("x"), 124 ether + 1, abi.encodeWithSelector(Rewards.EpochCapExceeded.selector, 1 ether, 1 ether + 1));
        vm.prank(POSTER);
        rewards.proposeRoot(2, keccak256("x"), 124 ether, DATA);
        (,,,, uint64 validAt) = rewards.pendingRoot();
        vm.assertEq(validAt, START + 4 * WINDOW, "the next one has the new window");
        _expectMissingRole(POSTER, rewards.DEFAULT_ADMIN_ROLE());
        rewards.setRules(WINDOW, SUPPLY);
    }

    function test_noPartMayBeMissing() public {
        bytes memory refusal = abi.encodeWithSelector(Rewards.ZeroAddress.selector);
        vm.expectRevert(refusal);
        new Rewards(IERC20(address(0)), ADMIN, POSTER, GUARDIAN, WINDOW, CAP);
        vm.expectRevert(refusal);
        new Rewards(token, address(0), POSTER, GUARDIAN, WINDOW, CAP);
        vm.expectRevert(refusal);
        new Rewards(token, ADMIN, address(0), GUARDIAN, WINDOW, CAP);
        vm.expectRevert(refusal);
        new Rewards(token, ADMIN, POSTER, address(0), WINDOW, CAP);
    }

    function _expectProposal(uint64 epoch, bytes32 root, uint256 total, bytes memory refusal) private {
        vm.expectRevert(refusal);
        vm.prank(POSTER);
        rewards.proposeRoot(epoch, root, total, DATA);
    }

    function _expectMissingRole(address account, bytes32 role) private {
        vm.expectRevert(abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, account, role));
        vm.prank(account);
    }
}
