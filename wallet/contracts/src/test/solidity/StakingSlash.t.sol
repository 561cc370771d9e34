// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Staking} from "../../main/solidity/Staking.sol";
import {SlashCases} from "../../main/solidity/staking/SlashCases.sol";
import {StakeBooks} from "../../main/solidity/staking/StakeBooks.sol";
import {StakingBase} from "./StakingBase.sol";

contract StakingSlashTest is StakingBase {
    function test_aSlashTakesFromEveryPositionAndRequestAtOnce() public {
        _stake(ALICE, 40 ether);
        _stakeForTerm(ALICE, 40 ether, 365);
        uint256 request = _requestUnstake(ALICE, 20 ether);
        vm.assertEq(_slash(ALICE, 8 ether), 8 ether, "a tenth");
        vm.assertEq(staking.flexibleOf(ALICE), 18 ether, "flexible");
        vm.assertEq(staking.positionsOf(ALICE)[0].amount, 36 ether, "term");
        vm.assertEq(staking.unbondingOf(ALICE)[0].amount, 18 ether, "unbonding is no escape");
        vm.assertEq(staking.getVotes(ALICE), 54 ether, "votes follow");
        vm.assertEq(staking.weightOf(ALICE), 1800 ether + 7200 ether, "weight follows");
        vm.assertEq(staking.slashedHeld(), 8 ether, "held");
        vm.warp(START + 60 days);
        vm.assertEq(_withdraw(ALICE, request), 18 ether, "the rest is paid");
    }

    function test_noStakerPaysForAnother() public {
        _stake(ALICE, 100 ether);
        _stake(BOB, 100 ether);
        _slash(ALICE, 10 ether);
        vm.assertEq(staking.stakedOf(BOB), 100 ether, "bob's stake");
        vm.assertEq(staking.totalStaked(), 190 ether, "total");
    }

    function test_yieldThatWasEarnedIsNeverSlashed() public {
        _stake(ALICE, 100 ether);
        _addYield(100 ether, 100);
        vm.warp(START + 100);
        _slash(ALICE, 10 ether);
        vm.assertEq(_claimYield(ALICE), 100 ether, "all of it");
    }

    function test_nothingIsTakenBeforeTheDelayIsOverNorAfterTheWindow() public {
        _stake(ALICE, 100 ether);
        uint256 id = _proposeSlash(ALICE, 10 ether);
        uint256 when = START + staking.SLASH_DELAY();
        vm.warp(when - 1);
        vm.expectRevert(abi.encodeWithSelector(SlashCases.SlashTooSoon.selector, id, when));
        vm.prank(SLASHER);
        staking.executeSlash(id);
        vm.warp(when + staking.EXECUTION_WINDOW());
        vm.expectRevert(abi.encodeWithSelector(SlashCases.NoOpenCase.selector, id));
        vm.prank(SLASHER);
        staking.executeSlash(id);
        vm.assertEq(staking.stakedOf(ALICE), 100 ether, "the case ended by itself");
    }

    function test_anAppealWaitsForAVoteAndTheArbiterCancels() public {
        _stake(ALICE, 100 ether);
        uint256 id = _proposeSlash(ALICE, 10 ether);
        vm.expectRevert(abi.encodeWithSelector(SlashCases.NotYours.selector, id, ALICE));
        vm.prank(BOB);
        staking.appeal(id);
        vm.prank(ALICE);
        staking.appeal(id);
        vm.expectRevert(abi.encodeWithSelector(SlashCases.AlreadyAppealed.selector, id));
        vm.prank(ALICE);
        staking.appeal(id);
        uint256 when = START + staking.SLASH_DELAY() + staking.APPEAL_EXTENSION();
        vm.warp(when - 1);
        vm.expectRevert(abi.encodeWithSelector(SlashCases.SlashTooSoon.selector, id, when));
        vm.prank(SLASHER);
        staking.executeSlash(id);
        vm.prank(ADMIN);
        staking.cancelSlash(id);
        vm.expectRevert(abi.encodeWithSelector(SlashCases.NoOpenCase.selector, id));
        vm.prank(SLASHER);
        staking.executeSlash(id);
    }

    function test_anAppealComesBeforeTheDelayIsOver() public {
        _stake(ALICE, 100 ether);
        uint256 id = _proposeSlash(ALICE, 10 ether);
        uint256 when = START + staking.SLASH_DELAY();
        vm.warp(when);
        vm.expectRevert(abi.encodeWithSelector(SlashCases.AppealTooLate.selector, id, when));
        vm.prank(ALICE);
        staking.appeal(id);
    }

    function test_aCaseHoldsWithdrawalsButNotForEver() public {
        _stake(ALICE, 100 ether);
        uint256 request = _requestUnstake(ALICE, 100 ether);
        vm.warp(START + UNBONDING);
        uint256 id = _proposeSlash(ALICE, 10 ether);
        vm.expectRevert(abi.encodeWithSelector(SlashCases.CaseIsOpen.selector, ALICE, id));
        vm.prank(ALICE);
        staking.withdraw(request);
        vm.expectRevert(abi.encodeWithSelector(SlashCases.CaseIsOpen.selector, ALICE, id));
        _proposeSlash(ALICE, 1 ether);
        (, uint64 endsAt,) = staking.slashCase(id);
        vm.warp(endsAt);
        bytes memory pause =
            abi.encodeWithSelector(SlashCases.SlashTooSoon.selector, id, endsAt + staking.SLASH_PAUSE());
        vm.expectRevert(pause);
        _proposeSlash(ALICE, 10 ether);
        vm.assertEq(_withdraw(ALICE, request), 100 ether, "in the pause everything can leave");
    }

    function test_theCapHoldsWhenTheCaseOpensAndWhenItIsExecuted() public {
        _stake(ALICE, 100 ether);
        bytes memory refusal = abi.encodeWithSelector(SlashCases.SlashAboveCap.selector, 10 ether, 10 ether + 1);
        vm.expectRevert(refusal);
        _proposeSlash(ALICE, 10 ether + 1);
        uint256 id = _proposeSlash(ALICE, 10 ether);
        vm.prank(ADMIN);
        staking.setRules(500, 0);
        vm.warp(START + staking.SLASH_DELAY());
        vm.prank(SLASHER);
        vm.assertEq(staking.executeSlash(id), 5 ether, "a rule that became milder holds at once");
    }

    function test_eachRoleDoesItsOwnAndNoMore() public {
        _stake(ALICE, 100 ether);
        _expectRole(SLASHER, staking.ARBITER_ROLE(), abi.encodeCall(SlashCases.cancelSlash, (1)));
        _expectRole(SLASHER, staking.ARBITER_ROLE(), abi.encodeCall(Staking.sendSlashed, (SLASHER, 1)));
        _expectRole(ADMIN, staking.SLASHER_ROLE(), abi.encodeCall(SlashCases.proposeSlash, (ALICE, 1, "")));
        _expectRole(ADMIN, staking.SLASHER_ROLE(), abi.encodeCall(SlashCases.executeSlash, (1)));
    }

    function test_slashedStakeGoesWhereTheArbiterDecides() public {
        _stake(ALICE, 100 ether);
        _slash(ALICE, 10 ether);
        vm.expectRevert(abi.encodeWithSelector(Staking.SlashedHeldExceeded.selector, 10 ether, 11 ether));
        vm.prank(ADMIN);
        staking.sendSlashed(ALICE, 11 ether);
        vm.prank(ADMIN);
        staking.sendSlashed(ALICE, 10 ether);
        vm.assertEq(token.balanceOf(ALICE), 10 ether, "given back");
        vm.assertEq(staking.slashedHeld(), 0, "decided");
    }

    function test_aSlashMeetsAnEarlyLeaverToo() public {
        uint256 id = _stakeForTerm(ALICE, 100 ether, 30);
        uint256 slash = _proposeSlash(ALICE, 10 ether);
        vm.prank(ALICE);
        staking.leaveEarly(id);
        vm.warp(START + staking.SLASH_DELAY());
        vm.prank(SLASHER);
        vm.assertEq(staking.executeSlash(slash), 9 ether, "a tenth of the 90 that are left");
    }

    function test_anAccountThatTookEverythingOutStartsAfresh() public {
        _stake(ALICE, 100 ether);
        _slash(ALICE, 10 ether);
        uint256 id = _requestUnstake(ALICE, 90 ether);
        vm.warp(block.timestamp + UNBONDING);
        vm.assertEq(_withdraw(ALICE, id), 90 ether, "paid");
        _stake(ALICE, 7);
        vm.assertEq(staking.stakedOf(ALICE), 7, "to the wei");
    }

    function test_anAccountSlashedToAMillionthTakesTheRestOutFirst() public {
        vm.prank(ADMIN);
        staking.setRules(5000, 0);
        _stake(ALICE, 1_000_000 ether);
        for (uint256 i = 0; i < 20; i++) {
            _slash(ALICE, staking.slashCap(ALICE));
            vm.warp(block.timestamp + staking.SLASH_PAUSE());
        }
        _give(ALICE, address(staking), 1 ether);
        vm.expectRevert(abi.encodeWithSelector(StakeBooks.SlashedTooFar.selector, ALICE));
        vm.prank(ALICE);
        staking.stake(1 ether);
        uint256 left = staking.stakedOf(ALICE);
        uint256 id = _requestUnstake(ALICE, left);
        vm.warp(block.timestamp + UNBONDING);
        _withdraw(ALICE, id);
        vm.prank(ALICE);
        staking.stake(1 ether);
        vm.assertEq(staking.stakedOf(ALICE), 1 ether, "afresh");
    }

    function testFuzz_aSlashTakesAtMostWhatItSaysAndEveryWeiIsSomewhere(uint256[3] memory stakes, uint256 part, uint256 cut) public {
        for (uint256 i = 0; i < 3; i++) stakes[i] = _bound(stakes[i], 10, 100_000_000 ether);
        _stake(ALICE, stakes[0]);
        _stakeForTerm(ALICE, stakes[1], 90);
        uint256 request = _requestUnstake(ALICE, _bound(part, 1, stakes[0]));
        uint256 amount = _bound(cut, 1, staking.slashCap(ALICE));
        uint256 taken = _slash(ALICE, amount);
        vm.assertLe(taken, amount, "at most");
        vm.assertGe(taken + 1, amount, "and not less than a wei below");
        _stake(ALICE, stakes[2]);
        vm.warp(START + 100 days);
        uint256 paid = _withdraw(ALICE, request);
        staking.endTerm(ALICE, staking.positionsOf(ALICE)[0].id);
        uint256 rest = staking.flexibleOf(ALICE);
        request = _requestUnstake(ALICE, rest);
        vm.warp(block.timestamp + UNBONDING);
        paid += _withdraw(ALICE, request);
        vm.assertLe(paid + taken, stakes[0] + stakes[1] + stakes[2], "never more than came in");
        vm.assertGe(paid + taken + 3, stakes[0] + stakes[1] + stakes[2], "a wei of dust for each rounding at most");
        vm.assertEq(staking.totalStaked() + staking.totalUnbonding() + staking.totalWeight(), 0, "the books are empty");
    }

    function _expectRole(address account, bytes32 role, bytes memory call) private {
        vm.prank(account);
        (bool done, bytes memory why) = address(staking).call(call);
        vm.assertTrue(!done, "refused");
        bytes memory expected =
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, account, role);
        vm.assertEq(keccak256(why), keccak256(expected), "for the role");
    }
}
