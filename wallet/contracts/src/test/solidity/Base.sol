// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {EmberToken} from "../../main/solidity/EmberToken.sol";

/// @dev The part of forge's cheat codes that these tests use.
interface Vm {
    function warp(uint256 time) external;
    function chainId(uint256 id) external;
    function prank(address sender) external;
    function startPrank(address sender) external;
    function stopPrank() external;
    function addr(uint256 key) external pure returns (address);
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function expectRevert(bytes calldata refusal) external;
    function expectPartialRevert(bytes4 selector) external;
    function expectEmit() external;
    function etch(address account, bytes calldata code) external;
    function snapshotState() external returns (uint256 id);
    function revertToState(uint256 id) external returns (bool done);
    function copyStorage(address from, address to) external;
    function assume(bool condition) external pure;
    function writeLine(string calldata path, string calldata line) external;
    function readFile(string calldata path) external view returns (string memory);
    function parseJsonUint(string calldata json, string calldata key) external pure returns (uint256);
    function parseJsonAddress(string calldata json, string calldata key) external pure returns (address);
    function parseJsonBytes32(string calldata json, string calldata key) external pure returns (bytes32);
    function parseJsonBytes32Array(string calldata json, string calldata key) external pure returns (bytes32[] memory);
    function snapshotGasLastCall(string calldata group, string calldata name) external returns (uint256 gasUsed);
    function toString(uint256 value) external pure returns (string memory);
    function assertTrue(bool value, string calldata why) external pure;
    function assertEq(uint256 a, uint256 b, string calldata why) external pure;
    function assertEq(address a, address b, string calldata why) external pure;
    function assertEq(bytes32 a, bytes32 b, string calldata why) external pure;
    function assertEq(string calldata a, string calldata b, string calldata why) external pure;
    function assertLe(uint256 a, uint256 b, string calldata why) external pure;
    function assertGe(uint256 a, uint256 b, string calldata why) external pure;
    function assertApproxEqAbs(uint256 a, uint256 b, uint256 delta, string calldata why) external pure;
}

/// @dev What every suite starts from: the people, the token in the treasury, and a clock that is not at zero.
abstract contract Base {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 internal constant SUPPLY = 1_000_000_000 ether;
    uint256 internal constant START = 1_800_000_000;

    address internal constant TREASURY = address(0x7EA5);
    address internal constant ADMIN = address(0xAD314);
    address internal constant POSTER = address(0x9057);
    address internal constant GUARDIAN = address(0x60A8D);
    address internal constant REWARDER = address(0x4E3A);
    address internal constant SLASHER = address(0x51A54);
    address internal constant STRANGER = address(0x57A4);

    EmberToken internal token;

    function _startWithToken() internal {
        vm.warp(START);
        token = new EmberToken(TREASURY, SUPPLY);
    }

    /// @dev Gives `account` tokens from the treasury and lets `spender` take them.
    function _give(address account, address spender, uint256 amount) internal {
        vm.prank(TREASURY);
        token.transfer(account, amount);
        vm.prank(account);
        token.approve(spender, amount);
    }

    function _bound(uint256 value, uint256 low, uint256 high) internal pure returns (uint256) {
        return low + value % (high - low + 1);
    }

    function _person(uint256 index) internal pure returns (address) {
        return address(uint160(0xA11CE000 + index));
    }

    function _selectors(address target, bytes4[] memory selectors) internal pure returns (FuzzSelector[] memory list) {
        list = new FuzzSelector[](1);
        list[0] = FuzzSelector(target, selectors);
    }
}
