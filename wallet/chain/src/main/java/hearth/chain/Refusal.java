package hearth.chain;

import hearth.protocol.MerkleTree;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// Why a transaction was not made or had no effect. The first group are our contracts' errors,
/// known by their selector; text of a node is never part of it.
public enum Refusal {
    NOTHING_TO_CLAIM("NothingToClaim(address,uint256,uint256)"),
    INVALID_PROOF("InvalidProof(address,uint256,uint64)"),
    NO_ACTIVE_ROOT("NoActiveRoot()"),
    TOTAL_EXCEEDED("TotalExceeded(uint256,uint256)"),
    EPOCH_ALREADY_POSTED("EpochAlreadyPosted(uint64,bytes32)"),
    UNEXPECTED_EPOCH("UnexpectedEpoch(uint64,uint64)"),
    ROOT_STILL_PENDING("RootStillPending(uint64,uint64)"),
    TOTAL_DECREASED("TotalDecreased(uint256,uint256)"),
    TOTAL_ABOVE_FUNDED("TotalAboveFunded(uint256,uint256)"),
    EPOCH_CAP_EXCEEDED("EpochCapExceeded(uint256,uint256)"),
    INSUFFICIENT_STAKE("InsufficientStake(address,uint256,uint256)"),
    UNBONDING_NOT_FOUND("UnbondingNotFound(address,uint256)"),
    STILL_UNBONDING("StillUnbonding(uint256,uint64)"),
    NO_YIELD_EARNED("NoYieldEarned(address)"),
    POSITION_NOT_FOUND("PositionNotFound(address,uint256)"),
    TERM_NOT_OVER("TermNotOver(uint256,uint64)"),
    TERM_IS_OVER("TermIsOver(uint256,uint64)"),
    UNKNOWN_TERM("UnknownTerm(uint16)"),
    SLASH_CASE_OPEN("CaseIsOpen(address,uint256)"),
    SLASHED_TOO_FAR("SlashedTooFar(address)"),
    ZERO_AMOUNT("ZeroAmount()"),
    INSUFFICIENT_EMBER("ERC20InsufficientBalance(address,uint256,uint256)"),
    INSUFFICIENT_ALLOWANCE("ERC20InsufficientAllowance(address,uint256,uint256)"),
    NOT_ALLOWED("AccessControlUnauthorizedAccount(address,bytes32)"),
    PAUSED("EnforcedPause()"),
    ALREADY_VOTED("GovernorAlreadyCastVote(address)"),
    NOT_THE_TIME("GovernorUnexpectedProposalState(uint256,uint8,bytes32)"),
    STILL_IN_TIMELOCK("TimelockUnexpectedOperationState(bytes32,bytes32)"),
    UNKNOWN_PROPOSAL("GovernorNonexistentProposal(uint256)"),
    TOO_FEW_VOTES_TO_PROPOSE("GovernorInsufficientProposerVotes(address,uint256,uint256)"),
    NO_OPEN_CASE("NoOpenCase(uint256)"),
    NOT_YOUR_CASE("NotYours(uint256,address)"),
    ALREADY_APPEALED("AlreadyAppealed(uint256)"),
    APPEAL_TOO_LATE("AppealTooLate(uint256,uint64)"),

    /// The account cannot pay for gas.
    NOT_ENOUGH_GAS(""),
    /// The node is on another chain, or its contracts are not ours.
    WRONG_CHAIN(""),
    /// The network asks for more than the fee cap.
    FEE_TOO_HIGH(""),
    /// It could cost more than the owner's cap, in coins or in money.
    FEE_ABOVE_CAP(""),
    /// It could cost more than the owner's share of the amount, and nobody accepted this fee.
    FEE_ABOVE_SHARE(""),
    /// Another transaction took the nonce; this one can never be included.
    REPLACED(""),
    /// More than the owner lets one payment be.
    ABOVE_PAYMENT_LIMIT(""),
    /// With what was sent in the last 24 hours more than the owner allows.
    ABOVE_DAY_LIMIT(""),
    /// Its sender took it back before it was in a block.
    CANCELLED(""),
    /// Nothing waits that could be sped up or cancelled.
    NOT_WAITING(""),
    /// This wallet never signed it.
    UNKNOWN_TRANSACTION(""),
    /// Another account signed it.
    OTHER_ACCOUNT(""),
    /// The contract refused for a reason that is not ours.
    REVERTED(""),
    /// The recipient is one of our contracts, from which nobody could ever send it back.
    RECIPIENT_IS_CONTRACT(""),
    /// The recipient is a contract of somebody else, and nobody said that this is meant.
    RECIPIENT_HAS_CODE(""),
    /// Tried out, it would do something else than what was asked for: more would leave, less would
    /// arrive, or somebody would be allowed to take more.
    EFFECT_DIFFERS(""),
    /// A contract would be allowed to take more than there could ever be.
    UNLIMITED_ALLOWANCE(""),
    /// No contract of this network has that name.
    UNKNOWN_CONTRACT(""),
    /// The network's nodes say different things, and too few say the same.
    NODES_DISAGREE(""),
    /// The node refused the transaction itself.
    NOT_ACCEPTED("");

    private static final int SELECTOR_BYTES = 4;

    private final String selector;

    Refusal(String signature) {
        this.selector = signature.isEmpty() ? "" : selector(signature);
    }

    /// `0x` and the first four bytes of the signature's Keccak-256.
    static String selector(String signature) {
        return topic(signature).substring(0, 2 + 2 * SELECTOR_BYTES);
    }

    /// `0x` and all 32 bytes: the first topic of an event.
    static String topic(String signature) {
        byte[] hash = MerkleTree.keccak256(signature.getBytes(StandardCharsets.US_ASCII));
        return "0x" + HexFormat.of().formatHex(hash);
    }

    /// @param revertData `0x` and hex
    static Refusal ofRevert(String revertData) {
        return Arrays.stream(values())
                .filter(r -> !r.selector.isEmpty() && revertData.startsWith(r.selector))
                .findFirst()
                .orElse(REVERTED);
    }
}
