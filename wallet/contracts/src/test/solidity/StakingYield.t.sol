// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {YieldStream} from "../../main/solidity/staking/YieldStream.sol";
import {StakingBase} from "./StakingBase.sol";

contract StakingYieldTest is StakingBase {
    function test_yieldIsSharedByStakeSecondBySecond() public {
        _stake(ALICE, 100 ether);
        _addYield(1000 ether, 1000);
        vm.assertEq(staking.yieldRate(), 1 ether, "rate");
        vm.assertEq(staking.periodFinish(), START + 1000, "end");
        vm.warp(START + 100);
        vm.assertEq(staking.earned(ALICE), 100 ether, "alone");
        _stake(BOB, 300 ether);
        vm.warp(START + 500);
        vm.assertEq(staking.earned(ALICE), 200 ether, "a quarter of 400 more");
        vm.assertEq(staking.earned(BOB), 300 ether, "three quarters of 400");
        vm.warp(START + 5000);
        vm.assertEq(staking.earned(ALICE) + staking.earned(BOB), 1000 ether, "all of it, and no more");
        vm.assertEq(staking.yieldRate(), 0, "the stream has ended");
    }

    function test_claimingPaysOnceAndLeavesTheStake() public {
        _stake(ALICE, 100 ether);
        _addYield(1000 ether, 1000);
        vm.warp(START + 10);
        vm.assertEq(_claimYield(ALICE), 10 ether, "paid");
        vm.assertEq(token.balanceOf(ALICE), 10 ether, "balance");
        vm.assertEq(staking.stakedOf(ALICE), 100 ether, "stake");
        vm.expectRevert(abi.encodeWithSelector(YieldStream.NoYieldEarned.selector, ALICE));
        vm.prank(ALICE);
        staking.claimYield();
    }

    function test_unbondingStakeEarnsNothingMoreAndKeepsWhatItEarned() public {
        _stake(ALICE, 100 ether);
        _stake(BOB, 100 ether);
        _addYield(1000 ether, 1000);
        vm.warp(START + 100);
        vm.prank(ALICE);
        staking.requestUnstake(100 ether);
        vm.warp(START + 200);
        vm.assertEq(staking.earned(ALICE), 50 ether, "half of the first 100 seconds");
        vm.assertEq(staking.earned(BOB), 150 ether, "and all of the next 100");
        vm.assertEq(_claimYield(ALICE), 50 ether, "claimed without a stake");
    }

    function test_theStreamWaitsWhileNobodyStakes() public {
        _addYield(1000 ether, 1000);
        vm.warp(START + 600);
        vm.assertEq(staking.periodFinish(), START + 1600, "the end moves on");
        vm.assertEq(staking.yieldRate(), 1 ether, "the rate waits");
        _stake(ALICE, 5 ether);
        vm.warp(START + 700);
        vm.prank(ALICE);
        staking.requestUnstake(5 ether);
        vm.assertEq(staking.earned(ALICE), 100 ether, "100 seconds");
        vm.warp(START + 5000);
        _stake(BOB, 5 ether);
        vm.assertEq(staking.periodFinish(), START + 5900, "900 seconds are left");
        vm.warp(START + 10_000);
        vm.assertEq(staking.earned(BOB), 900 ether, "nothing was lost");
    }

    function test_anEndedStreamDoesNotMoveOn() public {
        _stake(ALICE, 5 ether);
        _addYield(1000 ether, 1000);
        vm.warp(START + 1500);
        vm.prank(ALICE);
        staking.requestUnstake(5 ether);
        vm.warp(START + 3000);
        vm.assertEq(staking.periodFinish(), START + 1000, "end");
        _stake(BOB, 5 ether);
        vm.warp(START + 4000);
        vm.assertEq(staking.earned(BOB), 0, "nothing more flows");
        vm.assertEq(staking.earned(ALICE), 1000 ether, "it was all hers");
    }

    function test_aSmallTopUpKeepsTheRateAndExtendsTheEnd() public {
        _stake(ALICE, 5 ether);
        _addYield(1000 ether, 1000);
        vm.warp(START + 500);
        _addYield(100 ether, 100_000);
        vm.assertEq(staking.yieldRate(), 1 ether, "rate");
        vm.assertEq(staking.periodFinish(), START + 1100, "end");
    }

    function test_aShortTopUpRaisesTheRateAndKeepsTheEnd() public {
        _stake(ALICE, 5 ether);
        _addYield(1000 ether, 1000);
        vm.warp(START + 500);
        _addYield(500 ether, 1);
        vm.assertEq(staking.yieldRate(), 2 ether, "rate");
        vm.assertEq(staking.periodFinish(), START + 1000, "end");
    }

    function test_aDurationOutOfRangeIsRefused() public {
        uint64 max = staking.MAX_YIELD_DURATION();
        _give(REWARDER, address(staking), 1 ether);
        vm.expectRevert(abi.encodeWithSelector(YieldStream.YieldDurationOutOfRange.selector, 0, max));
        vm.prank(REWARDER);
        staking.addYield(1 ether, 0);
        vm.expectRevert(abi.encodeWithSelector(YieldStream.YieldDurationOutOfRange.selector, max + 1, max));
        vm.prank(REWARDER);
        staking.addYield(1 ether, max + 1);
    }

    function test_aDonationIsNobodysYieldAndNobodysStake() public {
        _stake(ALICE, 1);
        vm.prank(TREASURY);
        token.transfer(address(staking), 1_000_000 ether);
        _stake(BOB, 10 ether);
        vm.warp(START + 100 days);
        vm.assertEq(staking.stakedOf(BOB), 10 ether, "a first staker's donation takes nothing from the second");
        vm.assertEq(staking.earned(ALICE) + staking.earned(BOB), 0, "no yield");
        vm.assertEq(staking.totalStaked(), 10 ether + 1, "books");
    }

    function test_principalIsNeverPaidAsYield() public {
        _stake(ALICE, 1000 ether);
        _addYield(7, 3);
        vm.warp(START + 3);
        _claimYield(ALICE);
        vm.assertLe(staking.yieldPaid(), 7, "paid");
        vm.assertGe(token.balanceOf(address(staking)), 1000 ether, "principal is untouched");
    }

    function testFuzz_aTopUpNeverLowersTheRateNorBringsTheEndNearer(
        uint256 firstAmount,
        uint64 firstDuration,
        uint256 passed,
        uint256 topUp,
        uint64 duration
    ) public {
        firstDuration = uint64(_bound(firstDuration, 1, 1461 days));
        _stake(ALICE, 5 ether);
        _addYield(_bound(firstAmount, 1, 1_000_000 ether), firstDuration);
        vm.warp(START + _bound(passed, 0, firstDuration - 1));
        uint256 rate = staking.yieldRate();
        uint256 end = staking.periodFinish();
        _addYield(_bound(topUp, 1, 1_000_000 ether), uint64(_bound(duration, 1, 1461 days)));
        vm.assertGe(staking.yieldRate(), rate, "rate");
        vm.assertGe(staking.periodFinish(), end, "end");
    }

    function testFuzz_allYieldIsPaidToTheLastWeiOrSo(uint256[4] memory stakes, uint256 amount, uint64 duration) public {
        amount = _bound(amount, 1, 10_000_000 ether);
        duration = uint64(_bound(duration, 1, 1461 days));
        for (uint256 i = 0; i < 4; i++) _stake(_person(i), _bound(stakes[i], 1, 100_000_000 ether));
        _addYield(amount, duration);
        for (uint256 step = 1; step <= 4; step++) {
            vm.warp(START + uint256(duration) * step / 4);
            if (staking.earned(_person(step - 1)) > 0) _claimYield(_person(step - 1));
        }
        uint256 sum = staking.yieldPaid();
        for (uint256 i = 0; i < 4; i++) sum += staking.earned(_person(i));
        vm.assertLe(sum, amount, "no more than was added");
        vm.assertGe(sum + 6, amount, "rounding keeps at most a wei for each account and accrual");
    }

    function testFuzz_stakingLongerOrMoreNeverEarnsLess(uint256 stakeOfAlice, uint256 stakeOfBob, uint256 late) public {
        stakeOfBob = _bound(stakeOfBob, 1, 1_000_000 ether);
        stakeOfAlice = _bound(stakeOfAlice, stakeOfBob, 1_000_000 ether);
        late = _bound(late, 0, 1000);
        _stake(ALICE, stakeOfAlice);
        _addYield(1000 ether, 1000);
        vm.warp(START + late);
        _stake(BOB, stakeOfBob);
        vm.warp(START + 1000);
        vm.assertGe(staking.earned(ALICE), staking.earned(BOB), "alice");
    }
}
