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
        staking = new Staking(token, ADMIN, REWARDER, UNBONDING);
    }

    function _stake(address account, uint256 amount) internal {
        _give(account, address(staking), amount);
        vm.prank(account);
        staking.stake(amount);
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
