package hearth.chain;

import hearth.contracts.EmberToken;
import hearth.contracts.Rewards;
import hearth.contracts.Staking;
import hearth.keys.Address;
import hearth.protocol.Wei;

import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint64;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What our contracts say. Every method throws {@link NodeUnreachableException} when there is no
/// usable answer; an answer of another shape counts as none.
final class ContractReads {
    /// Storage of our pinned contracts, as `forge inspect EmberToken storageLayout` lists it.
    static final int BALANCES_SLOT = 0;

    /// The same of Rewards.
    static final int CLAIMED_SLOT = 5;

    private static final int WORD = 64;
    private static final int MAX_LISTED = 10_000;
    private static final int UNBONDING_WORDS = 3;
    private static final int TERM_WORDS = 6;

    private final ChainView chain;
    private final Address token;
    private final Address rewards;
    private final Address staking;

    ContractReads(ChainView chain, Address token, Address rewards, Address staking) {
        this.chain = chain;
        this.token = token;
        this.rewards = rewards;
        this.staking = staking;
    }

    Wei emberOf(Address account) {
        return chain.proven(token, BALANCES_SLOT, account)
                .map(Wei::new)
                .orElseGet(
                        () ->
                                wei(
                                        token,
                                        EmberToken.FUNC_BALANCEOF,
                                        ContractCalls.address(account)));
    }

    /// How many of the account's permits the token has seen.
    BigInteger permits(Address account) {
        return value(
                words(token, EmberToken.FUNC_NONCES, 1, ContractCalls.address(account)).getFirst());
    }

    Wei allowance(Address owner, Address spender) {
        return wei(
                token,
                EmberToken.FUNC_ALLOWANCE,
                ContractCalls.address(owner),
                ContractCalls.address(spender));
    }

    BigInteger gasOf(Address account) {
        return chain.gasBalance(account);
    }

    Wei claimed(Address account) {
        return chain.proven(rewards, CLAIMED_SLOT, account)
                .map(Wei::new)
                .orElseGet(
                        () -> wei(rewards, Rewards.FUNC_CLAIMED, ContractCalls.address(account)));
    }

    Wei funded() {
        return wei(rewards, Rewards.FUNC_FUNDED);
    }

    Wei epochCap() {
        return wei(rewards, Rewards.FUNC_EPOCHCAP);
    }

    Duration challengeWindow() {
        return Duration.ofSeconds(number(rewards, Rewards.FUNC_CHALLENGEWINDOW));
    }

    long currentEpoch() {
        return number(rewards, Rewards.FUNC_CURRENTEPOCH);
    }

    /// What was posted for an epoch, if anything was.
    Optional<PostedRoot> postedRoot(long epoch) {
        var words = words(rewards, Rewards.FUNC_POSTEDROOT, 4, new Uint64(epoch));
        byte[] root = HexFormat.of().parseHex(words.get(0));
        if (new BigInteger(1, root).signum() == 0) {
            return Optional.empty();
        }
        return Optional.of(
                new PostedRoot(
                        epoch,
                        words.get(0),
                        new Wei(value(words.get(1))),
                        words.get(2),
                        Instant.ofEpochSecond(value(words.get(3)).longValueExact())));
    }

    Wei stakedOf(Address account) {
        return wei(staking, Staking.FUNC_STAKEDOF, ContractCalls.address(account));
    }

    Wei earned(Address account) {
        return wei(staking, Staking.FUNC_EARNED, ContractCalls.address(account));
    }

    Wei totalStaked() {
        return wei(staking, Staking.FUNC_TOTALSTAKED);
    }

    Wei yieldPerSecond() {
        return wei(staking, Staking.FUNC_YIELDRATE);
    }

    Instant yieldEnds() {
        return Instant.ofEpochSecond(number(staking, Staking.FUNC_PERIODFINISH));
    }

    long unbondingSeconds() {
        return number(staking, Staking.FUNC_UNBONDINGPERIOD);
    }

    Wei flexibleOf(Address account) {
        return wei(staking, Staking.FUNC_FLEXIBLEOF, ContractCalls.address(account));
    }

    List<Unbonding> unbondingOf(Address account) {
        return list(Staking.FUNC_UNBONDINGOF, account, UNBONDING_WORDS).stream()
                .map(w -> new Unbonding(value(w.get(0)), new Wei(value(w.get(1))), time(w.get(2))))
                .toList();
    }

    List<Term> termsOf(Address account) {
        return list(Staking.FUNC_POSITIONSOF, account, TERM_WORDS).stream()
                .map(
                        w ->
                                new Term(
                                        value(w.get(0)),
                                        new Wei(value(w.get(1))),
                                        time(w.get(2)),
                                        value(w.get(3)).intValueExact(),
                                        value(w.get(4)).intValueExact(),
                                        exitCost(account, value(w.get(0)))))
                .toList();
    }

    private Wei exitCost(Address account, BigInteger id) {
        return wei(
                staking,
                Staking.FUNC_EARLYEXITCOST,
                ContractCalls.address(account),
                new Uint256(id));
    }

    /// The account's list of structs, each of so many words.
    private List<List<String>> list(String function, Address account, int size) {
        var words = words(staking, function, 2, ContractCalls.address(account));
        int count = value(words.get(1)).min(BigInteger.valueOf(MAX_LISTED)).intValueExact();
        if (words.size() != 2 + size * count) {
            throw new NodeUnreachableException("malformed " + function, null);
        }
        return IntStream.range(0, count)
                .mapToObj(i -> words.subList(2 + size * i, 2 + size * (i + 1)))
                .toList();
    }

    private static Instant time(String word) {
        return Instant.ofEpochSecond(value(word).longValueExact());
    }

    private Wei wei(Address contract, String function, Type<?>... arguments) {
        return new Wei(value(words(contract, function, 1, arguments).getFirst()));
    }

    private long number(Address contract, String function) {
        return value(words(contract, function, 1).getFirst()).longValueExact();
    }

    /// The answer in words of 32 bytes, each as 64 hex digits; at least so many.
    List<String> words(Address contract, String function, int atLeast, Type<?>... arguments) {
        return words(
                chain.read(contract, ContractCalls.call(function, arguments)), function, atLeast);
    }

    /// An answer in words of 32 bytes.
    static List<String> words(RpcAnswer answer, String function, int atLeast) {
        if (!(answer instanceof RpcAnswer.Result result)) {
            throw new NodeUnreachableException(function + " was refused", null);
        }
        String hex = Node.text(result.value()).substring(2);
        if (hex.length() % WORD != 0 || hex.length() < atLeast * WORD) {
            throw new NodeUnreachableException("malformed " + function, null);
        }
        var words = new ArrayList<String>(hex.length() / WORD);
        for (int at = 0; at < hex.length(); at += WORD) {
            words.add(hex.substring(at, at + WORD));
        }
        return words;
    }

    static BigInteger value(String word) {
        return new BigInteger(word, 16);
    }
}
