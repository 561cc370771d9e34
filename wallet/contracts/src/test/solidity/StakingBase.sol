// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Staking} from "../../main/solidity/Staking.sol";
import {Base} from "./Base.sol";

/// @dev An empty Staking contract, two stakers and a rewarder.
abstract contract StakingBase is Base {
    uint64 internal constant UNBONDING = 7 days;
    address internal constant ALICE = address(0xA11CE);
    address internal constant BOB = address(0xB0B);

    Staking internal staking;

    function setUp() public virtual {
        _startWithToken();
        staking = new Staking(token, ADMIN, REWARDER, SLASHER, UNBONDING);
    }

    function _stake(address account, uint256 amount) internal {
        _give(account, address(staking), amount);
        vm.prank(account);
        staking.stake(amount);
    }

    function _stakeForTerm(address account, uint256 amount, uint16 termDays) internal returns (uint256 id) {
        _give(account, address(staking), amount);
        vm.prank(account);
        return staking.stakeForTerm(amount, termDays);
    }

    function _requestUnstake(address account, uint256 amount) internal returns (uint256 id) {
        vm.prank(account);
        return staking.requestUnstake(amount);
    }

    function _withdraw(address account, uint256 id) internal returns (uint256 amount) {
        amount = token.balanceOf(account);
        vm.prank(account);
        staking.withdraw(id);
        amount = token.balanceOf(account) - amount;
    }

    function _proposeSlash(address account, uint256 amount) internal returns (uint256 id) {
        vm.prank(SLASHER);
        return staking.proposeSlash(account, amount, "evidence");
    }

    /// @dev A whole case without an appeal.
    function _slash(address account, uint256 amount) internal returns (uint256 taken) {
        uint256 id = _proposeSlash(account, amount);
        vm.warp(block.timestamp + staking.SLASH_DELAY());
        vm.prank(SLASHER);
        return staking.executeSlash(id);
    }

    function _addYield(uint256 amount, uint64 duration) internal {
        _give(REWARDER, address(staking), amount);
        vm.prank(REWARDER);
        staking.addYield(amount, duration);
    }

    function _claimYield(address account) internal returns (uint256) {
        vm.prank(account);
        return staking.claimYield();
    }
}
