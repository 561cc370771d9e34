// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Rewards} from "./Rewards.sol";

/// @title Holds the budgets of training jobs and hands them over epoch by epoch
/// @notice A job owner pays a budget in. The coordinator settles one epoch after the other, never more than the owner's limit for
/// an epoch, and what is settled funds the Rewards contract and nothing else. What is left goes back to the owner: after the
/// deadline and the grace period, or earlier with notice. Neither needs the coordinator, and nobody can stop it.
/// @dev Always: sum of (budget - settled) of the jobs that are not closed <= balance, and settled <= budget. Tokens sent here
/// without a call are counted nowhere.
contract JobEscrow is AccessControl, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @dev `budget` and `settled` in wei since the beginning; times in seconds since 1970. At `closesAt` the coordinator can
    /// settle no more and the refund begins.
    struct Job {
        address owner;
        uint64 closesAt;
        uint32 lastEpoch;
        bytes32 manifestHash;
        uint256 budget;
        uint256 settled;
        uint256 epochLimit;
        bool closed;
    }

    bytes32 public constant COORDINATOR_ROLE = keccak256("COORDINATOR_ROLE");
    /// @notice A later deadline is refused: it would be a slip of the finger that locks the budget away.
    uint64 public constant MAX_RUN_TIME = 1461 days;

    IERC20 public immutable token;
    Rewards public immutable rewards;
    /// @notice Seconds after the deadline, and after a notice, in which work that was done can still be settled.
    uint64 public immutable gracePeriod;

    /// @notice Wei that all open jobs together still hold.
    uint256 public held;
    uint256 public lastJob;
    mapping(uint256 id => Job) private jobs;

    event JobCreated(uint256 indexed id, address indexed owner, bytes32 indexed manifestHash, uint256 epochLimit, uint64 closesAt);
    event JobFunded(uint256 indexed id, address indexed source, uint256 amount, uint256 budget);
    event EpochSettled(uint256 indexed id, uint32 indexed epoch, uint256 amount, bytes32 reportHash);
    event CloseRequested(uint256 indexed id, uint64 closesAt);
    event JobClosed(uint256 indexed id, address indexed owner, uint256 refund);

    error ZeroAddress();
    error ZeroAmount();
    error ZeroHash();
    error DeadlineOutOfRange(uint64 deadline, uint64 earliest, uint64 latest);
    error JobNotFound(uint256 id);
    error JobIsClosed(uint256 id);
    error JobStillRuns(uint256 id, uint64 closesAt);
    error SettlementIsOver(uint256 id, uint64 closesAt);
    error NotTheOwner(uint256 id, address sender);
    error UnexpectedEpoch(uint256 id, uint32 expected, uint32 given);
    error EpochLimitExceeded(uint256 id, uint256 limit, uint256 amount);
    error BudgetExceeded(uint256 id, uint256 left, uint256 amount);

    constructor(Rewards rewards_, address admin, address coordinator, uint64 gracePeriod_) {
        if (address(rewards_) == address(0) || admin == address(0) || coordinator == address(0)) revert ZeroAddress();
        rewards = rewards_;
        token = rewards_.token();
        gracePeriod = gracePeriod_;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(COORDINATOR_ROLE, coordinator);
    }

    /// @notice Opens a job with its first budget. Needs an allowance.
    /// @param manifestHash SHA-256 of the manifest: what is trained, on what, at which price.
    /// @param epochLimit The most wei that one epoch may take.
    /// @param deadline When training ends at the latest, in seconds since 1970.
    /// @return id Names the job from now on; ids start at 1.
    function createJob(bytes32 manifestHash, uint256 budget, uint256 epochLimit, uint64 deadline)
        external
        nonReentrant
        returns (uint256 id)
    {
        return _createJob(manifestHash, budget, epochLimit, deadline);
    }

    /// @notice Like createJob(), with an ERC-2612 permit instead of an earlier approval.
    /// @dev A permit that fails is ignored: somebody may have sent it first, and then the allowance is there already.
    function createJobWithPermit(
        bytes32 manifestHash,
        uint256 budget,
        uint256 epochLimit,
        uint64 deadline,
        uint256 permitDeadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external nonReentrant returns (uint256 id) {
        try IERC20Permit(address(token)).permit(msg.sender, address(this), budget, permitDeadline, v, r, s) {} catch {}
        return _createJob(manifestHash, budget, epochLimit, deadline);
    }

    /// @notice Adds to a job's budget; anybody may. The limit of an epoch and the deadline stay.
    function topUp(uint256 id, uint256 amount) external nonReentrant {
        Job storage job = _open(id);
        if (job.closesAt <= block.timestamp) revert SettlementIsOver(id, job.closesAt);
        _fund(id, job, amount);
    }

    /// @notice Hands the pay of one epoch over to Rewards, from where the accounts claim it.
    /// @param epoch Counts from 1 without gaps, so that nothing is settled twice, whatever is sent again.
    /// @param reportHash SHA-256 of the published list of results that were paid.
    function settle(uint256 id, uint32 epoch, uint256 amount, bytes32 reportHash)
        external
        onlyRole(COORDINATOR_ROLE)
        nonReentrant
    {
        Job storage job = _open(id);
        if (job.closesAt <= block.timestamp) revert SettlementIsOver(id, job.closesAt);
        if (epoch != job.lastEpoch + 1) revert UnexpectedEpoch(id, job.lastEpoch + 1, epoch);
        if (amount == 0) revert ZeroAmount();
        if (reportHash == 0) revert ZeroHash();
        if (amount > job.epochLimit) revert EpochLimitExceeded(id, job.epochLimit, amount);
        if (amount > job.budget - job.settled) revert BudgetExceeded(id, job.budget - job.settled, amount);

        job.lastEpoch = epoch;
        job.settled += amount;
        held -= amount;
        emit EpochSettled(id, epoch, amount, reportHash);
        token.forceApprove(address(rewards), amount);
        rewards.fund(amount);
    }

    /// @notice The owner ends the job early. What was done until now can be settled for the grace period.
    function requestClose(uint256 id) external {
        Job storage job = _open(id);
        if (job.owner != msg.sender) revert NotTheOwner(id, msg.sender);
        uint64 closesAt = uint64(block.timestamp) + gracePeriod;
        if (closesAt < job.closesAt) job.closesAt = closesAt;
        emit CloseRequested(id, job.closesAt);
    }

    /// @notice Pays what is left back to the owner, whoever sends this, once the job's time is over.
    /// @return refund Wei paid now.
    function close(uint256 id) external nonReentrant returns (uint256 refund) {
        Job storage job = _open(id);
        if (job.closesAt > block.timestamp) revert JobStillRuns(id, job.closesAt);
        refund = job.budget - job.settled;
        job.closed = true;
        held -= refund;
        emit JobClosed(id, job.owner, refund);
        if (refund > 0) token.safeTransfer(job.owner, refund);
    }

    /// @notice A job with its books; all zero when there is none.
    function jobOf(uint256 id) external view returns (Job memory) {
        return jobs[id];
    }

    function _createJob(bytes32 manifestHash, uint256 budget, uint256 epochLimit, uint64 deadline) private returns (uint256 id) {
        if (manifestHash == 0) revert ZeroHash();
        if (epochLimit == 0) revert ZeroAmount();
        uint64 now_ = uint64(block.timestamp);
        if (deadline <= now_ || deadline > now_ + MAX_RUN_TIME) {
            revert DeadlineOutOfRange(deadline, now_ + 1, now_ + MAX_RUN_TIME);
        }
        id = ++lastJob;
        Job storage job = jobs[id];
        job.owner = msg.sender;
        job.manifestHash = manifestHash;
        job.epochLimit = epochLimit;
        job.closesAt = deadline + gracePeriod;
        emit JobCreated(id, msg.sender, manifestHash, epochLimit, job.closesAt);
        _fund(id, job, budget);
    }

    /// @dev Counts what arrives, not what was asked for; the guard keeps a nested call from being counted twice.
    function _fund(uint256 id, Job storage job, uint256 amount) private {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 arrived = token.balanceOf(address(this)) - before;
        if (arrived == 0) revert ZeroAmount();
        job.budget += arrived;
        held += arrived;
        emit JobFunded(id, msg.sender, arrived, job.budget);
    }

    function _open(uint256 id) private view returns (Job storage job) {
        job = jobs[id];
        if (job.owner == address(0)) revert JobNotFound(id);
        if (job.closed) revert JobIsClosed(id);
    }
}
