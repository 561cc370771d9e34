// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SlashCases} from "./staking/SlashCases.sol";
import {StakeBooks} from "./staking/StakeBooks.sol";

/// @title Locks EMBER for yield and votes
/// @notice Stake flexibly or for a term, ask for it back, withdraw after the unbonding period. Yield is a stream that the rewarder
/// pays in; it is shared by weight, second by second, and waits while nobody stakes. A wei at stake is a vote, whatever its term,
/// until it is asked back; it votes for its owner unless the owner chose another delegate.
/// @dev Three books that never mix. Principal: totalStaked + totalUnbonding. Yield: yieldAdded - yieldPaid. Slashed: slashedHeld.
/// Always: their sum <= balance. Tokens sent here without a call are counted nowhere. Nothing can pause a withdrawal but an open
/// case against the account itself.
contract Staking is SlashCases, Votes, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    bytes32 public constant REWARDER_ROLE = keccak256("REWARDER_ROLE");
    /// @notice No rule can make leaving early cost more than a fifth.
    uint16 public constant MAX_EARLY_EXIT_BPS = 2000;

    IERC20 public immutable token;
    /// @notice What leaving a term costs on its first day, in 1/10,000 of the amount; terms that run keep what they began with.
    uint16 public earlyExitBps = 1000;

    event RulesChanged(uint16 slashCapBps, uint16 earlyExitBps);
    event SlashedSent(address indexed to, uint256 amount);

    error ZeroAddress();
    error RuleOutOfRange(uint16 given, uint16 max);
    error SlashedHeldExceeded(uint256 held, uint256 requested);

    constructor(IERC20 token_, address admin, address rewarder, address slasher, uint64 unbondingPeriod_)
        EIP712("Hearth Staking", "1")
        StakeBooks(unbondingPeriod_)
    {
        if (address(token_) == address(0) || admin == address(0)) revert ZeroAddress();
        if (rewarder == address(0) || slasher == address(0)) revert ZeroAddress();
        token = token_;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(ARBITER_ROLE, admin);
        _grantRole(REWARDER_ROLE, rewarder);
        _grantRole(SLASHER_ROLE, slasher);
    }

    /// @notice Locks `amount` wei of the sender's EMBER; it earns from now on. Needs an allowance.
    function stake(uint256 amount) external nonReentrant {
        _addFlexible(msg.sender, _collect(amount));
    }

    /// @notice Like stake(), with an ERC-2612 permit instead of an earlier approval.
    function stakeWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external nonReentrant {
        _permit(amount, deadline, v, r, s);
        _addFlexible(msg.sender, _collect(amount));
    }

    /// @notice Locks `amount` wei for 30, 90, 180 or 365 days. Needs an allowance.
    /// @return id Names the term for endTerm() and leaveEarly().
    function stakeForTerm(uint256 amount, uint16 termDays) external nonReentrant returns (uint256 id) {
        return _addLock(msg.sender, _collect(amount), termDays, earlyExitBps);
    }

    /// @notice Like stakeForTerm(), with an ERC-2612 permit instead of an earlier approval.
    function stakeForTermWithPermit(uint256 amount, uint16 termDays, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        nonReentrant
        returns (uint256 id)
    {
        _permit(amount, deadline, v, r, s);
        return _addLock(msg.sender, _collect(amount), termDays, earlyExitBps);
    }

    /// @notice Makes a term that is over flexible stake, with its weight. Anybody may: until then it earns for longer than it is bound.
    function endTerm(address account, uint256 id) external nonReentrant {
        _endTerm(account, id);
    }

    /// @notice Takes a running term out at the cost that earlyExitCost() says; the rest can be withdrawn after the unbonding period.
    /// @return unbondingId Names the request for withdraw().
    function leaveEarly(uint256 id) external nonReentrant returns (uint256 unbondingId) {
        return _leaveEarly(msg.sender, id);
    }

    /// @notice Takes `amount` wei out of the flexible stake; it stops earning and voting now.
    /// @return id Names the request for withdraw().
    function requestUnstake(uint256 amount) external nonReentrant returns (uint256 id) {
        return _startUnbonding(msg.sender, amount);
    }

    /// @notice Pays one of the sender's requests out, once its time has come and while no case against the sender is open.
    function withdraw(uint256 id) external nonReentrant {
        _expectNoOpenCase(msg.sender);
        token.safeTransfer(msg.sender, _finishUnbonding(msg.sender, id));
    }

    /// @notice Pays the sender its yield so far. The stake stays.
    /// @return amount Wei paid now.
    function claimYield() external nonReentrant returns (uint256 amount) {
        amount = _takeYield(msg.sender);
        token.safeTransfer(msg.sender, amount);
    }

    /// @notice Adds the sender's yield so far to its flexible stake.
    /// @return amount Wei that moved.
    function compound() external nonReentrant returns (uint256 amount) {
        amount = _takeYield(msg.sender);
        _addFlexible(msg.sender, amount);
    }

    /// @notice Takes `amount` wei of EMBER from the rewarder and streams it to the stakers over `duration` seconds.
    function addYield(uint256 amount, uint64 duration) external onlyRole(REWARDER_ROLE) nonReentrant {
        _addYield(_collect(amount), duration);
    }

    /// @notice Sends slashed stake where the arbiter decided: back to the account, to a treasury, to those who were harmed.
    function sendSlashed(address to, uint256 amount) external onlyRole(ARBITER_ROLE) nonReentrant {
        if (amount > slashedHeld) revert SlashedHeldExceeded(slashedHeld, amount);
        slashedHeld -= amount;
        emit SlashedSent(to, amount);
        token.safeTransfer(to, amount);
    }

    /// @notice Changes what later terms and later slashes may cost, within the fixed limits.
    function setRules(uint16 slashCapBps_, uint16 earlyExitBps_) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (slashCapBps_ > MAX_SLASH_BPS) revert RuleOutOfRange(slashCapBps_, MAX_SLASH_BPS);
        if (earlyExitBps_ > MAX_EARLY_EXIT_BPS) revert RuleOutOfRange(earlyExitBps_, MAX_EARLY_EXIT_BPS);
        (slashCapBps, earlyExitBps) = (slashCapBps_, earlyExitBps_);
        emit RulesChanged(slashCapBps_, earlyExitBps_);
    }

    /// @notice Votes are counted at a time in seconds since 1970 (ERC-6372), as in EmberToken.
    function clock() public view override returns (uint48) {
        return uint48(block.timestamp);
    }

    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    function _getVotingUnits(address account) internal view override returns (uint256) {
        return stakedOf(account);
    }

    /// @dev Stake votes for its owner from the first wei on, without a transaction for it.
    function _stakeChanged(address account, uint256 before, uint256 now_) internal override {
        if (now_ > before) _transferVotingUnits(address(0), account, now_ - before);
        else _transferVotingUnits(account, address(0), before - now_);
        if (before == 0 && delegates(account) == address(0)) _delegate(account, account);
    }

    /// @dev A permit that fails is ignored: somebody may have sent it first, and then the allowance is there already.
    function _permit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) private {
        try IERC20Permit(address(token)).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
    }

    /// @dev Counts what arrives, not what was asked for; the guard keeps a nested call from being counted twice.
    function _collect(uint256 amount) private returns (uint256 arrived) {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        arrived = token.balanceOf(address(this)) - before;
        if (arrived == 0) revert ZeroAmount();
    }
}
