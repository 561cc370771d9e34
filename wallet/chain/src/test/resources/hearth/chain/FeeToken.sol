// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Keeps a hundredth of what is transferred. Its balances lie where EmberToken has them, so that it can take that contract's place
/// on a test's chain. FeeToken.hex is the code it leaves: solc 0.8.37, optimizer 200 runs, evmVersion prague, no metadata;
/// the build compares it (wallet/contracts/tools/fixtures.mjs).
contract FeeToken {
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    function transfer(address to, uint256 amount) external returns (bool) {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount - amount / 100;
        return true;
    }
}
