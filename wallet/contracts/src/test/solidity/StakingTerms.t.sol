// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Staking} from "../../main/solidity/Staking.sol";
import {StakeBooks} from "../../main/solidity/staking/StakeBooks.sol";
import {StakingBase} from "./StakingBase.sol";

contract StakingTermsTest is StakingBase {
    function test_yieldIsSharedByTheWeightOfTheTerm() public {
        _stake(ALICE, 100 ether);
        _stakeForTerm(BOB, 100 ether, 365);
        _addYield(300 ether, 300);
        vm.warp(START + 300);
        vm.assertEq(staking.earned(ALICE), 100 ether, "flexible stake counts once");
        vm.assertEq(staking.earned(BOB), 200 ether, "a year counts twice");
        vm.assertEq(staking.totalWeight(), 100 * 100 ether + 200 * 100 ether, "weights");
    }

    function test_longerTermsWeighMore() public {
        uint16[5] memory weights = [
            staking.FLEXIBLE_WEIGHT(),
            staking.termWeight(30),
            staking.termWeight(90),
            staking.termWeight(180),
            staking.termWeight(365)
        ];
        for (uint256 i = 1; i < 5; i++) vm.assertLe(weights[i - 1] + 1, weights[i], "order");
        vm.expectRevert(abi.encodeWithSelector(StakeBooks.UnknownTerm.selector, 31));
        staking.termWeight(31);
        _give(ALICE, address(staking), 1 ether);
        vm.expectRevert(abi.encodeWithSelector(StakeBooks.UnknownTerm.selector, 0));
        vm.prank(ALICE);
        staking.stakeForTerm(1 ether, 0);
    }

    function test_aTermIsBoundUntilItsEndAndThenFlexible() public {
        uint256 id = _stakeForTerm(ALICE, 10 ether, 30);
        vm.assertEq(staking.stakedOf(ALICE), 10 ether, "staked");
        vm.assertEq(staking.flexibleOf(ALICE), 0, "bound");
        vm.expectRevert(abi.encodeWithSelector(StakeBooks.InsufficientStake.selector, ALICE, 0, 1));
        _requestUnstake(ALICE, 1);
        vm.warp(START + 30 days - 1);
        vm.expectRevert(abi.encodeWithSelector(StakeBooks.TermNotOver.selector, id, START + 30 days));
        staking.endTerm(ALICE, id);
        vm.warp(START + 30 days);
        vm.prank(STRANGER);
        staking.endTerm(ALICE, id);
        vm.assertEq(staking.flexibleOf(ALICE), 10 ether, "free");
        vm.assertEq(staking.weightOf(ALICE), 1000 ether, "and of flexible weight");
        vm.assertEq(staking.positionsOf(ALICE).length, 0, "no position is left");
        vm.expectRevert(abi.encodeWithSelector(StakeBooks.PositionNotFound.selector, ALICE, id));
        staking.endTerm(ALICE, id);
    }

    function test_positionsAreListedWithWhatTheyBegan() public {
        _stakeForTerm(ALICE, 10 ether, 90);
        vm.warp(START + 5);
        uint256 id = _stakeForTerm(ALICE, 20 ether, 180);
        StakeBooks.Position[] memory list = staking.positionsOf(ALICE);
        vm.assertEq(list.length, 2, "two");
        vm.assertEq(list[1].id, id, "id");
        vm.assertEq(list[1].amount, 20 ether, "amount");
        vm.assertEq(list[1].endsAt, START + 5 + 180 days, "end");
        vm.assertEq(list[1].termDays, 180, "term");
        vm.assertEq(list[1].weight, 150, "weight");
        vm.assertEq(list[1].earlyExitBps, 1000, "cost");
        vm.assertEq(staking.positionsOf(BOB).length, 0, "nobody else's");
    }

    function test_leavingEarlyCostsLessEveryDayAndThoseWhoStayGetIt() public {
        _stake(BOB, 10 ether);
        uint256 id = _stakeForTerm(ALICE, 100 ether, 90);
        vm.assertEq(staking.earlyExitCost(ALICE, id), 10 ether, "a tenth on the first day");
        vm.warp(START + 45 days);
        vm.assertEq(staking.earlyExitCost(ALICE, id), 5 ether, "half of it at half time");
        vm.prank(ALICE);
        uint256 request = staking.leaveEarly(id);
        vm.assertEq(staking.totalUnbonding(), 95 ether, "the rest unbonds");
        vm.assertEq(staking.forfeited(), 5 ether, "the cost waits");
        vm.warp(START + 45 days + UNBONDING);
        vm.assertEq(_withdraw(ALICE, request), 95 ether, "paid");
        _addYield(5 ether, 100);
        vm.warp(block.timestamp + 100);
        vm.assertEq(_claimYield(BOB), 10 ether, "and joins the next yield");
        vm.assertEq(staking.forfeited(), 0, "once");
    }

    function test_nobodyLeavesForAnotherNorAfterTheEnd() public {
        uint256 id = _stakeForTerm(ALICE, 100 ether, 30);
        vm.expectRevert(abi.encodeWithSelector(StakeBooks.PositionNotFound.selector, BOB, id));
        vm.prank(BOB);
        staking.leaveEarly(id);
        vm.warp(START + 30 days);
        vm.assertEq(staking.earlyExitCost(ALICE, id), 0, "free from the end on");
        vm.expectRevert(abi.encodeWithSelector(StakeBooks.TermIsOver.selector, id, START + 30 days));
        vm.prank(ALICE);
        staking.leaveEarly(id);
    }

    function test_aRuleChangesLaterTermsOnlyAndWithinItsLimit() public {
        uint256 before = _stakeForTerm(ALICE, 100 ether, 30);
        vm.prank(ADMIN);
        staking.setRules(2000, 2000);
        uint256 later = _stakeForTerm(ALICE, 100 ether, 30);
        vm.assertEq(staking.earlyExitCost(ALICE, before), 10 ether, "as it began");
        vm.assertEq(staking.earlyExitCost(ALICE, later), 20 ether, "by the new rule");
        vm.expectRevert(abi.encodeWithSelector(Staking.RuleOutOfRange.selector, 2001, 2000));
        vm.prank(ADMIN);
        staking.setRules(0, 2001);
        vm.expectRevert(abi.encodeWithSelector(Staking.RuleOutOfRange.selector, 5001, 5000));
        vm.prank(ADMIN);
        staking.setRules(5001, 0);
        bytes32 role = staking.DEFAULT_ADMIN_ROLE();
        vm.expectRevert(abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, ALICE, role));
        vm.prank(ALICE);
        staking.setRules(0, 0);
    }

    function test_compoundingStakesTheYieldWithoutATransfer() public {
        _stake(ALICE, 100 ether);
        _addYield(50 ether, 50);
        vm.warp(START + 50);
        uint256 held = token.balanceOf(address(staking));
        vm.prank(ALICE);
        vm.assertEq(staking.compound(), 50 ether, "moved");
        vm.assertEq(staking.stakedOf(ALICE), 150 ether, "staked");
        vm.assertEq(staking.earned(ALICE), 0, "taken");
        vm.assertEq(token.balanceOf(address(staking)), held, "nothing left the contract");
    }

    function test_stakeVotesForItsOwnerUntilItIsAskedBack() public {
        _stake(ALICE, 60 ether);
        _stakeForTerm(ALICE, 40 ether, 365);
        _stake(BOB, 10 ether);
        vm.assertEq(staking.getVotes(ALICE), 100 ether, "a wei is a vote, whatever its term");
        _requestUnstake(ALICE, 60 ether);
        vm.assertEq(staking.getVotes(ALICE), 40 ether, "what unbonds has none");
        vm.prank(ALICE);
        staking.delegate(BOB);
        vm.assertEq(staking.getVotes(BOB), 50 ether, "delegated");
        _stake(ALICE, 5 ether);
        vm.assertEq(staking.getVotes(BOB), 55 ether, "later stake follows the choice");
        vm.warp(START + 10);
        vm.assertEq(staking.getPastTotalSupply(START), 55 ether, "all votes are stake");
    }

    function test_stakeOfTheSameSecondHasNoVoteInThePast() public {
        _stake(ALICE, 60 ether);
        vm.warp(START + 100);
        _stake(BOB, 1_000_000 ether);
        vm.assertEq(staking.getPastVotes(BOB, START + 99), 0, "a loan of one block decides nothing");
        vm.assertEq(staking.getPastVotes(ALICE, START + 99), 60 ether, "old stake does");
    }

    function testFuzz_leavingEarlyLosesNoWeiAndNeverCostsMoreThanTheRule(uint256 amount, uint256 term, uint256 passed) public {
        amount = _bound(amount, 1, SUPPLY);
        uint16 termDays = [30, 90, 180, 365][term % 4];
        uint256 id = _stakeForTerm(ALICE, amount, termDays);
        vm.warp(START + _bound(passed, 0, uint256(termDays) * 1 days - 1));
        vm.prank(ALICE);
        uint256 request = staking.leaveEarly(id);
        vm.warp(block.timestamp + UNBONDING);
        uint256 paid = _withdraw(ALICE, request);
        vm.assertEq(paid + staking.forfeited(), amount, "every wei is paid or forfeited");
        vm.assertLe(staking.forfeited(), (amount + 9) / 10, "at most a tenth");
        vm.assertEq(staking.totalStaked() + staking.totalUnbonding() + staking.totalWeight(), 0, "the books are empty");
    }
}
