// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {JobEscrow} from "../../main/solidity/JobEscrow.sol";
import {Rewards} from "../../main/solidity/Rewards.sol";
import {Staking} from "../../main/solidity/Staking.sol";
import {Base} from "./Base.sol";
import {Hooked, HookToken} from "./HookToken.sol";
import {Unguarded} from "./Unguarded.sol";

/// @dev Calls `target` with `inner` from inside a transfer of the hook token, and keeps what came back.
contract Attacker is Hooked {
    HookToken private immutable hookToken;
    address private target;
    bytes private inner;
    bool public tried;
    bool public succeeded;
    bytes public answer;

    constructor(HookToken token_) {
        hookToken = token_;
    }

    function attack(address target_, bytes calldata outer, bytes calldata inner_) external {
        hookToken.approve(target_, type(uint256).max);
        (target, inner) = (target_, inner_);
        hookToken.tellOnce(this);
        (bool done, bytes memory why) = target_.call(outer);
        if (!done) {
            assembly {
                revert(add(why, 32), mload(why))
            }
        }
    }

    function onTransfer() external {
        tried = true;
        (succeeded, answer) = target.call(inner);
    }
}

/// @dev Deposits count what arrived, so a deposit inside a deposit would be counted by both. Each of these tests fails when the
/// guard is taken off: the mutants below are the same contracts without it, and lose money to the same attacks.
contract ReentrancyTest is Base {
    HookToken private hooks;
    Attacker private attacker;
    Rewards private rewards;
    Staking private staking;

    function setUp() public {
        vm.warp(START);
        hooks = new HookToken(TREASURY, SUPPLY);
        attacker = new Attacker(hooks);
        rewards = new Rewards(hooks, ADMIN, POSTER, GUARDIAN, 0, SUPPLY);
        staking = new Staking(hooks, ADMIN, address(attacker), SLASHER, 7 days);
        vm.prank(TREASURY);
        hooks.transfer(address(attacker), 1000 ether);
    }

    function test_aFundInsideAFundIsNotCountedTwice() public {
        bytes memory call = abi.encodeCall(Rewards.fund, (100 ether));
        attacker.attack(address(rewards), call, call);
        _expectInnerCallRefused();
        vm.assertLe(rewards.funded(), hooks.balanceOf(address(rewards)), "funded is there");
    }

    function test_aStakeInsideAStakeIsNotCountedTwice() public {
        bytes memory call = abi.encodeCall(Staking.stake, (100 ether));
        attacker.attack(address(staking), call, call);
        _expectInnerCallRefused();
        vm.assertLe(staking.totalStaked(), hooks.balanceOf(address(staking)), "stake is there");
    }

    function test_aStakeWithPermitInsideAStakeIsNotCountedTwice() public {
        bytes memory outer = abi.encodeCall(Staking.stake, (100 ether));
        bytes memory inner = abi.encodeCall(Staking.stakeWithPermit, (100 ether, 0, 0, 0, 0));
        attacker.attack(address(staking), outer, inner);
        _expectInnerCallRefused();
        vm.assertLe(staking.totalStaked(), hooks.balanceOf(address(staking)), "stake is there");
    }

    function test_yieldAddedInsideAStakeIsNotCountedAsStake() public {
        bytes memory outer = abi.encodeCall(Staking.stake, (100 ether));
        bytes memory inner = abi.encodeCall(Staking.addYield, (100 ether, 1 days));
        attacker.attack(address(staking), outer, inner);
        _expectInnerCallRefused();
        uint256 books = staking.totalStaked() + staking.yieldAdded();
        vm.assertLe(books, hooks.balanceOf(address(staking)), "both books are covered");
    }

    function test_aWithdrawalInsideAStakeCannotShrinkWhatArrived() public {
        attacker.attack(address(staking), abi.encodeCall(Staking.stake, (100 ether)), "");
        vm.prank(address(attacker));
        uint256 id = staking.requestUnstake(60 ether);
        vm.warp(START + 7 days);
        bytes memory outer = abi.encodeCall(Staking.stake, (100 ether));
        attacker.attack(address(staking), outer, abi.encodeCall(Staking.withdraw, (id)));
        _expectInnerCallRefused();
        vm.assertEq(staking.stakedOf(address(attacker)), 140 ether, "the second stake counts in full");
    }

    function test_aYieldClaimInsideAStakeCannotShrinkWhatArrived() public {
        attacker.attack(address(staking), abi.encodeCall(Staking.stake, (100 ether)), "");
        attacker.attack(address(staking), abi.encodeCall(Staking.addYield, (50 ether, 100)), "");
        vm.warp(START + 100);
        bytes memory outer = abi.encodeCall(Staking.stake, (100 ether));
        attacker.attack(address(staking), outer, abi.encodeCall(Staking.claimYield, ()));
        _expectInnerCallRefused();
        vm.assertEq(staking.stakedOf(address(attacker)), 200 ether, "the second stake counts in full");
    }

    function test_aClaimInsideAClaimPaysOnce() public {
        bytes memory fund = abi.encodeCall(Rewards.fund, (100 ether));
        attacker.attack(address(rewards), fund, "");
        bytes32 leaf = rewards.leafOf(address(attacker), 40 ether);
        vm.prank(POSTER);
        rewards.proposeRoot(1, leaf, 80 ether, 0);
        bytes memory claim = abi.encodeCall(Rewards.claimFor, (address(attacker), 40 ether, new bytes32[](0)));
        attacker.attack(address(rewards), claim, claim);
        _expectInnerCallRefused();
        vm.assertEq(hooks.balanceOf(address(attacker)), 940 ether, "paid once");
    }

    function test_aJobInsideAJobIsNotFundedTwice() public {
        JobEscrow escrow = new JobEscrow(rewards, ADMIN, POSTER, 1 days);
        bytes memory create =
            abi.encodeCall(JobEscrow.createJob, ("manifest", 100 ether, 1 ether, uint64(START) + 1 days));
        attacker.attack(address(escrow), create, create);
        _expectInnerCallRefused();
        vm.assertLe(escrow.held(), hooks.balanceOf(address(escrow)), "held is there");
    }

    function test_aTopUpInsideAJobIsNotCountedTwice() public {
        JobEscrow escrow = new JobEscrow(rewards, ADMIN, POSTER, 1 days);
        bytes memory create =
            abi.encodeCall(JobEscrow.createJob, ("manifest", 100 ether, 1 ether, uint64(START) + 1 days));
        attacker.attack(address(escrow), create, abi.encodeCall(JobEscrow.topUp, (1, 100 ether)));
        _expectInnerCallRefused();
        vm.assertLe(escrow.held(), hooks.balanceOf(address(escrow)), "held is there");
    }

    function test_withoutTheGuardAStakeInsideAStakeIsCountedTwice() public {
        _takeTheGuardOff(address(staking));
        bytes memory call = abi.encodeCall(Staking.stake, (100 ether));
        attacker.attack(address(staking), call, call);
        vm.assertTrue(attacker.succeeded(), "the inner call passed");
        vm.assertEq(staking.totalStaked(), 300 ether, "three hundred in the books");
        vm.assertEq(hooks.balanceOf(address(staking)), 200 ether, "two hundred in the contract");
    }

    function test_withoutTheGuardYieldAddedInsideAStakeIsCountedAsStake() public {
        _takeTheGuardOff(address(staking));
        bytes memory outer = abi.encodeCall(Staking.stake, (100 ether));
        attacker.attack(address(staking), outer, abi.encodeCall(Staking.addYield, (100 ether, 1 days)));
        uint256 books = staking.totalStaked() + staking.yieldAdded();
        vm.assertGe(books, hooks.balanceOf(address(staking)) + 100 ether, "a hundred too many");
    }

    function test_withoutTheGuardAFundInsideAFundIsCountedTwice() public {
        _takeTheGuardOff(address(rewards));
        bytes memory call = abi.encodeCall(Rewards.fund, (100 ether));
        attacker.attack(address(rewards), call, call);
        vm.assertEq(rewards.funded(), hooks.balanceOf(address(rewards)) + 100 ether, "a hundred too many");
    }

    function test_withoutTheGuardATopUpInsideAJobIsCountedTwice() public {
        JobEscrow escrow = new JobEscrow(rewards, ADMIN, POSTER, 1 days);
        _takeTheGuardOff(address(escrow));
        bytes memory create =
            abi.encodeCall(JobEscrow.createJob, ("manifest", 100 ether, 1 ether, uint64(START) + 1 days));
        attacker.attack(address(escrow), create, create);
        vm.assertEq(escrow.held(), hooks.balanceOf(address(escrow)) + 100 ether, "a hundred too many");
    }

    function _takeTheGuardOff(address guarded) private {
        (bytes memory mutant, uint256 guards) = Unguarded.code(guarded);
        vm.assertGe(guards, 1, "there was a guard");
        vm.etch(guarded, mutant);
    }

    function _expectInnerCallRefused() private view {
        vm.assertTrue(attacker.tried(), "the hook ran");
        vm.assertTrue(!attacker.succeeded(), "the inner call was refused");
        bytes4 why = bytes4(attacker.answer());
        vm.assertEq(bytes32(why), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector, "by the guard");
    }
}
