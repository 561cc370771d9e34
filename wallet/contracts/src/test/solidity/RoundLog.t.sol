// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {RoundLog} from "../../main/solidity/RoundLog.sol";
import {Base} from "./Base.sol";
import {Tree} from "./Tree.sol";

contract RoundLogTest is Base {
    address private constant COORDINATOR = address(0xC00);
    address private constant OWNER = address(0x0117E4);
    bytes32 private constant JOB = keccak256("job");
    bytes32 private constant MANIFEST = keccak256("manifest");
    bytes32 private constant LICENCE = keccak256("licence");
    bytes32 private constant CHECKPOINT = keccak256("checkpoint");
    bytes32 private constant RESULTS = keccak256("results");

    RoundLog private log;

    function setUp() public {
        vm.warp(START);
        log = new RoundLog(ADMIN, COORDINATOR);
        vm.prank(COORDINATOR);
        log.open(JOB, OWNER, MANIFEST, LICENCE);
    }

    function test_keepsOwnerLicenceAndRounds() public {
        _write(0, CHECKPOINT, RESULTS, 3, 1);
        RoundLog.Job memory job = log.jobOf(JOB);
        vm.assertEq(job.owner, OWNER, "owner");
        vm.assertEq(job.manifestHash, MANIFEST, "manifest");
        vm.assertEq(job.licenceHash, LICENCE, "licence");
        vm.assertEq(job.nextRound, 1, "next round");
        RoundLog.Round memory round = log.roundOf(JOB, 0);
        vm.assertEq(round.checkpointHash, CHECKPOINT, "checkpoint");
        vm.assertEq(round.resultsRoot, RESULTS, "results");
        vm.assertEq(round.accepted, 3, "accepted");
        vm.assertEq(round.refused, 1, "refused");
        vm.assertEq(round.writtenAt, START, "written at");
    }

    function test_theHeadIsTheHashOfTheWholeHistory() public {
        bytes32 start = keccak256(abi.encode(block.chainid, address(log), JOB, OWNER, MANIFEST, LICENCE));
        vm.assertEq(log.jobOf(JOB).head, start, "head before the first round");
        _write(0, CHECKPOINT, RESULTS, 3, 1);
        bytes32 first = keccak256(abi.encode(start, uint64(0), CHECKPOINT, RESULTS, uint32(3), uint32(1)));
        vm.assertEq(log.jobOf(JOB).head, first, "head after one round");
        _write(1, RESULTS, 0, 0, 2);
        vm.assertEq(
            log.jobOf(JOB).head, keccak256(abi.encode(first, uint64(1), RESULTS, bytes32(0), uint32(0), uint32(2))), "after two"
        );
    }

    function test_writesEachRoundOnceAndInOrder() public {
        bytes32 head = log.jobOf(JOB).head;
        _refused(1, CHECKPOINT, RESULTS, 1, head, abi.encodeWithSelector(RoundLog.UnexpectedRound.selector, JOB, 0, 1));
        _write(0, CHECKPOINT, RESULTS, 1, 0);
        head = log.jobOf(JOB).head;
        _refused(0, CHECKPOINT, RESULTS, 1, head, abi.encodeWithSelector(RoundLog.UnexpectedRound.selector, JOB, 1, 0));
    }

    function test_writesNothingUponAnotherHistory() public {
        bytes32 old = log.jobOf(JOB).head;
        _write(0, CHECKPOINT, RESULTS, 1, 0);
        bytes32 head = log.jobOf(JOB).head;
        _refused(1, CHECKPOINT, RESULTS, 1, old, abi.encodeWithSelector(RoundLog.UnexpectedHead.selector, JOB, head, old));
    }

    function test_refusesResultsThatDoNotFitTheirNumber() public {
        bytes32 head = log.jobOf(JOB).head;
        bytes4 why = RoundLog.ResultsDoNotMatch.selector;
        _refused(0, CHECKPOINT, RESULTS, 0, head, abi.encodeWithSelector(why, RESULTS, 0));
        _refused(0, CHECKPOINT, 0, 1, head, abi.encodeWithSelector(why, bytes32(0), 1));
        _refused(0, 0, RESULTS, 1, head, abi.encodeWithSelector(RoundLog.ZeroHash.selector));
    }

    function test_opensAJobOnce() public {
        vm.startPrank(COORDINATOR);
        vm.expectRevert(abi.encodeWithSelector(RoundLog.JobAlreadyOpen.selector, JOB));
        log.open(JOB, STRANGER, MANIFEST, LICENCE);
        vm.expectRevert(abi.encodeWithSelector(RoundLog.ZeroAddress.selector));
        log.open(RESULTS, address(0), MANIFEST, LICENCE);
        vm.expectRevert(abi.encodeWithSelector(RoundLog.ZeroHash.selector));
        log.open(RESULTS, OWNER, MANIFEST, 0);
        bytes32 head = log.jobOf(JOB).head;
        vm.expectRevert(abi.encodeWithSelector(RoundLog.JobNotOpen.selector, RESULTS));
        log.write(RESULTS, 0, CHECKPOINT, RESULTS, 1, 0, head);
        vm.stopPrank();
    }

    function test_onlyTheCoordinatorWrites() public {
        bytes32 head = log.jobOf(JOB).head;
        bytes memory why =
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, STRANGER, log.COORDINATOR_ROLE());
        vm.startPrank(STRANGER);
        vm.expectRevert(why);
        log.write(JOB, 0, CHECKPOINT, RESULTS, 1, 0, head);
        vm.expectRevert(why);
        log.open(RESULTS, OWNER, MANIFEST, LICENCE);
        vm.stopPrank();
    }

    function test_provesThatAnUpdateIsInARound() public {
        bytes32[] memory leaves = new bytes32[](3);
        for (uint256 i = 0; i < 3; i++) leaves[i] = log.leafOf(JOB, 0, _update(i));
        _write(0, CHECKPOINT, Tree.root(leaves), 3, 0);
        _write(1, CHECKPOINT, Tree.root(leaves), 3, 0);
        for (uint256 i = 0; i < 3; i++) {
            bytes32[] memory proof = Tree.proof(leaves, i);
            vm.assertTrue(log.isAccepted(JOB, 0, _update(i), proof), "is in");
            vm.assertTrue(!log.isAccepted(JOB, 1, _update(i), proof), "is not in another round");
            vm.assertTrue(!log.isAccepted(JOB, 0, _update(i + 1), proof), "another update is not");
        }
        vm.assertTrue(!log.isAccepted(JOB, 9, _update(0), new bytes32[](0)), "no round, no results");
    }

    function test_anInnerNodeIsNoUpdate() public {
        bytes32[] memory leaves = new bytes32[](2);
        for (uint256 i = 0; i < 2; i++) leaves[i] = log.leafOf(JOB, 0, _update(i));
        bytes32 root = Tree.root(leaves);
        _write(0, CHECKPOINT, root, 2, 0);
        vm.assertTrue(!log.isAccepted(JOB, 0, root, new bytes32[](0)), "the root itself");
    }

    function testFuzz_twoHistoriesNeverShareAHead(bytes32 a, bytes32 b, uint32 accepted) public {
        vm.assume(a != b && a != 0 && b != 0 && accepted > 0);
        RoundLog other = new RoundLog(ADMIN, COORDINATOR);
        vm.prank(COORDINATOR);
        other.open(JOB, OWNER, MANIFEST, LICENCE);
        vm.assertTrue(other.jobOf(JOB).head != log.jobOf(JOB).head, "another contract, another head");
        bytes32 head = log.jobOf(JOB).head;
        _write(0, a, RESULTS, accepted, 0);
        vm.assertTrue(log.jobOf(JOB).head != keccak256(abi.encode(head, uint64(0), b, RESULTS, accepted, uint32(0))), "head");
    }

    function _update(uint256 index) private pure returns (bytes32) {
        return keccak256(abi.encode("update", index));
    }

    function _write(uint64 round, bytes32 checkpoint, bytes32 results, uint32 accepted, uint32 refused) private {
        bytes32 head = log.jobOf(JOB).head;
        vm.prank(COORDINATOR);
        log.write(JOB, round, checkpoint, results, accepted, refused, head);
    }

    function _refused(uint64 round, bytes32 checkpoint, bytes32 results, uint32 accepted, bytes32 head, bytes memory why)
        private
    {
        vm.expectRevert(why);
        vm.prank(COORDINATOR);
        log.write(JOB, round, checkpoint, results, accepted, 0, head);
    }
}
