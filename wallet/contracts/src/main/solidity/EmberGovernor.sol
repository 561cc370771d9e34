// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {GovernorCountingSimple} from "@openzeppelin/contracts/governance/extensions/GovernorCountingSimple.sol";
import {GovernorPreventLateQuorum} from "@openzeppelin/contracts/governance/extensions/GovernorPreventLateQuorum.sol";
import {GovernorSettings} from "@openzeppelin/contracts/governance/extensions/GovernorSettings.sol";
import {GovernorTimelockControl} from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";
import {GovernorVotes} from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import {GovernorVotesQuorumFraction} from "@openzeppelin/contracts/governance/extensions/GovernorVotesQuorumFraction.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Stakers decide about the parameters
/// @notice A proposal needs more votes for than against and a quorum: a part of all stake, and never less than a floor in tokens,
/// so that a few votes decide nothing while little is staked. In the first year a guardian may stop proposals, and nothing else.
/// @dev Votes are stake at the second in which voting begins. Passed proposals go through the timelock. The floor falls after the
/// first year, or else stake that left for good would leave parameters that nobody can ever change.
contract EmberGovernor is
    GovernorSettings,
    GovernorCountingSimple,
    GovernorVotes,
    GovernorVotesQuorumFraction,
    GovernorTimelockControl,
    GovernorPreventLateQuorum
{
    /// @dev How the network votes; times in seconds, amounts in wei of stake.
    struct Rules {
        uint48 votingDelay;
        uint32 votingPeriod;
        uint48 lateQuorumExtension;
        uint256 proposalThreshold;
        uint256 quorumPercent;
        uint256 quorumFloor;
    }

    /// @notice How long the guardian may stop proposals and the floor stays as it is.
    uint48 public constant LAUNCH_PERIOD = 365 days;
    /// @notice How long the floor then takes to fall to a tenth.
    uint48 public constant FLOOR_FALLS_FOR = 730 days;

    address public immutable guardian;
    /// @notice The end of the guardian's power, in seconds since 1970.
    uint48 public immutable launchEndsAt;
    /// @notice Votes that a quorum needs at least during launch.
    uint256 public immutable quorumFloorAtLaunch;

    error ZeroAddress();
    error ZeroQuorum();

    constructor(IVotes staking, TimelockController timelock_, address guardian_, Rules memory rules)
        Governor("Hearth Governor")
        GovernorSettings(rules.votingDelay, rules.votingPeriod, rules.proposalThreshold)
        GovernorVotes(staking)
        GovernorVotesQuorumFraction(rules.quorumPercent)
        GovernorTimelockControl(timelock_)
        GovernorPreventLateQuorum(rules.lateQuorumExtension)
    {
        if (address(staking) == address(0) || address(timelock_) == address(0) || guardian_ == address(0)) revert ZeroAddress();
        if (rules.quorumPercent == 0 || rules.quorumFloor == 0) revert ZeroQuorum();
        guardian = guardian_;
        launchEndsAt = uint48(block.timestamp) + LAUNCH_PERIOD;
        quorumFloorAtLaunch = rules.quorumFloor;
    }

    /// @notice The fewest votes for or abstaining that a proposal needs whose voting begins at `timepoint`.
    function quorum(uint256 timepoint)
        public
        view
        override(Governor, GovernorVotesQuorumFraction)
        returns (uint256)
    {
        return Math.max(super.quorum(timepoint), quorumFloor(timepoint));
    }

    /// @notice The floor of the quorum at a time in seconds since 1970.
    function quorumFloor(uint256 timepoint) public view returns (uint256) {
        if (timepoint <= launchEndsAt) return quorumFloorAtLaunch;
        uint256 passed = Math.min(timepoint - launchEndsAt, FLOOR_FALLS_FOR);
        return quorumFloorAtLaunch - Math.mulDiv(quorumFloorAtLaunch * 9, passed, uint256(FLOOR_FALLS_FOR) * 10);
    }

    /// @dev The proposer before voting begins; the guardian at any time during launch.
    function _validateCancel(uint256 proposalId, address caller) internal view override returns (bool) {
        if (caller == guardian && block.timestamp < launchEndsAt) return true;
        return super._validateCancel(proposalId, caller);
    }

    // What follows only says which of the extensions answers, as Solidity asks for.

    function state(uint256 id) public view override(Governor, GovernorTimelockControl) returns (ProposalState) {
        return super.state(id);
    }

    function proposalNeedsQueuing(uint256 id) public view override(Governor, GovernorTimelockControl) returns (bool) {
        return super.proposalNeedsQueuing(id);
    }

    function proposalDeadline(uint256 id) public view override(Governor, GovernorPreventLateQuorum) returns (uint256) {
        return super.proposalDeadline(id);
    }

    function proposalThreshold() public view override(Governor, GovernorSettings) returns (uint256) {
        return super.proposalThreshold();
    }

    function _tallyUpdated(uint256 id) internal override(Governor, GovernorPreventLateQuorum) {
        super._tallyUpdated(id);
    }

    function _queueOperations(uint256 id, address[] memory to, uint256[] memory values, bytes[] memory calls, bytes32 text)
        internal
        override(Governor, GovernorTimelockControl)
        returns (uint48)
    {
        return super._queueOperations(id, to, values, calls, text);
    }

    function _executeOperations(uint256 id, address[] memory to, uint256[] memory values, bytes[] memory calls, bytes32 text)
        internal
        override(Governor, GovernorTimelockControl)
    {
        super._executeOperations(id, to, values, calls, text);
    }

    function _cancel(address[] memory to, uint256[] memory values, bytes[] memory calls, bytes32 text)
        internal
        override(Governor, GovernorTimelockControl)
        returns (uint256)
    {
        return super._cancel(to, values, calls, text);
    }

    function _executor() internal view override(Governor, GovernorTimelockControl) returns (address) {
        return super._executor();
    }
}
