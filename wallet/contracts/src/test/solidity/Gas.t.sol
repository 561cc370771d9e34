// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Rewards} from "../../main/solidity/Rewards.sol";
import {RoundLog} from "../../main/solidity/RoundLog.sol";
import {Base} from "./Base.sol";
import {GovernanceBase} from "./GovernanceBase.sol";
import {JobEscrowBase} from "./JobEscrowBase.sol";
import {RewardsBase} from "./RewardsBase.sol";
import {StakingBase} from "./StakingBase.sol";
import {Tree} from "./Tree.sol";

/// @dev What each transaction costs, all included (`isolate` makes every call a transaction of its own). The gate compares with
/// docs/gas; `npm run gas` writes it.
/// forge-config: default.isolate = true
contract RewardsGasTest is RewardsBase {
    string private constant GROUP = "Rewards";

    function test_gasOfAnEpochAndItsClaims() public {
        _give(STRANGER, address(rewards), 10 ether);
        vm.prank(STRANGER);
        rewards.fund(10 ether);
        vm.snapshotGasLastCall(GROUP, "fund");
        (bytes32[] memory ten, bytes32 root) = _proofOf(1 ether, 4);
        vm.prank(POSTER);
        rewards.proposeRoot(1, root, 100 ether, DATA);
        vm.snapshotGasLastCall(GROUP, "proposeRoot, any number of leaves");
        vm.warp(block.timestamp + WINDOW);
        // The contract's very first claim pays for its own counter; let somebody else's go first.
        rewards.claimFor(_person(0), 1 ether, ten);
        vm.snapshotGasLastCall(GROUP, "claim, very first");
        _nextEpoch(2, 2 ether, 4, "claim, 10 leaves, again");
        _nextEpoch(3, 3 ether, 14, "claim, 10,000 leaves, again");
        _nextEpoch(4, 4 ether, 20, "claim, 1,000,000 leaves, again");
    }

    function test_gasOfAFirstClaimIntoAnEmptyWallet() public {
        (bytes32[] memory one, bytes32 root) = _proofOf(1 ether, 1);
        vm.prank(POSTER);
        rewards.proposeRoot(1, root, 100 ether, DATA);
        vm.warp(block.timestamp + WINDOW);
        rewards.claimFor(_person(0), 1 ether, one);
        bytes32 leaf = rewards.leafOf(_person(1), 1 ether);
        bytes32[] memory proof = _siblings(14);
        vm.prank(POSTER);
        rewards.proposeRoot(2, _fold(leaf, proof), 100 ether, DATA);
        vm.warp(block.timestamp + WINDOW);
        rewards.claimFor(_person(1), 1 ether, proof);
        vm.snapshotGasLastCall(GROUP, "claim, 10,000 leaves, empty wallet");
    }

    function _nextEpoch(uint64 epoch, uint256 cumulative, uint256 depth, string memory name) private {
        (bytes32[] memory proof, bytes32 root) = _proofOf(cumulative, depth);
        vm.prank(POSTER);
        rewards.proposeRoot(epoch, root, 100 ether, DATA);
        vm.warp(block.timestamp + WINDOW);
        rewards.claimFor(_person(0), cumulative, proof);
        vm.snapshotGasLastCall(GROUP, name);
    }

    /// @dev A proof of this depth costs the same whatever the other leaves are, so the tree around it need not exist.
    function _proofOf(uint256 cumulative, uint256 depth) private view returns (bytes32[] memory proof, bytes32 root) {
        proof = _siblings(depth);
        root = _fold(rewards.leafOf(_person(0), cumulative), proof);
    }

    function _siblings(uint256 depth) private pure returns (bytes32[] memory proof) {
        proof = new bytes32[](depth);
        for (uint256 i = 0; i < depth; i++) proof[i] = keccak256(abi.encode("sibling", i));
    }

    function _fold(bytes32 leaf, bytes32[] memory proof) private pure returns (bytes32 node) {
        node = leaf;
        for (uint256 i = 0; i < proof.length; i++) node = Tree.pair(node, proof[i]);
    }
}

/// forge-config: default.isolate = true
contract StakingGasTest is StakingBase {
    string private constant GROUP = "Staking";

    function test_gasOfStakingFromFirstStakeToWithdrawal() public {
        _stake(BOB, 1 ether);
        _addYield(1000 ether, 1000);
        vm.snapshotGasLastCall(GROUP, "addYield");
        vm.warp(START + 50);
        _stake(ALICE, 10 ether);
        vm.snapshotGasLastCall(GROUP, "stake, first of an account");
        vm.warp(START + 100);
        _stake(ALICE, 10 ether);
        vm.snapshotGasLastCall(GROUP, "stake, later");
        _claimYield(ALICE);
        vm.snapshotGasLastCall(GROUP, "claimYield");
        vm.prank(ALICE);
        uint256 id = staking.requestUnstake(5 ether);
        vm.snapshotGasLastCall(GROUP, "requestUnstake");
        vm.warp(START + 100 + UNBONDING);
        vm.prank(ALICE);
        staking.withdraw(id);
        vm.snapshotGasLastCall(GROUP, "withdraw");
    }

    function test_gasOfTerms() public {
        _stake(BOB, 1 ether);
        _stake(ALICE, 1 ether);
        uint256 id = _stakeForTerm(ALICE, 10 ether, 365);
        vm.snapshotGasLastCall(GROUP, "stakeForTerm, later");
        vm.warp(START + 10);
        vm.prank(ALICE);
        staking.leaveEarly(id);
        vm.snapshotGasLastCall(GROUP, "leaveEarly");
        id = _stakeForTerm(ALICE, 10 ether, 30);
        vm.warp(START + 31 days);
        staking.endTerm(ALICE, id);
        vm.snapshotGasLastCall(GROUP, "endTerm");
    }

    function test_gasOfASlashAndItsAppeal() public {
        _stake(ALICE, 100 ether);
        uint256 id = _proposeSlash(ALICE, 1 ether);
        vm.snapshotGasLastCall(GROUP, "proposeSlash");
        vm.prank(ALICE);
        staking.appeal(id);
        vm.snapshotGasLastCall(GROUP, "appeal");
        vm.warp(START + 17 days);
        vm.prank(SLASHER);
        staking.executeSlash(id);
        vm.snapshotGasLastCall(GROUP, "executeSlash");
    }
}

/// forge-config: default.isolate = true
contract JobEscrowGasTest is JobEscrowBase {
    string private constant GROUP = "JobEscrow";

    function test_gasOfAJobFromItsBudgetToItsRefund() public {
        uint256 id = _create(BOB, 10 ether, 1 ether);
        _settle(id, 1, 1 ether);
        id = _create(ALICE, 10 ether, 1 ether);
        vm.snapshotGasLastCall(GROUP, "createJob");
        _give(ALICE, address(escrow), 1 ether);
        vm.prank(ALICE);
        escrow.topUp(id, 1 ether);
        vm.snapshotGasLastCall(GROUP, "topUp");
        _settle(id, 1, 1 ether);
        vm.snapshotGasLastCall(GROUP, "settle, first of a job");
        _settle(id, 2, 1 ether);
        vm.snapshotGasLastCall(GROUP, "settle, later");
        vm.warp(DEADLINE + GRACE);
        escrow.close(id);
        vm.snapshotGasLastCall(GROUP, "close with refund");
    }
}

/// forge-config: default.isolate = true
contract RoundLogGasTest is Base {
    string private constant GROUP = "RoundLog";

    function test_gasOfAJobsRounds() public {
        RoundLog log = new RoundLog(ADMIN, POSTER);
        vm.startPrank(POSTER);
        log.open("job", STRANGER, "manifest", "licence");
        vm.snapshotGasLastCall(GROUP, "open");
        log.write("job", 0, "checkpoint", "results", 3, 1, log.jobOf("job").head);
        vm.snapshotGasLastCall(GROUP, "write, first round");
        log.write("job", 1, "checkpoint", "results", 3, 1, log.jobOf("job").head);
        vm.snapshotGasLastCall(GROUP, "write, later round");
        vm.stopPrank();
    }
}

/// forge-config: default.isolate = true
contract EmberGovernorGasTest is GovernanceBase {
    string private constant GROUP = "EmberGovernor";

    function test_gasOfADecisionFromItsProposalToItsEffect() public {
        _stake(ALICE, FLOOR);
        _stake(BOB, FLOOR);
        uint256 id = _proposeRules(ALICE, 2000);
        vm.snapshotGasLastCall(GROUP, "propose");
        _vote(id, ALICE, 1);
        vm.snapshotGasLastCall(GROUP, "castVote, first of a proposal");
        vm.prank(BOB);
        governor.castVote(id, 1);
        vm.snapshotGasLastCall(GROUP, "castVote, later");
        _toTheEnd();
        _queue(2000);
        vm.snapshotGasLastCall(GROUP, "queue");
        vm.warp(block.timestamp + TIMELOCK);
        _execute(2000);
        vm.snapshotGasLastCall(GROUP, "execute");
        _send(ALICE, 3000);
        _cancel(GUARDIAN, 3000);
        vm.snapshotGasLastCall(GROUP, "cancel");
    }
}
