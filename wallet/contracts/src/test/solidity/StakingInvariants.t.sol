// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EmberToken} from "../../main/solidity/EmberToken.sol";
import {Staking} from "../../main/solidity/Staking.sol";
import {Base} from "./Base.sol";
import {StakingBase} from "./StakingBase.sol";

/// @dev Four stakers and a rewarder do what they may do, in any order and at any time.
contract StakingActions is Base {
    uint256 public constant PEOPLE = 4;

    Staking private immutable staking;
    uint256 public donated;
    uint256 public deposited;
    uint256 public withdrawn;

    constructor(Staking staking_, EmberToken token_) {
        staking = staking_;
        token = token_;
    }

    function stake(uint256 person_, uint256 amount) external {
        amount = _bound(amount, 1, amount % 3 == 0 ? 10 : 1_000_000 ether);
        address account = person(person_);
        _give(account, address(staking), amount);
        vm.prank(account);
        staking.stake(amount);
        deposited += amount;
    }

    function requestUnstake(uint256 person_, uint256 amount) external {
        address account = person(person_);
        uint256 staked = staking.stakedOf(account);
        if (staked == 0) return;
        vm.prank(account);
        staking.requestUnstake(amount % 3 == 0 ? staked : _bound(amount, 1, staked));
    }

    function withdraw(uint256 person_, uint256 which) external {
        address account = person(person_);
        Staking.Unbonding[] memory list = staking.unbondingOf(account);
        if (list.length == 0) return;
        Staking.Unbonding memory entry = list[which % list.length];
        uint256 before = token.balanceOf(account);
        vm.prank(account);
        staking.withdraw(entry.id);
        withdrawn += token.balanceOf(account) - before;
    }

    /// @dev Somebody else's request, or one that is not there.
    function withdrawAnything(uint256 person_, uint256 id) external {
        address account = person(person_);
        uint256 before = token.balanceOf(account);
        vm.prank(account);
        staking.withdraw(id % 50);
        withdrawn += token.balanceOf(account) - before;
    }

    function claimYield(uint256 person_) external {
        vm.prank(person(person_));
        staking.claimYield();
    }

    function addYield(uint256 amount, uint64 duration) external {
        amount = _bound(amount, 1, amount % 4 == 0 ? 100 : 100_000 ether);
        _give(REWARDER, address(staking), amount);
        vm.prank(REWARDER);
        staking.addYield(amount, uint64(_bound(duration, 1, 30 days)));
    }

    function donate(uint256 amount) external {
        amount = _bound(amount, 1, 1000 ether);
        vm.prank(TREASURY);
        token.transfer(address(staking), amount);
        donated += amount;
    }

    function wait(uint256 seconds_) external {
        vm.warp(block.timestamp + _bound(seconds_, 1, 10 days));
    }

    function person(uint256 index) public pure returns (address) {
        return _person(index % PEOPLE);
    }
}

contract StakingInvariants is StakingBase {
    StakingActions private actions;

    function setUp() public override {
        super.setUp();
        actions = new StakingActions(staking, token);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory) {
        bytes4[] memory list = new bytes4[](9);
        list[0] = StakingActions.stake.selector;
        list[1] = StakingActions.requestUnstake.selector;
        list[2] = StakingActions.withdraw.selector;
        list[3] = StakingActions.withdrawAnything.selector;
        list[4] = StakingActions.claimYield.selector;
        list[5] = StakingActions.addYield.selector;
        list[6] = StakingActions.donate.selector;
        list[7] = StakingActions.wait.selector;
        list[8] = StakingActions.wait.selector;
        return _selectors(address(actions), list);
    }

    function targetContracts() external view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(actions);
    }

    function invariant_bothBooksTogetherAreCoveredAndDonationsAreInNeither() public view {
        uint256 principal = staking.totalStaked() + staking.totalUnbonding();
        uint256 yield_ = staking.yieldAdded() - staking.yieldPaid();
        vm.assertEq(token.balanceOf(address(staking)), principal + yield_ + actions.donated(), "balance");
    }

    function invariant_principalIsWhatCameInLessWhatWentOut() public view {
        uint256 principal = staking.totalStaked() + staking.totalUnbonding();
        vm.assertEq(principal, actions.deposited() - actions.withdrawn(), "principal");
    }

    function invariant_theTotalsAreTheSumsOfTheAccounts() public view {
        uint256 staked = 0;
        uint256 unbonding = 0;
        for (uint256 i = 0; i < actions.PEOPLE(); i++) {
            staked += staking.stakedOf(actions.person(i));
            Staking.Unbonding[] memory list = staking.unbondingOf(actions.person(i));
            for (uint256 j = 0; j < list.length; j++) unbonding += list[j].amount;
        }
        vm.assertEq(staked, staking.totalStaked(), "staked");
        vm.assertEq(unbonding, staking.totalUnbonding(), "unbonding");
    }

    function invariant_yieldPaidAndEarnedNeverExceedsWhatWasAdded() public view {
        uint256 owed = staking.yieldPaid();
        for (uint256 i = 0; i < actions.PEOPLE(); i++) owed += staking.earned(actions.person(i));
        vm.assertLe(owed, staking.yieldAdded(), "yield");
    }
}
