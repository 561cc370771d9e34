// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Staking} from "../../main/solidity/Staking.sol";
import {StakeBooks} from "../../main/solidity/staking/StakeBooks.sol";
import {FeeToken} from "./HookToken.sol";
import {StakingBase} from "./StakingBase.sol";

contract StakingTest is StakingBase {
    uint256 private constant KEY = 0xA11CE;
    bytes32 private constant PERMIT =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    function test_stakeComesBackAfterTheUnbondingPeriodAndNotASecondBefore() public {
        _stake(ALICE, 100 ether);
        vm.prank(ALICE);
        uint256 id = staking.requestUnstake(40 ether);
        vm.assertEq(staking.stakedOf(ALICE), 60 ether, "staked");
        vm.assertEq(staking.totalUnbonding(), 40 ether, "unbonding");
        vm.warp(START + UNBONDING - 1);
        vm.expectRevert(abi.encodeWithSelector(StakeBooks.StillUnbonding.selector, id, START + UNBONDING));
        vm.prank(ALICE);
        staking.withdraw(id);
        vm.warp(START + UNBONDING);
        vm.prank(ALICE);
        staking.withdraw(id);
        vm.assertEq(token.balanceOf(ALICE), 40 ether, "withdrawn");
        vm.assertEq(staking.totalUnbonding(), 0, "unbonding is empty");
        vm.assertEq(token.balanceOf(address(staking)), 60 ether, "the rest is still there");
    }

    function test_aRequestIsPaidOnceAndToItsOwnerOnly() public {
        _stake(ALICE, 100 ether);
        _stake(BOB, 100 ether);
        vm.prank(ALICE);
        uint256 id = staking.requestUnstake(40 ether);
        vm.warp(START + UNBONDING);
        vm.expectRevert(abi.encodeWithSelector(StakeBooks.UnbondingNotFound.selector, BOB, id));
        vm.prank(BOB);
        staking.withdraw(id);
        vm.prank(ALICE);
        staking.withdraw(id);
        vm.expectRevert(abi.encodeWithSelector(StakeBooks.UnbondingNotFound.selector, ALICE, id));
        vm.prank(ALICE);
        staking.withdraw(id);
    }

    function test_openRequestsAreListed() public {
        _stake(ALICE, 100 ether);
        vm.prank(ALICE);
        uint256 one = staking.requestUnstake(10 ether);
        vm.warp(START + 1 days);
        vm.prank(ALICE);
        uint256 two = staking.requestUnstake(20 ether);
        StakeBooks.Unbonding[] memory list = staking.unbondingOf(ALICE);
        vm.assertEq(list.length, 2, "two");
        vm.assertEq(list[0].id, one, "first id");
        vm.assertEq(list[0].amount, 10 ether, "first amount");
        vm.assertEq(list[0].releaseAt, START + UNBONDING, "first time");
        vm.assertEq(list[1].id, two, "second id");
        vm.warp(START + UNBONDING);
        vm.prank(ALICE);
        staking.withdraw(one);
        list = staking.unbondingOf(ALICE);
        vm.assertEq(list.length, 1, "one left");
        vm.assertEq(list[0].releaseAt, START + 1 days + UNBONDING, "its time");
        vm.assertEq(staking.unbondingOf(BOB).length, 0, "nobody else's");
    }

    function test_nobodyTakesOutMoreThanStakedOrNothing() public {
        _stake(ALICE, 100 ether);
        vm.expectRevert(abi.encodeWithSelector(StakeBooks.InsufficientStake.selector, ALICE, 100 ether, 100 ether + 1));
        vm.prank(ALICE);
        staking.requestUnstake(100 ether + 1);
        vm.expectRevert(abi.encodeWithSelector(StakeBooks.ZeroAmount.selector));
        vm.prank(ALICE);
        staking.requestUnstake(0);
        vm.expectRevert(abi.encodeWithSelector(StakeBooks.ZeroAmount.selector));
        vm.prank(ALICE);
        staking.stake(0);
    }

    function test_aPermitStakesInOneTransaction() public {
        address owner = _signer(50 ether);
        (uint8 v, bytes32 r, bytes32 s) = _signPermit(owner, 50 ether);
        vm.prank(owner);
        staking.stakeWithPermit(50 ether, START + 60, v, r, s);
        vm.assertEq(staking.stakedOf(owner), 50 ether, "staked");
        vm.assertEq(token.allowance(owner, address(staking)), 0, "no allowance is left");
    }

    function test_aPermitThatSomebodySentFirstStillStakes() public {
        address owner = _signer(50 ether);
        (uint8 v, bytes32 r, bytes32 s) = _signPermit(owner, 50 ether);
        vm.prank(STRANGER);
        token.permit(owner, address(staking), 50 ether, START + 60, v, r, s);
        vm.prank(owner);
        staking.stakeWithPermit(50 ether, START + 60, v, r, s);
        vm.assertEq(staking.stakedOf(owner), 50 ether, "staked");
    }

    function test_aBadPermitWithoutAllowanceStakesNothing() public {
        address owner = _signer(50 ether);
        vm.expectPartialRevert(bytes4(keccak256("ERC20InsufficientAllowance(address,uint256,uint256)")));
        vm.prank(owner);
        staking.stakeWithPermit(50 ether, START + 60, 27, bytes32(uint256(1)), bytes32(uint256(2)));
    }

    function test_stakeAndYieldCountWhatArrives() public {
        FeeToken fee = new FeeToken(REWARDER, 1000 ether);
        Staking taxed = new Staking(fee, ADMIN, REWARDER, SLASHER, UNBONDING);
        vm.startPrank(REWARDER);
        fee.approve(address(taxed), 300 ether);
        taxed.stake(100 ether);
        taxed.addYield(200 ether, 1000);
        vm.stopPrank();
        vm.assertEq(taxed.stakedOf(REWARDER), 99 ether, "staked");
        vm.assertEq(taxed.totalStaked(), 99 ether, "total");
        vm.assertEq(taxed.yieldAdded(), 198 ether, "added");
        vm.assertEq(taxed.yieldRate(), 0.198 ether, "rate");
    }

    function test_onlyTheRewarderAddsYield() public {
        bytes32 role = staking.REWARDER_ROLE();
        vm.expectRevert(abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, ALICE, role));
        vm.prank(ALICE);
        staking.addYield(1 ether, 1 days);
    }

    function test_noPartMayBeMissing() public {
        bytes memory refusal = abi.encodeWithSelector(Staking.ZeroAddress.selector);
        vm.expectRevert(refusal);
        new Staking(IERC20(address(0)), ADMIN, REWARDER, SLASHER, UNBONDING);
        vm.expectRevert(refusal);
        new Staking(token, address(0), REWARDER, SLASHER, UNBONDING);
        vm.expectRevert(refusal);
        new Staking(token, ADMIN, address(0), SLASHER, UNBONDING);
        vm.expectRevert(refusal);
        new Staking(token, ADMIN, REWARDER, address(0), UNBONDING);
    }

    function testFuzz_whatGoesInComesOut(uint256 amount, uint256 part) public {
        amount = _bound(amount, 1, SUPPLY);
        part = _bound(part, 1, amount);
        _stake(ALICE, amount);
        vm.prank(ALICE);
        uint256 id = staking.requestUnstake(part);
        vm.warp(START + UNBONDING);
        vm.prank(ALICE);
        staking.withdraw(id);
        vm.assertEq(token.balanceOf(ALICE), part, "withdrawn");
        vm.assertEq(staking.stakedOf(ALICE), amount - part, "staked");
    }

    function _signer(uint256 amount) private returns (address owner) {
        owner = vm.addr(KEY);
        vm.prank(TREASURY);
        token.transfer(owner, amount);
    }

    function _signPermit(address owner, uint256 amount) private view returns (uint8 v, bytes32 r, bytes32 s) {
        uint256 nonce = token.nonces(owner);
        bytes32 content = keccak256(abi.encode(PERMIT, owner, address(staking), amount, nonce, START + 60));
        return vm.sign(KEY, keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), content)));
    }
}
