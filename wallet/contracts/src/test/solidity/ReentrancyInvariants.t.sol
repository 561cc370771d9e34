// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Rewards} from "../../main/solidity/Rewards.sol";
import {Staking} from "../../main/solidity/Staking.sol";
import {StakeBooks} from "../../main/solidity/staking/StakeBooks.sol";
import {Base} from "./Base.sol";
import {HookToken} from "./HookToken.sol";
import {Attacker} from "./Reentrancy.t.sol";

/// @dev A staker, funder and rewarder whose token calls it back, and who does anything inside of anything.
contract ReentrantActions is Base {
    HookToken private immutable hooks;
    Attacker private immutable attacker;
    Staking private immutable staking;
    Rewards private immutable rewards;
    uint256 public nested;
    uint256 public passed;

    constructor(HookToken hooks_, Attacker attacker_, Staking staking_, Rewards rewards_) {
        (hooks, attacker, staking, rewards) = (hooks_, attacker_, staking_, rewards_);
    }

    function attack(uint256 outer, uint256 inner, uint256 amount, bool onRewards) external {
        amount = _bound(amount, 1, 100 ether);
        address target = onRewards ? address(rewards) : address(staking);
        attacker.attack(target, _call(outer, amount, onRewards), _call(inner, amount, onRewards));
        if (attacker.tried()) nested++;
        if (attacker.tried() && attacker.succeeded()) passed++;
    }

    function epoch(uint256 cumulative) external {
        vm.prank(POSTER);
        rewards.proposeRoot(
            rewards.lastEpoch() + 1, rewards.leafOf(address(attacker), cumulative % 500 ether), rewards.funded(), 0
        );
    }

    function wait(uint256 seconds_) external {
        vm.warp(block.timestamp + _bound(seconds_, 1, 20 days));
    }

    function _call(uint256 which, uint256 amount, bool onRewards) private view returns (bytes memory) {
        if (onRewards) {
            if (which % 2 == 0) return abi.encodeCall(Rewards.fund, (amount));
            return abi.encodeCall(Rewards.claimFor, (address(attacker), amount, new bytes32[](0)));
        }
        which = which % 9;
        if (which == 0) return abi.encodeCall(Staking.stake, (amount));
        if (which == 1) return abi.encodeCall(Staking.stakeForTerm, (amount, 30));
        if (which == 2) return abi.encodeCall(Staking.addYield, (amount, 10 days));
        if (which == 3) return abi.encodeCall(Staking.requestUnstake, (amount));
        if (which == 4) return abi.encodeCall(Staking.claimYield, ());
        if (which == 5) return abi.encodeCall(Staking.compound, ());
        if (which == 6) return abi.encodeCall(Staking.leaveEarly, (_position()));
        if (which == 7) return abi.encodeCall(Staking.stakeWithPermit, (amount, 0, 0, 0, 0));
        return abi.encodeCall(Staking.withdraw, (_request()));
    }

    function _position() private view returns (uint256) {
        StakeBooks.Position[] memory list = staking.positionsOf(address(attacker));
        return list.length == 0 ? 0 : list[0].id;
    }

    function _request() private view returns (uint256) {
        StakeBooks.Unbonding[] memory list = staking.unbondingOf(address(attacker));
        return list.length == 0 ? 0 : list[0].id;
    }
}

contract ReentrancyInvariants is Base {
    HookToken private hooks;
    Staking private staking;
    Rewards private rewards;
    ReentrantActions private actions;

    function setUp() public {
        vm.warp(START);
        hooks = new HookToken(TREASURY, SUPPLY);
        Attacker attacker = new Attacker(hooks);
        rewards = new Rewards(hooks, ADMIN, POSTER, GUARDIAN, 0, SUPPLY);
        staking = new Staking(hooks, ADMIN, address(attacker), SLASHER, 7 days);
        vm.prank(TREASURY);
        hooks.transfer(address(attacker), 1_000_000 ether);
        actions = new ReentrantActions(hooks, attacker, staking, rewards);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory) {
        bytes4[] memory list = new bytes4[](5);
        list[0] = ReentrantActions.attack.selector;
        list[1] = ReentrantActions.attack.selector;
        list[2] = ReentrantActions.attack.selector;
        list[3] = ReentrantActions.epoch.selector;
        list[4] = ReentrantActions.wait.selector;
        return _selectors(address(actions), list);
    }

    function targetContracts() external view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(actions);
    }

    function invariant_whateverATokenCallsBackTheBooksAreCovered() public view {
        uint256 principal = staking.totalStaked() + staking.totalUnbonding();
        uint256 books = principal + staking.yieldAdded() - staking.yieldPaid() + staking.slashedHeld();
        vm.assertEq(hooks.balanceOf(address(staking)), books, "staking");
        vm.assertEq(hooks.balanceOf(address(rewards)), rewards.funded() - rewards.paid(), "rewards");
        vm.assertEq(actions.passed(), 0, "no nested call passed");
    }

    /// @dev After each run: the token did call back.
    function afterInvariant() external view {
        vm.assertGe(actions.nested(), 1, "nested calls were tried");
    }
}
