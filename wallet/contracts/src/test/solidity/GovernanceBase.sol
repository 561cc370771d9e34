// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EmberGovernor} from "../../main/solidity/EmberGovernor.sol";
import {EmberTimelock} from "../../main/solidity/EmberTimelock.sol";
import {Rewards} from "../../main/solidity/Rewards.sol";
import {Staking} from "../../main/solidity/Staking.sol";
import {Base} from "./Base.sol";

/// @dev A network as it is deployed: the timelock is the admin of everything, and nobody else has a say.
abstract contract GovernanceBase is Base {
    address internal constant ALICE = address(0xA11CE);
    address internal constant BOB = address(0xB0B);
    uint256 internal constant FLOOR = 10_000_000 ether;
    uint256 internal constant THRESHOLD = 100_000 ether;
    uint48 internal constant DELAY = 1 days;
    uint32 internal constant PERIOD = 5 days;
    uint256 internal constant TIMELOCK = 2 days;

    EmberTimelock internal timelock;
    EmberGovernor internal governor;
    Staking internal staking;
    Rewards internal rewards;

    function setUp() public {
        _startWithToken();
        timelock = new EmberTimelock(TIMELOCK, address(this));
        staking = new Staking(token, address(timelock), REWARDER, SLASHER, 7 days);
        rewards = new Rewards(token, address(timelock), POSTER, GUARDIAN, 1 days, 1000 ether);
        EmberGovernor.Rules memory rules = EmberGovernor.Rules(DELAY, PERIOD, 1 days, THRESHOLD, 4, FLOOR);
        governor = new EmberGovernor(staking, timelock, GUARDIAN, rules);
        timelock.grantRole(timelock.PROPOSER_ROLE(), address(governor));
        timelock.grantRole(timelock.CANCELLER_ROLE(), address(governor));
        timelock.renounceRole(timelock.DEFAULT_ADMIN_ROLE(), address(this));
    }

    function _stake(address account, uint256 amount) internal {
        if (account == TREASURY) {
            vm.prank(TREASURY);
            token.approve(address(staking), amount);
        } else {
            _give(account, address(staking), amount);
        }
        vm.prank(account);
        staking.stake(amount);
    }

    function _proposeRules(address proposer, uint16 slashCapBps) internal returns (uint256) {
        vm.warp(block.timestamp + 1);
        return _send(proposer, slashCapBps);
    }

    function _send(address proposer, uint16 slashCapBps) internal returns (uint256) {
        (address[] memory to, uint256[] memory values, bytes[] memory calls) = _single(address(staking), _rules(slashCapBps));
        vm.prank(proposer);
        return governor.propose(to, values, calls, "rules");
    }

    function _vote(uint256 id, address voter, uint8 support) internal {
        vm.warp(governor.proposalSnapshot(id) + 1);
        vm.prank(voter);
        governor.castVote(id, support);
    }

    function _toTheEnd() internal {
        vm.warp(block.timestamp + PERIOD + 1 days);
    }

    function _queue(uint16 slashCapBps) internal {
        (address[] memory to, uint256[] memory values, bytes[] memory calls) = _single(address(staking), _rules(slashCapBps));
        governor.queue(to, values, calls, keccak256("rules"));
    }

    function _execute(uint16 slashCapBps) internal {
        (address[] memory to, uint256[] memory values, bytes[] memory calls) = _single(address(staking), _rules(slashCapBps));
        governor.execute(to, values, calls, keccak256("rules"));
    }

    function _cancel(address account, uint16 slashCapBps) internal {
        (address[] memory to, uint256[] memory values, bytes[] memory calls) = _single(address(staking), _rules(slashCapBps));
        vm.prank(account);
        governor.cancel(to, values, calls, keccak256("rules"));
    }

    function _rules(uint16 slashCapBps) internal pure returns (bytes memory) {
        return abi.encodeCall(Staking.setRules, (slashCapBps, 0));
    }

    function _single(address target, bytes memory call)
        internal
        pure
        returns (address[] memory to, uint256[] memory values, bytes[] memory calls)
    {
        (to, values, calls) = (new address[](1), new uint256[](1), new bytes[](1));
        (to[0], calls[0]) = (target, call);
    }
}
