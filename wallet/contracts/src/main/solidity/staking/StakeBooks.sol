// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {YieldStream} from "./YieldStream.sol";

/// @title Who has how much at stake: flexible, for a term, and on its way back
/// @notice A term of 30, 90, 180 or 365 days weighs more in the sharing of yield. When it is over anybody may end it, and it goes
/// on as flexible stake. Leaving before costs a part of the principal that falls second by second to nothing; those who stay get it.
/// @dev Amounts are shares times the account's own factor. A slash lowers that one number and so meets every position and every
/// request to unstake at once, without a loop; no account's factor depends on another's, so there is no pool to inflate.
/// Each total is always the sum over the accounts, and stake and unbonding of an account together are rounded down once.
abstract contract StakeBooks is YieldStream {
    using EnumerableSet for EnumerableSet.UintSet;
    using SafeCast for uint256;

    /// @dev Stake on its way back to its owner; `releaseAt` in seconds since 1970.
    struct Unbonding {
        uint256 id;
        uint256 amount;
        uint64 releaseAt;
    }

    /// @dev Stake for a term. `earlyExitBps` is what leaving costs on the first day, in 1/10,000 of the amount.
    struct Position {
        uint256 id;
        uint256 amount;
        uint64 endsAt;
        uint16 termDays;
        uint16 weight;
        uint16 earlyExitBps;
    }

    /// @dev What an account has now, in wei and in weight.
    struct Standing {
        uint256 staked;
        uint256 unbonding;
        uint256 weight;
    }

    /// @dev All in shares. `factor` 0 stands for ONE: most accounts are never slashed.
    struct Account {
        uint256 flexible;
        uint256 locked;
        uint256 lockedWeighted;
        uint256 unbonding;
        uint256 factor;
    }

    struct Exit {
        uint192 shares;
        uint64 releaseAt;
    }

    struct Lock {
        uint144 shares;
        uint64 endsAt;
        uint16 termDays;
        uint16 weight;
        uint16 earlyExitBps;
    }

    uint16 public constant FLEXIBLE_WEIGHT = 100;
    uint256 internal constant BPS = 10_000;
    uint256 private constant ONE = 1e27;
    /// @dev Shares get finer with every slash. Below a millionth an account takes the rest out before it stakes again; below a
    /// billionth there is nothing worth taking.
    uint256 private constant MIN_FACTOR_TO_STAKE = 1e21;
    uint256 private constant MIN_FACTOR = 1e18;

    /// @notice Seconds between requestUnstake() and withdraw().
    uint64 public immutable unbondingPeriod;
    uint256 public totalStaked;
    uint256 public totalUnbonding;

    mapping(address account => Account) private accounts;
    uint256 private lastId;
    mapping(uint256 id => Exit) private exits;
    mapping(address account => EnumerableSet.UintSet) private exitIds;
    mapping(uint256 id => Lock) private locks;
    mapping(address account => EnumerableSet.UintSet) private lockIds;

    event Staked(address indexed account, uint256 amount, uint256 staked);
    event TermStarted(address indexed account, uint256 indexed id, uint256 amount, uint16 termDays, uint64 endsAt);
    event TermEnded(address indexed account, uint256 indexed id, uint256 amount);
    event LeftEarly(address indexed account, uint256 indexed id, uint256 amount, uint256 cost);
    event UnstakeRequested(address indexed account, uint256 indexed id, uint256 amount, uint64 releaseAt);
    event Withdrawn(address indexed account, uint256 indexed id, uint256 amount);

    error ZeroAmount();
    error InsufficientStake(address account, uint256 staked, uint256 requested);
    error UnbondingNotFound(address account, uint256 id);
    error StillUnbonding(uint256 id, uint64 releaseAt);
    error PositionNotFound(address account, uint256 id);
    error TermNotOver(uint256 id, uint64 endsAt);
    error TermIsOver(uint256 id, uint64 endsAt);
    error UnknownTerm(uint16 termDays);
    error SlashedTooFar(address account);

    constructor(uint64 unbondingPeriod_) {
        unbondingPeriod = unbondingPeriod_;
    }

    /// @dev Called after an account's stake went from `before` to `now_` wei.
    function _stakeChanged(address account, uint256 before, uint256 now_) internal virtual;

    /// @notice What a wei weighs in the sharing of yield while its term runs; flexible stake weighs 100.
    function termWeight(uint16 termDays) public pure returns (uint16) {
        if (termDays == 30) return 110;
        if (termDays == 90) return 125;
        if (termDays == 180) return 150;
        if (termDays == 365) return 200;
        revert UnknownTerm(termDays);
    }

    /// @notice Wei at stake, flexible and for terms, without what is unbonding.
    function stakedOf(address account) public view returns (uint256) {
        return _standing(account).staked;
    }

    /// @notice Wei at stake and unbonding: all that a slash could meet.
    function bondedOf(address account) public view returns (uint256) {
        Standing memory standing = _standing(account);
        return standing.staked + standing.unbonding;
    }

    /// @notice Wei that requestUnstake() could take out now.
    function flexibleOf(address account) public view returns (uint256) {
        return _wei(account, accounts[account].flexible);
    }

    function weightOf(address account) public view override returns (uint256) {
        return _standing(account).weight;
    }

    /// @notice The account's requests that are not withdrawn yet, in no particular order.
    function unbondingOf(address account) external view returns (Unbonding[] memory list) {
        uint256[] memory ids = exitIds[account].values();
        list = new Unbonding[](ids.length);
        for (uint256 i = 0; i < ids.length; i++) {
            Exit memory exit = exits[ids[i]];
            list[i] = Unbonding(ids[i], _wei(account, exit.shares), exit.releaseAt);
        }
    }

    /// @notice The account's terms that were not ended yet, in no particular order.
    function positionsOf(address account) external view returns (Position[] memory list) {
        uint256[] memory ids = lockIds[account].values();
        list = new Position[](ids.length);
        for (uint256 i = 0; i < ids.length; i++) {
            Lock memory lock = locks[ids[i]];
            uint256 amount = _wei(account, lock.shares);
            list[i] = Position(ids[i], amount, lock.endsAt, lock.termDays, lock.weight, lock.earlyExitBps);
        }
    }

    /// @notice Wei that leaving a term now would cost.
    function earlyExitCost(address account, uint256 id) public view returns (uint256) {
        Lock memory lock = _lockOf(account, id);
        if (lock.endsAt <= block.timestamp) return 0;
        uint256 left = lock.endsAt - block.timestamp;
        uint256 full = _wei(account, lock.shares) * lock.earlyExitBps;
        return Math.mulDiv(full, left, BPS * lock.termDays * 1 days, Math.Rounding.Ceil);
    }

    function _addFlexible(address account, uint256 amount) internal {
        Standing memory before = _open(account);
        accounts[account].flexible += _sharesFor(account, amount);
        emit Staked(account, amount, _close(account, before).staked);
    }

    function _addLock(address account, uint256 amount, uint16 termDays, uint16 earlyExitBps) internal returns (uint256 id) {
        uint16 weight = termWeight(termDays);
        Standing memory before = _open(account);
        uint256 shares = _sharesFor(account, amount);
        uint64 endsAt = uint64(block.timestamp + uint256(termDays) * 1 days);
        id = ++lastId;
        locks[id] = Lock(shares.toUint144(), endsAt, termDays, weight, earlyExitBps);
        lockIds[account].add(id);
        accounts[account].locked += shares;
        accounts[account].lockedWeighted += shares * weight;
        emit Staked(account, amount, _close(account, before).staked);
        emit TermStarted(account, id, amount, termDays, endsAt);
    }

    function _endTerm(address account, uint256 id) internal {
        Lock memory lock = _lockOf(account, id);
        if (block.timestamp < lock.endsAt) revert TermNotOver(id, lock.endsAt);
        Standing memory before = _open(account);
        _removeLock(account, id, lock);
        accounts[account].flexible += lock.shares;
        _close(account, before);
        emit TermEnded(account, id, _wei(account, lock.shares));
    }

    function _leaveEarly(address account, uint256 id) internal returns (uint256 exitId) {
        Lock memory lock = _lockOf(account, id);
        if (block.timestamp >= lock.endsAt) revert TermIsOver(id, lock.endsAt);
        uint256 amount = _wei(account, lock.shares);
        uint256 cost = earlyExitCost(account, id);
        Standing memory before = _open(account);
        _removeLock(account, id, lock);
        uint256 kept = lock.shares;
        if (amount > 0) kept -= Math.mulDiv(lock.shares, cost, amount, Math.Rounding.Ceil);
        emit LeftEarly(account, id, amount, cost);
        exitId = _addExit(account, kept);
        Standing memory after_ = _close(account, before);
        _forfeit(before.staked + before.unbonding - after_.staked - after_.unbonding);
    }

    function _startUnbonding(address account, uint256 amount) internal returns (uint256 id) {
        uint256 flexible = flexibleOf(account);
        if (amount == 0) revert ZeroAmount();
        if (amount > flexible) revert InsufficientStake(account, flexible, amount);
        Standing memory before = _open(account);
        Account storage books = accounts[account];
        uint256 shares = amount == flexible ? books.flexible : Math.mulDiv(amount, ONE, _factor(account), Math.Rounding.Ceil);
        books.flexible -= shares;
        id = _addExit(account, shares);
        _close(account, before);
    }

    /// @return amount Wei that left the books, for the caller to pay out.
    function _finishUnbonding(address account, uint256 id) internal returns (uint256 amount) {
        Exit memory exit = exits[id];
        if (!exitIds[account].remove(id)) revert UnbondingNotFound(account, id);
        if (block.timestamp < exit.releaseAt) revert StillUnbonding(id, exit.releaseAt);
        delete exits[id];
        // No weight changes, so the stream need not be brought up to now.
        Standing memory before = _standing(account);
        accounts[account].unbonding -= exit.shares;
        amount = before.unbonding - _close(account, before).unbonding;
        emit Withdrawn(account, id, amount);
    }

    /// @dev Takes `amount` wei, or a little less by rounding, from everything that the account has at stake or unbonding.
    /// @return taken Wei that left the books.
    function _reduce(address account, uint256 amount) internal returns (uint256 taken) {
        Standing memory before = _open(account);
        uint256 bonded = before.staked + before.unbonding;
        uint256 factor = Math.mulDiv(_factor(account), bonded - amount, bonded, Math.Rounding.Ceil);
        if (factor < MIN_FACTOR) revert SlashedTooFar(account);
        accounts[account].factor = factor;
        Standing memory after_ = _close(account, before);
        taken = bonded - after_.staked - after_.unbonding;
    }

    function _standing(address account) internal view returns (Standing memory) {
        Account memory books = accounts[account];
        uint256 factor = books.factor == 0 ? ONE : books.factor;
        uint256 weighted = books.flexible * FLEXIBLE_WEIGHT + books.lockedWeighted;
        uint256 active = books.flexible + books.locked;
        uint256 staked = Math.mulDiv(active, factor, ONE);
        // From the rounded sum, so that moving shares from stake to unbonding never makes a wei.
        uint256 unbonding = Math.mulDiv(active + books.unbonding, factor, ONE) - staked;
        return Standing(staked, unbonding, Math.mulDiv(weighted, factor, ONE));
    }

    function _open(address account) private returns (Standing memory) {
        _accrue(account);
        return _standing(account);
    }

    function _close(address account, Standing memory before) private returns (Standing memory now_) {
        Account storage books = accounts[account];
        if (books.factor != 0 && books.flexible + books.locked + books.unbonding == 0) books.factor = 0;
        now_ = _standing(account);
        if (now_.unbonding != before.unbonding) totalUnbonding = totalUnbonding + now_.unbonding - before.unbonding;
        if (now_.weight != before.weight) totalWeight = totalWeight + now_.weight - before.weight;
        if (now_.staked == before.staked) return now_;
        totalStaked = totalStaked + now_.staked - before.staked;
        _stakeChanged(account, before.staked, now_.staked);
    }

    function _addExit(address account, uint256 shares) private returns (uint256 id) {
        id = ++lastId;
        uint64 releaseAt = uint64(block.timestamp) + unbondingPeriod;
        exits[id] = Exit(shares.toUint192(), releaseAt);
        exitIds[account].add(id);
        accounts[account].unbonding += shares;
        emit UnstakeRequested(account, id, _wei(account, shares), releaseAt);
    }

    function _removeLock(address account, uint256 id, Lock memory lock) private {
        delete locks[id];
        lockIds[account].remove(id);
        accounts[account].locked -= lock.shares;
        accounts[account].lockedWeighted -= uint256(lock.shares) * lock.weight;
    }

    function _lockOf(address account, uint256 id) private view returns (Lock memory) {
        if (!lockIds[account].contains(id)) revert PositionNotFound(account, id);
        return locks[id];
    }

    function _sharesFor(address account, uint256 amount) private view returns (uint256 shares) {
        uint256 factor = _factor(account);
        if (factor < MIN_FACTOR_TO_STAKE) revert SlashedTooFar(account);
        return Math.mulDiv(amount, ONE, factor);
    }

    function _wei(address account, uint256 shares) private view returns (uint256) {
        return Math.mulDiv(shares, _factor(account), ONE);
    }

    function _factor(address account) private view returns (uint256) {
        uint256 factor = accounts[account].factor;
        return factor == 0 ? ONE : factor;
    }
}
