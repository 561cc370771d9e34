// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {Base} from "./Base.sol";

contract EmberTokenTest is Base {
    bytes32 private constant PERMIT =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
    uint256 private constant KEY = 0xA11CE;

    function setUp() public {
        _startWithToken();
    }

    function test_theWholeSupplyBelongsToTheTreasury() public view {
        vm.assertEq(token.totalSupply(), SUPPLY, "supply");
        vm.assertEq(token.balanceOf(TREASURY), SUPPLY, "treasury");
        vm.assertEq(token.name(), "Ember", "name");
        vm.assertEq(token.symbol(), "EMBER", "symbol");
        vm.assertEq(token.decimals(), 18, "decimals");
    }

    function test_aPermitSetsTheAllowanceOnce() public {
        address owner = vm.addr(KEY);
        (uint8 v, bytes32 r, bytes32 s) = _signPermit(owner, 5 ether, START + 60);
        token.permit(owner, STRANGER, 5 ether, START + 60, v, r, s);
        vm.assertEq(token.allowance(owner, STRANGER), 5 ether, "allowance");
        vm.expectPartialRevert(ERC20Permit.ERC2612InvalidSigner.selector);
        token.permit(owner, STRANGER, 5 ether, START + 60, v, r, s);
    }

    function test_aPermitOfAnotherChainOrAfterItsTimeIsRefused() public {
        address owner = vm.addr(KEY);
        (uint8 v, bytes32 r, bytes32 s) = _signPermit(owner, 5 ether, START + 60);
        vm.chainId(99);
        vm.expectPartialRevert(ERC20Permit.ERC2612InvalidSigner.selector);
        token.permit(owner, STRANGER, 5 ether, START + 60, v, r, s);
        vm.chainId(31337);
        vm.warp(START + 61);
        vm.expectRevert(abi.encodeWithSelector(ERC20Permit.ERC2612ExpiredSignature.selector, START + 60));
        token.permit(owner, STRANGER, 5 ether, START + 60, v, r, s);
    }

    function test_votesAreThoseOfAPastTime() public {
        vm.prank(TREASURY);
        token.transfer(STRANGER, 7 ether);
        vm.prank(STRANGER);
        token.delegate(STRANGER);
        vm.warp(START + 100);
        vm.prank(STRANGER);
        token.transfer(TREASURY, 7 ether);
        vm.warp(START + 101);
        vm.assertEq(token.getPastVotes(STRANGER, START + 99), 7 ether, "before the transfer");
        vm.assertEq(token.getPastVotes(STRANGER, START + 100), 0, "after the transfer");
        vm.assertEq(token.CLOCK_MODE(), "mode=timestamp", "clock mode");
        vm.assertEq(token.clock(), START + 101, "clock");
    }

    function testFuzz_transfersKeepTheSupply(uint256 amount, address to) public {
        vm.assume(to != address(0) && to != TREASURY);
        amount = _bound(amount, 0, SUPPLY);
        vm.prank(TREASURY);
        token.transfer(to, amount);
        vm.assertEq(token.balanceOf(to) + token.balanceOf(TREASURY), SUPPLY, "sum");
        vm.assertEq(token.totalSupply(), SUPPLY, "supply");
    }

    function _signPermit(address owner, uint256 amount, uint256 deadline)
        private
        view
        returns (uint8 v, bytes32 r, bytes32 s)
    {
        bytes32 content = keccak256(abi.encode(PERMIT, owner, STRANGER, amount, token.nonces(owner), deadline));
        return vm.sign(KEY, keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), content)));
    }
}
