// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {Rewards} from "../../main/solidity/Rewards.sol";
import {Staking} from "../../main/solidity/Staking.sol";
import {RewardsBase} from "./RewardsBase.sol";
import {StakingBase} from "./StakingBase.sol";
import {Tree} from "./Tree.sol";

/// @dev What others lost money by, played against the Rewards contract.
contract RewardsIncidentsTest is RewardsBase {
    /// @dev One number for what all have claimed, compared with a balance or lowered with a leaf, locks the last claimers out.
    function test_globalTotalTracker_aFallenLeafAndADonationLockNobodyOut() public {
        _activate(1, _list(100 ether, 20 ether, 3 ether));
        _claim(0, _list(100 ether, 20 ether, 3 ether));
        vm.prank(TREASURY);
        token.transfer(address(rewards), 7 ether);
        uint256[] memory second = _list(60 ether, 70 ether, 33 ether);
        bytes32 root = Tree.root(_leaves(second));
        vm.prank(POSTER);
        rewards.proposeRoot(2, root, 203 ether, DATA);
        vm.warp(block.timestamp + WINDOW);
        bytes32[] memory proof = Tree.proof(_leaves(second), 0);
        vm.expectRevert(abi.encodeWithSelector(Rewards.NothingToClaim.selector, _person(0), 60 ether, 100 ether));
        rewards.claimFor(_person(0), 60 ether, proof);
        vm.assertEq(_claim(1, second), 70 ether, "the second");
        vm.assertEq(_claim(2, second), 33 ether, "and the last are paid in full");
        vm.assertEq(rewards.paid(), 203 ether, "the total counts what left, whatever the leaves say");
    }

    /// @dev An inner node is 64 bytes, as a leaf of two words would be: shown as a leaf, it could pay amounts that are hashes.
    function test_secondPreimage_noInnerNodeIsALeaf(uint256 first, uint256 second) public {
        uint256[] memory earned = _list(100 ether, 20 ether, 3 ether);
        bytes32[] memory leaves = _leaves(earned);
        _activate(1, earned);
        bytes32 inner = Tree.pair(leaves[0], leaves[1]);
        bytes32 root = rewards.root();
        (address account, uint256 amount) = (address(uint160(first)), second);
        vm.assertTrue(rewards.leafOf(account, amount) != inner && rewards.leafOf(account, amount) != root, "leaf");
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = leaves[2];
        vm.expectRevert(abi.encodeWithSelector(Rewards.InvalidProof.selector, account, amount, 1));
        rewards.claimFor(account, amount, proof);
        vm.expectRevert(abi.encodeWithSelector(Rewards.InvalidProof.selector, account, amount, 1));
        rewards.claimFor(account, amount, new bytes32[](0));
    }

    /// @dev The block with root A is replaced; the poster sends B. A, sent again by whoever kept it, and claims made for A, do nothing.
    function test_reorgedRoot_theReplacedRootNeitherComesBackNorPays() public {
        uint256[] memory a = _list(100 ether, 20 ether, 3 ether);
        uint256[] memory b = _list(90 ether, 30 ether, 3 ether);
        uint256 before = vm.snapshotState();
        _activate(1, a);
        vm.assertEq(_claim(0, a), 100 ether, "paid on the history that is gone");
        vm.revertToState(before);
        vm.assertEq(token.balanceOf(_person(0)), 0, "the payment is gone with it");
        _activate(1, b);
        bytes32 root = Tree.root(_leaves(a));
        vm.expectRevert(abi.encodeWithSelector(Rewards.UnexpectedEpoch.selector, 2, 1));
        vm.prank(POSTER);
        rewards.proposeRoot(1, root, 123 ether, DATA);
        bytes32[] memory proof = Tree.proof(_leaves(a), 0);
        vm.expectRevert(abi.encodeWithSelector(Rewards.InvalidProof.selector, _person(0), 100 ether, 1));
        rewards.claimFor(_person(0), 100 ether, proof);
        vm.assertEq(_claim(0, b), 90 ether, "the history that stayed pays");
    }

    function test_expiringClaims_whatWasEarnedIsPaidAfterYears() public {
        uint256[] memory earned = _list(100 ether, 20 ether, 3 ether);
        _activate(1, earned);
        vm.warp(block.timestamp + 3650 days);
        vm.assertEq(_claim(0, earned), 100 ether, "ten years later");
    }

    /// @dev A poster whose key was taken can promise itself everything; it gets one epoch's cap, after the window, if nobody looks.
    function test_compromisedPoster_takesAtMostOneCapForEachUnseenEpoch() public {
        uint256[] memory theft = _list(0, 0, 5000 ether);
        bytes32[] memory proof = Tree.proof(_leaves(theft), 2);
        bytes32 root = Tree.root(_leaves(theft));
        vm.expectRevert(abi.encodeWithSelector(Rewards.EpochCapExceeded.selector, CAP, 5000 ether));
        vm.prank(POSTER);
        rewards.proposeRoot(1, root, 5000 ether, DATA);
        vm.prank(POSTER);
        rewards.proposeRoot(1, root, CAP, DATA);
        vm.warp(block.timestamp + WINDOW);
        vm.expectRevert(abi.encodeWithSelector(Rewards.TotalExceeded.selector, CAP, 5000 ether));
        rewards.claimFor(_person(2), 5000 ether, proof);
        vm.assertEq(token.balanceOf(_person(2)), 0, "a leaf above the total pays nothing at all");
    }
}

/// @dev What others lost money by, played against the Staking contract.
contract StakingIncidentsTest is StakingBase {
    uint256 private constant KEY = 0xA11CE;

    function test_firstDepositor_aDonationBeforeTheSecondStakeTakesNothingFromIt(uint256 donation, uint256 second) public {
        donation = _bound(donation, 1, 100_000_000 ether);
        second = _bound(second, 1, 100_000_000 ether);
        _stake(ALICE, 1);
        vm.prank(TREASURY);
        token.transfer(address(staking), donation);
        _stake(BOB, second);
        uint256 id = _requestUnstake(BOB, second);
        vm.warp(START + UNBONDING);
        vm.assertEq(_withdraw(BOB, id), second, "to the wei");
        vm.assertEq(staking.stakedOf(ALICE), 1, "and the first has what it staked");
    }

    /// @dev Rounding in the caller's favour, a wei at a time: after a slash every amount is a rounded one.
    function test_roundingDrain_twentyTinyStakesAndExitsTakeNothingOut(uint256 seed) public {
        _stake(BOB, 1000 ether);
        _stake(ALICE, 1_000_003);
        _slash(ALICE, 99_999);
        uint256 spent = 1_000_003;
        uint256 got = 99_999;
        uint256[] memory ids = new uint256[](20);
        for (uint256 i = 0; i < 20; i++) {
            uint256 amount = 1 + uint256(keccak256(abi.encode(seed, i))) % 7;
            _stake(ALICE, amount);
            spent += amount;
            ids[i] = _requestUnstake(ALICE, 1 + uint256(keccak256(abi.encode(seed, i, "out"))) % amount);
        }
        vm.warp(block.timestamp + UNBONDING);
        for (uint256 i = 0; i < 20; i++) got += _withdraw(ALICE, ids[i]);
        vm.assertLe(got + staking.bondedOf(ALICE), spent, "never more than went in");
        vm.assertEq(staking.stakedOf(BOB), 1000 ether, "nobody else's");
    }

    function test_signatureReplay_aDelegationIsTakenOnceAndByOneContractOnOneChain() public {
        address owner = vm.addr(KEY);
        _stake(owner, 10 ether);
        (uint8 v, bytes32 r, bytes32 s) = _signDelegation(BOB, 0);
        uint256 chain = block.chainid;
        vm.chainId(chain + 1);
        staking.delegateBySig(BOB, 0, START + 60, v, r, s);
        vm.assertEq(staking.delegates(owner), owner, "another chain: another signer, who delegates nothing of hers");
        vm.chainId(chain);
        staking.delegateBySig(BOB, 0, START + 60, v, r, s);
        vm.assertEq(staking.getVotes(BOB), 10 ether, "taken");
        vm.expectRevert(abi.encodeWithSelector(Nonces.InvalidAccountNonce.selector, owner, 1));
        staking.delegateBySig(BOB, 0, START + 60, v, r, s);
        Staking other = new Staking(token, ADMIN, REWARDER, SLASHER, UNBONDING);
        other.delegateBySig(BOB, 0, START + 60, v, r, s);
        vm.assertEq(other.delegates(owner), address(0), "another contract: another signer");
        vm.warp(START + 61);
        vm.expectRevert(abi.encodeWithSelector(IVotes.VotesExpiredSignature.selector, START + 60));
        staking.delegateBySig(BOB, 1, START + 60, v, r, s);
    }

    /// @dev A slash that takes from requests first and moves past them leaves what has matured behind for ever.
    function test_stuckUnbonding_aSlashAfterARequestMaturedLeavesTheRestWithdrawable() public {
        _stake(ALICE, 100 ether);
        uint256 one = _requestUnstake(ALICE, 30 ether);
        uint256 two = _requestUnstake(ALICE, 30 ether);
        vm.warp(START + UNBONDING);
        _slash(ALICE, 10 ether);
        vm.assertEq(_withdraw(ALICE, two), 27 ether, "the second");
        vm.assertEq(_withdraw(ALICE, one), 27 ether, "and the first");
        vm.assertEq(staking.stakedOf(ALICE), 36 ether, "what stayed");
    }

    function _signDelegation(address to, uint256 nonce) private view returns (uint8 v, bytes32 r, bytes32 s) {
        bytes32 type_ = keccak256("Delegation(address delegatee,uint256 nonce,uint256 expiry)");
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Hearth Staking"),
                keccak256("1"),
                block.chainid,
                address(staking)
            )
        );
        bytes32 content = keccak256(abi.encode(type_, to, nonce, START + 60));
        return vm.sign(KEY, keccak256(abi.encodePacked(hex"1901", domain, content)));
    }
}
