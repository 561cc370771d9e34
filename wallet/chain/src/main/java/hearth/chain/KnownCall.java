package hearth.chain;

import hearth.keys.Address;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The calls of our contracts that a vote can make: everything that the timelock may do with them.
/// All arguments are single words.
public enum KnownCall {
    STAKING_SET_RULES("staking", "setRules", Kind.BASIS_POINTS, Kind.BASIS_POINTS),
    STAKING_CANCEL_SLASH("staking", "cancelSlash", Kind.NUMBER),
    STAKING_SEND_SLASHED("staking", "sendSlashed", Kind.ACCOUNT, Kind.EMBER),
    REWARDS_SET_RULES("rewards", "setRules", Kind.SPAN_64, Kind.EMBER),
    REWARDS_UNPAUSE("rewards", "unpause"),
    GOVERNOR_VOTING_DELAY("governor", "setVotingDelay", Kind.SPAN_48),
    GOVERNOR_VOTING_PERIOD("governor", "setVotingPeriod", Kind.SPAN_32),
    GOVERNOR_LATE_QUORUM("governor", "setLateQuorumVoteExtension", Kind.SPAN_48),
    GOVERNOR_THRESHOLD("governor", "setProposalThreshold", Kind.EMBER),
    GOVERNOR_QUORUM("governor", "updateQuorumNumerator", Kind.PERCENT),
    GOVERNOR_TIMELOCK("governor", "updateTimelock", Kind.ACCOUNT),
    TIMELOCK_DELAY("timelock", "updateDelay", Kind.SPAN),
    TOKEN_TRANSFER("token", "transfer", Kind.ACCOUNT, Kind.EMBER),
    GRANT_ROLE("", "grantRole", Kind.ROLE, Kind.ACCOUNT),
    REVOKE_ROLE("", "revokeRole", Kind.ROLE, Kind.ACCOUNT);

    private static final List<String> WITH_ROLES =
            List.of("escrow", "rewards", "roundLog", "staking", "timelock");
    private static final int WORD = 64;
    private static final int SELECTOR = 10;

    /// What an argument means, and how it is written in the contract.
    public enum Kind {
        ACCOUNT("address", Address.BYTES * Byte.SIZE),
        EMBER("uint256", 256),
        /// Ten thousandths.
        BASIS_POINTS("uint16", 16),
        /// Whole hundredths.
        PERCENT("uint256", 256),
        NUMBER("uint256", 256),
        /// Seconds.
        SPAN("uint256", 256),
        SPAN_64("uint64", 64),
        SPAN_48("uint48", 48),
        SPAN_32("uint32", 32),
        ROLE("bytes32", 256);

        private final String abi;
        private final int bits;

        Kind(String abi, int bits) {
            this.abi = abi;
            this.bits = bits;
        }

        public boolean isSpan() {
            return this == SPAN || this == SPAN_64 || this == SPAN_48 || this == SPAN_32;
        }
    }

    private final String contract;

    @SuppressWarnings("ImmutableEnumChecker") // a list of List.of
    private final List<Kind> kinds;

    private final String selector;

    KnownCall(String contract, String function, Kind... kinds) {
        this.contract = contract;
        this.kinds = List.of(kinds);
        this.selector =
                Refusal.selector(
                        function
                                + this.kinds.stream()
                                        .map(kind -> kind.abi)
                                        .collect(Collectors.joining(",", "(", ")")));
    }

    /// Stable name, such as `staking-set-rules`.
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Finds a call by its name.
    public static Optional<KnownCall> of(String id) {
        return Arrays.stream(values()).filter(call -> call.id().equals(id)).findFirst();
    }

    public List<Kind> kinds() {
        return kinds;
    }

    /// Whether it is a call of that contract.
    public boolean isOf(String name) {
        return contract.isEmpty() ? WITH_ROLES.contains(name) : contract.equals(name);
    }

    /// What a call to one of our contracts means, if it is one of these to the last bit.
    ///
    /// @param data `0x` and hex
    static Optional<ProposedCall.Meaning> read(String contract, String data) {
        return Arrays.stream(values())
                .filter(call -> call.isOf(contract) && data.startsWith(call.selector))
                .findFirst()
                .flatMap(call -> call.arguments(data))
                .map(found -> new ProposedCall.Meaning(contract, found.call(), found.arguments()));
    }

    private record Found(KnownCall call, List<BigInteger> arguments) {}

    private Optional<Found> arguments(String data) {
        if (data.length() != SELECTOR + WORD * kinds.size()) {
            return Optional.empty();
        }
        var words = AbiReader.of(HexFormat.of().parseHex(data, SELECTOR, data.length()));
        var values = new BigInteger[kinds.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = words.number(i);
            if (values[i].bitLength() > kinds.get(i).bits) {
                return Optional.empty();
            }
        }
        return Optional.of(new Found(this, List.of(values)));
    }

    /// The account that an argument names.
    public static Address account(BigInteger argument) {
        return AbiReader.address(argument);
    }

    /// The call in the contract's binary form, `0x` and hex.
    ///
    /// @throws IllegalArgumentException if the arguments are not of its kinds
    public String data(List<BigInteger> arguments) {
        if (arguments.size() != kinds.size()) {
            throw new IllegalArgumentException("another number of arguments");
        }
        var data = new StringBuilder(selector);
        for (int i = 0; i < kinds.size(); i++) {
            var value = arguments.get(i);
            if (value.signum() < 0 || value.bitLength() > kinds.get(i).bits) {
                throw new IllegalArgumentException("an argument is out of range");
            }
            data.append("%064x".formatted(value));
        }
        return data.toString();
    }
}
