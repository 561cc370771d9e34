// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {StakeBooks} from "./StakeBooks.sol";

/// @title Slashing that can be answered: proposed, open to an appeal, then executed or cancelled
/// @notice A case takes at most a part of what the account has at stake or unbonding when it is executed, never yield or earnings.
/// Nothing is taken before the delay is over; one appeal adds the time that a vote needs. While a case is open the account cannot
/// withdraw. A case ends by itself, and the next cannot begin before a pause in which the account can: nobody locks funds for ever.
/// @dev What was taken stays here, in its own book, until the arbiter decides where it goes; it may be the account again.
abstract contract SlashCases is AccessControl, StakeBooks {
    /// @dev `executableAt` <= time < `endsAt` is when it can be executed.
    struct SlashCase {
        address account;
        uint64 executableAt;
        bool appealed;
        bool closed;
        uint256 amount;
        bytes32 evidence;
    }

    bytes32 public constant SLASHER_ROLE = keccak256("SLASHER_ROLE");
    /// @notice Cancels cases and decides what becomes of slashed stake: the timelock.
    bytes32 public constant ARBITER_ROLE = keccak256("ARBITER_ROLE");

    uint64 public constant SLASH_DELAY = 3 days;
    /// @notice What an appeal adds: enough to propose, vote and execute a cancellation.
    uint64 public constant APPEAL_EXTENSION = 14 days;
    uint64 public constant EXECUTION_WINDOW = 3 days;
    /// @notice Between the end of a case and the next one of the same account.
    uint64 public constant SLASH_PAUSE = 4 days;
    /// @notice No rule can allow more than half at once.
    uint16 public constant MAX_SLASH_BPS = 5000;

    /// @notice The most that one case may take, in 1/10,000 of what the account has at stake or unbonding.
    uint16 public slashCapBps = 1000;
    /// @notice Slashed wei that nobody has decided about yet.
    uint256 public slashedHeld;
    uint256 public lastCase;
    mapping(address account => uint256 id) public caseOf;
    mapping(uint256 id => SlashCase) private cases;

    event SlashProposed(uint256 indexed id, address indexed account, uint256 amount, bytes32 evidence, uint64 executableAt);
    event SlashAppealed(uint256 indexed id, address indexed account, uint64 executableAt);
    event SlashCancelled(uint256 indexed id, address indexed account);
    event Slashed(uint256 indexed id, address indexed account, uint256 amount);

    error NoOpenCase(uint256 id);
    error CaseIsOpen(address account, uint256 id);
    error SlashTooSoon(uint256 id, uint64 allowedAt);
    error SlashAboveCap(uint256 cap, uint256 amount);
    error NotYours(uint256 id, address account);
    error AlreadyAppealed(uint256 id);
    error AppealTooLate(uint256 id, uint64 executableAt);

    /// @notice Opens a case against `account`. `evidence` is the SHA-256 of the published reasons.
    function proposeSlash(address account, uint256 amount, bytes32 evidence)
        external
        onlyRole(SLASHER_ROLE)
        returns (uint256 id)
    {
        uint256 previous = caseOf[account];
        if (_isOpen(previous)) revert CaseIsOpen(account, previous);
        uint64 allowedAt = previous == 0 ? 0 : _endOf(cases[previous]) + SLASH_PAUSE;
        if (block.timestamp < allowedAt) revert SlashTooSoon(previous, allowedAt);
        if (amount == 0) revert ZeroAmount();
        uint256 cap = slashCap(account);
        if (amount > cap) revert SlashAboveCap(cap, amount);
        id = ++lastCase;
        uint64 executableAt = uint64(block.timestamp) + SLASH_DELAY;
        cases[id] = SlashCase(account, executableAt, false, false, amount, evidence);
        caseOf[account] = id;
        emit SlashProposed(id, account, amount, evidence, executableAt);
    }

    /// @notice The account's answer, once and before the delay is over: the case waits until a vote can have cancelled it.
    function appeal(uint256 id) external {
        SlashCase storage slash = _openCase(id);
        if (msg.sender != slash.account) revert NotYours(id, slash.account);
        if (slash.appealed) revert AlreadyAppealed(id);
        if (block.timestamp >= slash.executableAt) revert AppealTooLate(id, slash.executableAt);
        slash.appealed = true;
        slash.executableAt += APPEAL_EXTENSION;
        emit SlashAppealed(id, slash.account, slash.executableAt);
    }

    /// @notice Ends a case without a slash.
    function cancelSlash(uint256 id) external onlyRole(ARBITER_ROLE) {
        SlashCase storage slash = _openCase(id);
        slash.closed = true;
        slash.executableAt = uint64(block.timestamp);
        emit SlashCancelled(id, slash.account);
    }

    /// @notice Takes what the case says, or the cap of what is there if that is less. Yield is not touched.
    function executeSlash(uint256 id) external onlyRole(SLASHER_ROLE) returns (uint256 taken) {
        SlashCase storage slash = _openCase(id);
        if (block.timestamp < slash.executableAt) revert SlashTooSoon(id, slash.executableAt);
        slash.closed = true;
        slash.executableAt = uint64(block.timestamp);
        uint256 cap = slashCap(slash.account);
        uint256 amount = slash.amount < cap ? slash.amount : cap;
        if (amount > 0) taken = _reduce(slash.account, amount);
        slashedHeld += taken;
        emit Slashed(id, slash.account, taken);
    }

    /// @notice The most wei that a case could take from `account` now.
    function slashCap(address account) public view returns (uint256) {
        return bondedOf(account) * slashCapBps / BPS;
    }

    /// @notice A case and until when it is open; `open` says whether it is now.
    function slashCase(uint256 id) external view returns (SlashCase memory slash, uint64 endsAt, bool open) {
        slash = cases[id];
        return (slash, _endOf(slash), _isOpen(id));
    }

    function _expectNoOpenCase(address account) internal view {
        uint256 id = caseOf[account];
        if (_isOpen(id)) revert CaseIsOpen(account, id);
    }

    function _isOpen(uint256 id) private view returns (bool) {
        SlashCase memory slash = cases[id];
        return slash.account != address(0) && !slash.closed && block.timestamp < _endOf(slash);
    }

    function _openCase(uint256 id) private view returns (SlashCase storage) {
        if (!_isOpen(id)) revert NoOpenCase(id);
        return cases[id];
    }

    /// @dev A closed case ended when it was closed, which is then its `executableAt`.
    function _endOf(SlashCase memory slash) private pure returns (uint64) {
        return slash.closed ? slash.executableAt : slash.executableAt + EXECUTION_WINDOW;
    }
}
