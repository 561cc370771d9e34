// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @title Holds the power over the parameters, and waits before it uses it
/// @notice The admin of the other contracts. Only what EmberGovernor decided is queued; anybody may execute it once the delay is
/// over, so that whoever disagrees can take money out before.
/// @dev `deployer` administers the roles until it renounces, which is the last step of a deployment.
contract EmberTimelock is TimelockController {
    constructor(uint256 minDelay, address deployer)
        TimelockController(minDelay, new address[](0), new address[](1), deployer)
    {}
}
