// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {EmberGovernor} from "../../main/solidity/EmberGovernor.sol";
import {SlashCases} from "../../main/solidity/staking/SlashCases.sol";
import {GovernanceBase} from "./GovernanceBase.sol";

contract GovernanceTest is GovernanceBase {
    function test_stakersChangeAParameterAfterVoteAndDelay() public {
        _stake(ALICE, FLOOR);
        uint256 id = _proposeRules(ALICE, 2000);
        _vote(id, ALICE, 1);
        _toTheEnd();
        _queue(2000);
        vm.warp(block.timestamp + TIMELOCK - 1);
        vm.expectPartialRevert(bytes4(keccak256("TimelockUnexpectedOperationState(bytes32,bytes32)")));
        _execute(2000);
        vm.warp(block.timestamp + 1);
        _execute(2000);
        vm.assertEq(staking.slashCapBps(), 2000, "changed");
    }

    /// @dev The capture that a quorum in percent alone allows: four percent of what little is staked at launch.
    function test_littleStakeDecidesNothingAtLaunch() public {
        _stake(ALICE, THRESHOLD);
        uint256 id = _proposeRules(ALICE, 5000);
        _vote(id, ALICE, 1);
        _toTheEnd();
        vm.assertEq(uint256(governor.state(id)), uint256(IGovernor.ProposalState.Defeated), "all of the stake is not enough");
    }

    function test_exactlyTheQuorumIsEnoughAndAWeiLessIsNot() public {
        _stake(ALICE, FLOOR);
        _stake(BOB, FLOOR - 1);
        uint256 id = _proposeRules(ALICE, 2000);
        _vote(id, BOB, 1);
        uint256 snapshot = vm.snapshotState();
        _toTheEnd();
        vm.assertEq(uint256(governor.state(id)), uint256(IGovernor.ProposalState.Defeated), "a wei less");
        vm.revertToState(snapshot);
        vm.prank(ALICE);
        governor.castVote(id, 1);
        _toTheEnd();
        vm.assertEq(uint256(governor.state(id)), uint256(IGovernor.ProposalState.Succeeded), "enough");
    }

    function test_aboveTheFloorAPartOfAllStakeIsNeeded() public {
        _stake(TREASURY, 500_000_000 ether);
        _stake(ALICE, FLOOR);
        vm.warp(START + 10);
        vm.assertEq(governor.quorum(START), 510_000_000 ether * 4 / 100, "four percent of all stake");
    }

    function test_theFloorHoldsThroughLaunchAndThenFallsToATenth() public view {
        uint256 end = START + 365 days;
        vm.assertEq(governor.quorumFloor(START), FLOOR, "launch");
        vm.assertEq(governor.quorumFloor(end), FLOOR, "its last second");
        vm.assertEq(governor.quorumFloor(end + 365 days), FLOOR * 55 / 100, "half way");
        vm.assertEq(governor.quorumFloor(end + 730 days), FLOOR / 10, "a tenth");
        vm.assertEq(governor.quorumFloor(end + 7300 days), FLOOR / 10, "and never less");
    }

    function test_whoHasLittleAtStakeProposesNothing() public {
        _stake(ALICE, THRESHOLD - 1);
        vm.warp(block.timestamp + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IGovernor.GovernorInsufficientProposerVotes.selector, ALICE, THRESHOLD - 1, THRESHOLD)
        );
        _send(ALICE, 2000);
    }

    function test_stakeThatComesAfterVotingBeganHasNoVote() public {
        _stake(ALICE, FLOOR);
        uint256 id = _proposeRules(ALICE, 2000);
        vm.warp(block.timestamp + DELAY + 1);
        _stake(BOB, 100_000_000 ether);
        vm.prank(BOB);
        governor.castVote(id, 0);
        (uint256 against,,) = governor.proposalVotes(id);
        vm.assertEq(against, 0, "borrowed for the vote");
    }

    function test_aQuorumInTheLastHourLeavesTimeToAnswer() public {
        _stake(ALICE, FLOOR);
        _stake(BOB, 2 * FLOOR);
        uint256 id = _proposeRules(ALICE, 2000);
        uint256 end = governor.proposalDeadline(id);
        vm.warp(end - 1);
        vm.prank(ALICE);
        governor.castVote(id, 1);
        vm.warp(end + 1);
        vm.prank(BOB);
        governor.castVote(id, 0);
        vm.warp(end + 1 days + 1);
        vm.assertEq(uint256(governor.state(id)), uint256(IGovernor.ProposalState.Defeated), "answered");
    }

    function test_theGuardianStopsAProposalDuringLaunchEvenOneThatIsQueued() public {
        _stake(ALICE, FLOOR);
        uint256 id = _proposeRules(ALICE, 5000);
        _vote(id, ALICE, 1);
        _toTheEnd();
        _queue(5000);
        _cancel(GUARDIAN, 5000);
        vm.assertEq(uint256(governor.state(id)), uint256(IGovernor.ProposalState.Canceled), "stopped");
        vm.warp(block.timestamp + TIMELOCK);
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        _execute(5000);
    }

    function test_theGuardiansVetoExpires() public {
        _stake(ALICE, FLOOR);
        vm.warp(START + 365 days);
        uint256 id = _proposeRules(ALICE, 2000);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorUnableToCancel.selector, id, GUARDIAN));
        _cancel(GUARDIAN, 2000);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorUnableToCancel.selector, id, BOB));
        _cancel(BOB, 2000);
    }

    /// @dev A compromised guardian: it can stop what others want, and can want nothing itself.
    function test_theGuardianChangesNothing() public {
        bytes32 role = staking.DEFAULT_ADMIN_ROLE();
        vm.expectRevert(abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, GUARDIAN, role));
        vm.prank(GUARDIAN);
        staking.setRules(1, 1);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        vm.prank(GUARDIAN);
        timelock.schedule(address(staking), 0, _rules(1), 0, 0, TIMELOCK);
    }

    function test_whoDeployedHasNoPowerLeft() public view {
        vm.assertTrue(!timelock.hasRole(timelock.DEFAULT_ADMIN_ROLE(), address(this)), "timelock");
        vm.assertTrue(!timelock.hasRole(timelock.PROPOSER_ROLE(), address(this)), "proposer");
        vm.assertTrue(!staking.hasRole(staking.DEFAULT_ADMIN_ROLE(), address(this)), "staking");
        vm.assertTrue(!rewards.hasRole(rewards.DEFAULT_ADMIN_ROLE(), address(this)), "rewards");
    }

    /// @dev Where several posters must sign, revoking one at exactly their quorum can leave none to post: here each role is
    /// counted by nobody, and one proposal takes it from one account and gives it to another.
    function test_theOnlyPosterIsReplacedInOneProposal() public {
        _stake(ALICE, FLOOR);
        (address[] memory to, uint256[] memory values, bytes[] memory calls) = (new address[](2), new uint256[](2), new bytes[](2));
        (to[0], to[1]) = (address(rewards), address(rewards));
        calls[0] = abi.encodeCall(rewards.revokeRole, (rewards.POSTER_ROLE(), POSTER));
        calls[1] = abi.encodeCall(rewards.grantRole, (rewards.POSTER_ROLE(), BOB));
        vm.warp(block.timestamp + 1);
        vm.prank(ALICE);
        uint256 id = governor.propose(to, values, calls, "poster");
        _vote(id, ALICE, 1);
        _toTheEnd();
        governor.queue(to, values, calls, keccak256("poster"));
        vm.warp(block.timestamp + TIMELOCK);
        governor.execute(to, values, calls, keccak256("poster"));
        vm.assertTrue(!rewards.hasRole(rewards.POSTER_ROLE(), POSTER), "the old one");
        vm.assertTrue(rewards.hasRole(rewards.POSTER_ROLE(), BOB), "the new one");
    }

    function test_aVoteCancelsASlashWithinTheTimeThatItsAppealAdds() public {
        _stake(ALICE, FLOOR);
        _stake(BOB, 100 ether);
        vm.prank(SLASHER);
        uint256 slash = staking.proposeSlash(BOB, 10 ether, "evidence");
        vm.warp(START + staking.SLASH_DELAY() - 1);
        vm.prank(BOB);
        staking.appeal(slash);
        (address[] memory to, uint256[] memory values, bytes[] memory calls) =
            _single(address(staking), abi.encodeCall(SlashCases.cancelSlash, (slash)));
        vm.warp(block.timestamp + 2 days);
        vm.prank(ALICE);
        uint256 id = governor.propose(to, values, calls, "appeal");
        _vote(id, ALICE, 1);
        _toTheEnd();
        governor.queue(to, values, calls, keccak256("appeal"));
        vm.warp(block.timestamp + TIMELOCK);
        governor.execute(to, values, calls, keccak256("appeal"));
        (, , bool open) = staking.slashCase(slash);
        vm.assertTrue(!open, "cancelled in time");
        vm.assertEq(staking.stakedOf(BOB), 100 ether, "nothing was taken");
    }

    function test_noPartMayBeMissing() public {
        EmberGovernor.Rules memory rules = EmberGovernor.Rules(DELAY, PERIOD, 1 days, THRESHOLD, 4, 0);
        vm.expectRevert(abi.encodeWithSelector(EmberGovernor.ZeroQuorum.selector));
        new EmberGovernor(staking, timelock, GUARDIAN, rules);
        rules.quorumFloor = FLOOR;
        vm.expectRevert(abi.encodeWithSelector(EmberGovernor.ZeroAddress.selector));
        new EmberGovernor(staking, timelock, address(0), rules);
    }
}
