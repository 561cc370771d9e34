// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {JobEscrow} from "../../main/solidity/JobEscrow.sol";
import {Rewards} from "../../main/solidity/Rewards.sol";
import {Base} from "./Base.sol";

/// @dev An empty escrow in front of an empty Rewards contract, and two job owners.
abstract contract JobEscrowBase is Base {
    uint64 internal constant GRACE = 2 days;
    uint64 internal constant DEADLINE = uint64(START) + 30 days;
    address internal constant COORDINATOR = address(0xC00);
    address internal constant ALICE = address(0xA11CE);
    address internal constant BOB = address(0xB0B);
    bytes32 internal constant MANIFEST = keccak256("manifest");
    bytes32 internal constant REPORT = keccak256("report");

    Rewards internal rewards;
    JobEscrow internal escrow;

    function setUp() public virtual {
        _startWithToken();
        rewards = new Rewards(IERC20(address(token)), ADMIN, POSTER, GUARDIAN, 1 days, SUPPLY);
        escrow = new JobEscrow(rewards, ADMIN, COORDINATOR, GRACE);
    }

    function _create(address owner, uint256 budget, uint256 limit) internal returns (uint256) {
        _give(owner, address(escrow), budget);
        vm.prank(owner);
        return escrow.createJob(MANIFEST, budget, limit, DEADLINE);
    }

    function _settle(uint256 id, uint32 epoch, uint256 amount) internal {
        vm.prank(COORDINATOR);
        escrow.settle(id, epoch, amount, REPORT);
    }

    function _left(uint256 id) internal view returns (uint256) {
        return escrow.jobOf(id).budget - escrow.jobOf(id).settled;
    }
}
