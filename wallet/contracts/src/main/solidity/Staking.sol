// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";

/// @title Locks EMBER for yield, with a waiting time before it can be withdrawn
/// @notice Stake at any time, ask for it back at any time, withdraw after the unbonding period. Yield is a stream that the
/// rewarder pays in; it is shared in proportion to stake, second by second, and waits while nobody stakes.
/// @dev Two books that never mix. Principal: totalStaked + totalUnbonding. Yield: yieldAdded - yieldPaid. Always: the sum of both
/// <= balance, and yieldPaid <= yieldAdded. Tokens sent here without a call are counted nowhere. Nothing can pause a withdrawal.
contract Staking is AccessControl, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using EnumerableSet for EnumerableSet.UintSet;

    /// @dev Stake on its way back to its owner; `releaseAt` in seconds since 1970.
    struct Unbonding {
        uint256 id;
        uint256 amount;
        uint64 releaseAt;
    }

    bytes32 public constant REWARDER_ROLE = keccak256("REWARDER_ROLE");
    /// @notice A longer stream is refused: it would be a slip of the finger that locks the yield away.
    uint64 public constant MAX_YIELD_DURATION = 1461 days;
    /// @dev Rates and shares carry 30 more digits, so that what rounding loses over a whole stream is below one wei.
    uint256 private constant SCALE = 1e30;

    IERC20 public immutable token;
    /// @notice Seconds between requestUnstake() and withdraw().
    uint64 public immutable unbondingPeriod;

    uint256 public totalStaked;
    uint256 public totalUnbonding;
    uint256 public yieldAdded;
    uint256 public yieldPaid;
    mapping(address account => uint256 wei_) public stakedOf;

    /// @dev The stream: scaled wei per second until `streamEnd`, as of `accruedAt`.
    uint256 private streamRate;
    uint64 private streamEnd;
    uint64 private accruedAt;
    /// @dev Scaled yield that one wei of stake has earned since the beginning, and where each account stands.
    uint256 private yieldPerWei;
    mapping(address account => uint256 scaled) private yieldPerWeiSeen;
    mapping(address account => uint256 wei_) private settledYield;

    uint256 private lastUnbondingId;
    mapping(uint256 id => Unbonding) private unbondings;
    mapping(address account => EnumerableSet.UintSet) private unbondingIds;

    event Staked(address indexed account, uint256 amount, uint256 staked);
    event UnstakeRequested(address indexed account, uint256 indexed id, uint256 amount, uint64 releaseAt);
    event Withdrawn(address indexed account, uint256 indexed id, uint256 amount);
    event YieldAdded(address indexed source, uint256 amount, uint256 rate, uint64 periodFinish);
    event YieldClaimed(address indexed account, uint256 amount);

    error ZeroAddress();
    error ZeroAmount();
    error InsufficientStake(address account, uint256 staked, uint256 requested);
    error UnbondingNotFound(address account, uint256 id);
    error StillUnbonding(uint256 id, uint64 releaseAt);
    error NoYieldEarned(address account);
    error YieldDurationOutOfRange(uint64 duration, uint64 max);

    constructor(IERC20 token_, address admin, address rewarder, uint64 unbondingPeriod_) {
        if (address(token_) == address(0) || admin == address(0) || rewarder == address(0)) revert ZeroAddress();
        token = token_;
        unbondingPeriod = unbondingPeriod_;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(REWARDER_ROLE, rewarder);
    }

    /// @notice Locks `amount` wei of the sender's EMBER; it earns from now on. Needs an allowance.
    function stake(uint256 amount) external nonReentrant {
        _stake(amount);
    }

    /// @notice Like stake(), with an ERC-2612 permit instead of an earlier approval.
    /// @dev A permit that fails is ignored: somebody may have sent it first, and then the allowance is there already.
    function stakeWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external nonReentrant {
        try IERC20Permit(address(token)).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
        _stake(amount);
    }

    /// @notice Takes `amount` wei out of the stake; it stops earning now and can be withdrawn after the unbonding period.
    /// @return id Names the request for withdraw().
    function requestUnstake(uint256 amount) external nonReentrant returns (uint256 id) {
        uint256 staked = stakedOf[msg.sender];
        if (amount == 0) revert ZeroAmount();
        if (amount > staked) revert InsufficientStake(msg.sender, staked, amount);
        _accrue(msg.sender);
        stakedOf[msg.sender] = staked - amount;
        totalStaked -= amount;
        totalUnbonding += amount;
        id = ++lastUnbondingId;
        uint64 releaseAt = uint64(block.timestamp) + unbondingPeriod;
        unbondings[id] = Unbonding(id, amount, releaseAt);
        unbondingIds[msg.sender].add(id);
        emit UnstakeRequested(msg.sender, id, amount, releaseAt);
    }

    /// @notice Pays one of the sender's requests out, once its time has come.
    function withdraw(uint256 id) external nonReentrant {
        Unbonding memory entry = unbondings[id];
        if (!unbondingIds[msg.sender].remove(id)) revert UnbondingNotFound(msg.sender, id);
        if (block.timestamp < entry.releaseAt) revert StillUnbonding(id, entry.releaseAt);
        delete unbondings[id];
        totalUnbonding -= entry.amount;
        emit Withdrawn(msg.sender, id, entry.amount);
        token.safeTransfer(msg.sender, entry.amount);
    }

    /// @notice Pays the sender its yield so far. The stake stays.
    /// @return amount Wei paid now.
    function claimYield() external nonReentrant returns (uint256 amount) {
        _accrue(msg.sender);
        amount = settledYield[msg.sender];
        if (amount == 0) revert NoYieldEarned(msg.sender);
        settledYield[msg.sender] = 0;
        yieldPaid += amount;
        emit YieldClaimed(msg.sender, amount);
        token.safeTransfer(msg.sender, amount);
    }

    /// @notice Takes `amount` wei of EMBER from the rewarder and streams it to the stakers over `duration` seconds.
    /// @dev A top-up joins the running stream: the rate never falls and the end never comes nearer. Where `duration` would do
    /// either, the new end is the one at which the running rate (or the running end) is kept.
    function addYield(uint256 amount, uint64 duration) external onlyRole(REWARDER_ROLE) nonReentrant {
        if (duration == 0 || duration > MAX_YIELD_DURATION) revert YieldDurationOutOfRange(duration, MAX_YIELD_DURATION);
        uint256 arrived = _collect(amount);
        _accrue(address(0));
        uint256 left = streamEnd > block.timestamp ? streamEnd - block.timestamp : 0;
        uint256 pool = streamRate * left + arrived * SCALE;
        uint256 length = Math.max(duration, left);
        if (left > 0 && pool / length < streamRate) length = pool / streamRate;
        streamRate = pool / length;
        streamEnd = uint64(block.timestamp + length);
        yieldAdded += arrived;
        emit YieldAdded(msg.sender, arrived, streamRate / SCALE, streamEnd);
    }

    /// @notice Wei of yield that `account` could claim now.
    function earned(address account) external view returns (uint256) {
        return _earned(account, _yieldPerWeiNow());
    }

    /// @notice The sender's requests that are not withdrawn yet, in no particular order.
    function unbondingOf(address account) external view returns (Unbonding[] memory list) {
        uint256[] memory ids = unbondingIds[account].values();
        list = new Unbonding[](ids.length);
        for (uint256 i = 0; i < ids.length; i++) {
            list[i] = unbondings[ids[i]];
        }
    }

    /// @notice Wei per second that all stakers share now, or would from the first stake on; 0 when no stream runs.
    function yieldRate() external view returns (uint256) {
        return periodFinish() > block.timestamp ? streamRate / SCALE : 0;
    }

    /// @notice When the stream ends, in seconds since 1970; it moves on while nobody stakes.
    function periodFinish() public view returns (uint64) {
        bool waits = totalStaked == 0 && streamEnd > accruedAt;
        return waits ? streamEnd + (uint64(block.timestamp) - accruedAt) : streamEnd;
    }

    function _stake(uint256 amount) private {
        uint256 arrived = _collect(amount);
        _accrue(msg.sender);
        stakedOf[msg.sender] += arrived;
        totalStaked += arrived;
        emit Staked(msg.sender, arrived, stakedOf[msg.sender]);
    }

    /// @dev Counts what arrives, not what was asked for; the guard keeps a nested call from being counted twice.
    function _collect(uint256 amount) private returns (uint256 arrived) {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        arrived = token.balanceOf(address(this)) - before;
        if (arrived == 0) revert ZeroAmount();
    }

    /// @dev Brings the stream, and then the account's share of it, up to now. Runs before every change of a stake.
    function _accrue(address account) private {
        yieldPerWei = _yieldPerWeiNow();
        streamEnd = periodFinish();
        accruedAt = uint64(block.timestamp);
        if (account == address(0)) return;
        settledYield[account] = _earned(account, yieldPerWei);
        yieldPerWeiSeen[account] = yieldPerWei;
    }

    function _yieldPerWeiNow() private view returns (uint256) {
        uint256 until = Math.min(block.timestamp, streamEnd);
        if (totalStaked == 0 || until <= accruedAt) return yieldPerWei;
        return yieldPerWei + streamRate * (until - accruedAt) / totalStaked;
    }

    function _earned(address account, uint256 perWei) private view returns (uint256) {
        return settledYield[account] + stakedOf[account] * (perWei - yieldPerWeiSeen[account]) / SCALE;
    }
}
