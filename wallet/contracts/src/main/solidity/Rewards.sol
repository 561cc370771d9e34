// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// @title Pays verified work from Merkle roots of cumulative earnings
/// @notice Each epoch the poster proposes the root of a tree that says what every account has earned since the beginning. The
/// root counts once the challenge window has passed and the guardian has not vetoed it. A claim pays the account the difference
/// to what it was paid before, whoever sends the transaction, so an unclaimed amount never expires.
/// @dev Always: paid <= total of the active root <= funded <= what this contract received through fund(). Tokens sent here
/// without fund() are counted nowhere. Leaf: keccak256(keccak256(abi.encode(chainId, this, account, cumulative))), pairs sorted,
/// as in OpenZeppelin's StandardMerkleTree with the types [uint256, address, address, uint256].
contract Rewards is AccessControl, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @dev What was proposed for one epoch; `total` is the sum of all leaves, `dataHash` names the published leaf file.
    struct Posted {
        bytes32 root;
        uint256 total;
        bytes32 dataHash;
        uint64 validAt;
    }

    bytes32 public constant POSTER_ROLE = keccak256("POSTER_ROLE");
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");

    IERC20 public immutable token;
    /// @notice A pause ends by itself after this time, so that no guardian can hold back what was earned for ever.
    uint64 public constant MAX_PAUSE = 14 days;
    /// @notice Between the end of a pause and the next one; whoever earned can claim in it.
    uint64 public constant PAUSE_GAP = 7 days;
    /// @notice A longer window is refused: it would hold back what was earned.
    uint64 public constant MAX_CHALLENGE_WINDOW = 30 days;
    /// @notice No rule can make the window shorter than it was when the contract was made; 0 only on a practice network.
    uint64 public immutable minChallengeWindow;

    /// @notice Seconds between a proposal and its first claim.
    uint64 public challengeWindow;
    /// @notice The most wei by which one epoch may raise the total.
    uint256 public epochCap;

    /// @notice Wei received through fund() since the beginning.
    uint256 public funded;
    /// @notice Wei paid to accounts since the beginning.
    uint256 public paid;
    /// @notice Wei paid to one account since the beginning.
    mapping(address account => uint256 wei_) public claimed;
    /// @notice When the running pause ends, or the last one ended, in seconds since 1970.
    uint64 public pausedUntil;
    /// @notice The newest epoch that was posted and not vetoed; its root may still be pending.
    uint64 public lastEpoch;

    mapping(uint64 epoch => Posted) private posted;

    event Funded(address indexed source, uint256 amount, uint256 funded);
    event RootProposed(uint64 indexed epoch, bytes32 indexed root, uint256 total, bytes32 dataHash, uint64 validAt);
    event RootVetoed(uint64 indexed epoch, bytes32 indexed root, address guardian);
    event Paused(address guardian, uint64 until);
    event Unpaused(address account);
    event RulesChanged(uint64 challengeWindow, uint256 epochCap);
    event Claimed(address indexed account, uint256 amount, uint256 cumulative, uint64 indexed epoch);

    error ZeroAddress();
    error EnforcedPause();
    error PauseTooSoon(uint64 allowedAt);
    error ZeroAmount();
    error ZeroRoot(uint64 epoch);
    error EpochAlreadyPosted(uint64 epoch, bytes32 root);
    error UnexpectedEpoch(uint64 expected, uint64 given);
    error RootStillPending(uint64 epoch, uint64 validAt);
    error NoPendingRoot();
    error TotalDecreased(uint256 previous, uint256 given);
    error TotalAboveFunded(uint256 funded, uint256 given);
    error EpochCapExceeded(uint256 cap, uint256 growth);
    error ChallengeWindowOutOfRange(uint64 min, uint64 given, uint64 max);
    error NoActiveRoot();
    error InvalidProof(address account, uint256 cumulative, uint64 epoch);
    error NothingToClaim(address account, uint256 cumulative, uint256 claimed);
    error TotalExceeded(uint256 total, uint256 paid);

    modifier whenNotPaused() {
        if (paused()) revert EnforcedPause();
        _;
    }

    constructor(IERC20 token_, address admin, address poster, address guardian, uint64 challengeWindow_, uint256 epochCap_) {
        if (address(token_) == address(0) || admin == address(0)) revert ZeroAddress();
        if (poster == address(0) || guardian == address(0)) revert ZeroAddress();
        token = token_;
        minChallengeWindow = challengeWindow_;
        _setRules(challengeWindow_, epochCap_);
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(POSTER_ROLE, poster);
        _grantRole(GUARDIAN_ROLE, guardian);
    }

    /// @notice Takes EMBER from the sender to pay future claims with; anybody may fund. Needs an allowance.
    /// @dev Counts what arrives, not what was asked for; the guard keeps a nested call from being counted twice.
    function fund(uint256 amount) external nonReentrant {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 arrived = token.balanceOf(address(this)) - before;
        if (arrived == 0) revert ZeroAmount();
        funded += arrived;
        emit Funded(msg.sender, arrived, funded);
    }

    /// @notice Proposes the root of an epoch; epochs start at 1 and have no gaps.
    /// @param total Sum of all leaves of the tree, so it never falls.
    /// @param dataHash SHA-256 of the published leaf file, from which anybody can build the tree again.
    function proposeRoot(uint64 epoch, bytes32 root_, uint256 total, bytes32 dataHash)
        external
        onlyRole(POSTER_ROLE)
        whenNotPaused
    {
        Posted storage last = posted[lastEpoch];
        if (root_ == 0) revert ZeroRoot(epoch);
        if (posted[epoch].root == root_) revert EpochAlreadyPosted(epoch, root_);
        if (last.validAt > block.timestamp) revert RootStillPending(lastEpoch, last.validAt);
        if (epoch != lastEpoch + 1) revert UnexpectedEpoch(lastEpoch + 1, epoch);
        if (total < last.total) revert TotalDecreased(last.total, total);
        if (total > funded) revert TotalAboveFunded(funded, total);
        if (total - last.total > epochCap) revert EpochCapExceeded(epochCap, total - last.total);

        uint64 validAt = uint64(block.timestamp) + challengeWindow;
        posted[epoch] = Posted(root_, total, dataHash, validAt);
        lastEpoch = epoch;
        emit RootProposed(epoch, root_, total, dataHash, validAt);
    }

    /// @notice Removes the pending root; its epoch can then be proposed again. Works while paused.
    /// @param epoch Names what is vetoed, so that a late transaction does not hit the next root.
    function vetoRoot(uint64 epoch) external onlyRole(GUARDIAN_ROLE) {
        if (epoch != lastEpoch) revert UnexpectedEpoch(lastEpoch, epoch);
        bytes32 root_ = posted[epoch].root;
        if (posted[epoch].validAt <= block.timestamp) revert NoPendingRoot();
        delete posted[epoch];
        lastEpoch = epoch - 1;
        emit RootVetoed(epoch, root_, msg.sender);
    }

    /// @notice Stops claims and proposals for at most MAX_PAUSE; what was earned stays earned.
    function pause() external onlyRole(GUARDIAN_ROLE) {
        uint64 allowedAt = pausedUntil == 0 ? 0 : pausedUntil + PAUSE_GAP;
        if (block.timestamp < allowedAt) revert PauseTooSoon(allowedAt);
        pausedUntil = uint64(block.timestamp) + MAX_PAUSE;
        emit Paused(msg.sender, pausedUntil);
    }

    /// @notice Lets claims and proposals go on before the pause ends by itself; not the guardian's to decide.
    function unpause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (!paused()) return;
        pausedUntil = uint64(block.timestamp);
        emit Unpaused(msg.sender);
    }

    function paused() public view returns (bool) {
        return block.timestamp < pausedUntil;
    }

    /// @notice Changes the window and the cap of later epochs; a pending root keeps its time.
    function setRules(uint64 challengeWindow_, uint256 epochCap_) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setRules(challengeWindow_, epochCap_);
    }

    /// @notice Pays the sender what it earned and was not paid yet.
    function claim(uint256 cumulative, bytes32[] calldata proof) external returns (uint256 amount) {
        return claimFor(msg.sender, cumulative, proof);
    }

    /// @notice Pays `account` what it earned and was not paid yet, whoever sends this.
    /// @param cumulative The account's leaf: wei earned since the beginning, as in the active root's tree.
    /// @return amount Wei paid now.
    function claimFor(address account, uint256 cumulative, bytes32[] calldata proof)
        public
        nonReentrant
        whenNotPaused
        returns (uint256 amount)
    {
        uint64 epoch = currentEpoch();
        if (epoch == 0) revert NoActiveRoot();
        Posted storage active = posted[epoch];
        if (!MerkleProof.verifyCalldata(proof, active.root, leafOf(account, cumulative))) {
            revert InvalidProof(account, cumulative, epoch);
        }
        uint256 before = claimed[account];
        if (cumulative <= before) revert NothingToClaim(account, cumulative, before);
        amount = cumulative - before;
        uint256 paidAfter = paid + amount;
        if (paidAfter > active.total) revert TotalExceeded(active.total, paidAfter);

        claimed[account] = cumulative;
        paid = paidAfter;
        emit Claimed(account, amount, cumulative, epoch);
        token.safeTransfer(account, amount);
    }

    /// @notice The epoch whose root pays now; 0 before the first.
    function currentEpoch() public view returns (uint64) {
        return posted[lastEpoch].validAt > block.timestamp ? lastEpoch - 1 : lastEpoch;
    }

    /// @notice The root that pays now; 0 before the first.
    function root() external view returns (bytes32) {
        return posted[currentEpoch()].root;
    }

    /// @notice The proposal inside its challenge window; all zero when there is none.
    function pendingRoot()
        external
        view
        returns (uint64 epoch, bytes32 root_, uint256 total, bytes32 dataHash, uint64 validAt)
    {
        if (posted[lastEpoch].validAt <= block.timestamp) return (0, 0, 0, 0, 0);
        (root_, total, dataHash, validAt) = postedRoot(lastEpoch);
        return (lastEpoch, root_, total, dataHash, validAt);
    }

    /// @notice What was posted for an epoch, pending or active; all zero when nothing was, or it was vetoed.
    function postedRoot(uint64 epoch)
        public
        view
        returns (bytes32 root_, uint256 total, bytes32 dataHash, uint64 validAt)
    {
        Posted storage entry = posted[epoch];
        return (entry.root, entry.total, entry.dataHash, entry.validAt);
    }

    /// @notice The leaf of an account: hashed twice, so that no inner node can pass for one, and bound to chain and contract.
    function leafOf(address account, uint256 cumulative) public view returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(block.chainid, address(this), account, cumulative))));
    }

    function _setRules(uint64 challengeWindow_, uint256 epochCap_) private {
        if (challengeWindow_ < minChallengeWindow || challengeWindow_ > MAX_CHALLENGE_WINDOW) {
            revert ChallengeWindowOutOfRange(minChallengeWindow, challengeWindow_, MAX_CHALLENGE_WINDOW);
        }
        (challengeWindow, epochCap) = (challengeWindow_, epochCap_);
        emit RulesChanged(challengeWindow_, epochCap_);
    }
}
