// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title A stream of yield that accounts share by weight, second by second
/// @notice The stream waits while nobody has weight. A top-up joins it: the rate never falls and the end never comes nearer.
/// @dev Books only, no tokens. Always: yieldPaid + what all accounts earned <= yieldAdded. No loop: one number says what one unit
/// of weight has earned since the beginning, and each account remembers where it last looked at it.
abstract contract YieldStream {
    /// @notice A longer stream is refused: it would be a slip of the finger that locks the yield away.
    uint64 public constant MAX_YIELD_DURATION = 1461 days;
    /// @dev Rates and shares carry 36 more digits: over a whole stream rounding loses less than a wei, whatever the weights.
    uint256 private constant SCALE = 1e36;

    /// @notice Sum of all accounts' weights; a wei of flexible stake weighs 100.
    uint256 public totalWeight;
    uint256 public yieldAdded;
    uint256 public yieldPaid;
    /// @notice What early leavers gave up; it joins the stream with the next yield that is added.
    uint256 public forfeited;

    /// @dev The stream: scaled wei per second until `streamEnd`, as of `accruedAt`.
    uint256 private streamRate;
    uint64 private streamEnd;
    uint64 private accruedAt;
    /// @dev Scaled yield that one unit of weight has earned since the beginning, and where each account stands.
    uint256 private yieldPerWeight;
    mapping(address account => uint256 scaled) private yieldPerWeightSeen;
    mapping(address account => uint256 wei_) private settledYield;

    event YieldAdded(address indexed source, uint256 amount, uint256 rate, uint64 periodFinish);
    event YieldClaimed(address indexed account, uint256 amount);

    error NoYieldEarned(address account);
    error YieldDurationOutOfRange(uint64 duration, uint64 max);

    /// @notice What an account's stake counts in the sharing of yield.
    function weightOf(address account) public view virtual returns (uint256);

    /// @notice Wei of yield that `account` could claim now.
    function earned(address account) external view returns (uint256) {
        return _earned(account, _yieldPerWeightNow());
    }

    /// @notice Wei per second that all stakers share now, or would from the first stake on; 0 when no stream runs.
    function yieldRate() external view returns (uint256) {
        return periodFinish() > block.timestamp ? streamRate / SCALE : 0;
    }

    /// @notice When the stream ends, in seconds since 1970; it moves on while nobody stakes.
    function periodFinish() public view returns (uint64) {
        bool waits = totalWeight == 0 && streamEnd > accruedAt;
        return waits ? streamEnd + (uint64(block.timestamp) - accruedAt) : streamEnd;
    }

    /// @dev `arrived` wei and all that was forfeited flow over `duration` seconds; where that would lower the running rate or
    /// bring the running end nearer, the new end is the one at which it is kept.
    function _addYield(uint256 arrived, uint64 duration) internal {
        if (duration == 0 || duration > MAX_YIELD_DURATION) revert YieldDurationOutOfRange(duration, MAX_YIELD_DURATION);
        _accrue(address(0));
        uint256 left = streamEnd > block.timestamp ? streamEnd - block.timestamp : 0;
        uint256 pool = streamRate * left + (arrived + forfeited) * SCALE;
        uint256 length = Math.max(duration, left);
        if (left > 0 && pool / length < streamRate) length = pool / streamRate;
        streamRate = pool / length;
        streamEnd = uint64(block.timestamp + length);
        yieldAdded += arrived;
        forfeited = 0;
        emit YieldAdded(msg.sender, arrived, streamRate / SCALE, streamEnd);
    }

    /// @dev Moves wei from the stake's books into these.
    function _forfeit(uint256 amount) internal {
        forfeited += amount;
        yieldAdded += amount;
    }

    /// @dev Books all that `account` earned as paid.
    function _takeYield(address account) internal returns (uint256 amount) {
        _accrue(account);
        amount = settledYield[account];
        if (amount == 0) revert NoYieldEarned(account);
        settledYield[account] = 0;
        yieldPaid += amount;
        emit YieldClaimed(account, amount);
    }

    /// @dev Brings the stream, and then the account's share of it, up to now. Runs before every change of a weight.
    function _accrue(address account) internal {
        yieldPerWeight = _yieldPerWeightNow();
        streamEnd = periodFinish();
        accruedAt = uint64(block.timestamp);
        if (account == address(0)) return;
        settledYield[account] = _earned(account, yieldPerWeight);
        yieldPerWeightSeen[account] = yieldPerWeight;
    }

    function _yieldPerWeightNow() private view returns (uint256) {
        uint256 until = Math.min(block.timestamp, streamEnd);
        if (totalWeight == 0 || until <= accruedAt) return yieldPerWeight;
        return yieldPerWeight + streamRate * (until - accruedAt) / totalWeight;
    }

    function _earned(address account, uint256 perWeight) private view returns (uint256) {
        return settledYield[account] + weightOf(account) * (perWeight - yieldPerWeightSeen[account]) / SCALE;
    }
}
