package hearth.chain;

import hearth.contracts.EmberToken;
import hearth.contracts.Rewards;
import hearth.contracts.Staking;
import hearth.keys.Address;
import hearth.protocol.Wei;

import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint64;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// What our contracts say. Every method throws {@link NodeUnreachableException} when there is no
/// usable answer; an answer of another shape counts as none.
final class ContractReads {
    private static final int WORD = 64;
    private static final int MAX_UNBONDINGS = 10_000;

    private final Node node;
    private final Address token;
    private final Address rewards;
    private final Address staking;

    ContractReads(Node node, Address token, Address rewards, Address staking) {
        this.node = node;
        this.token = token;
        this.rewards = rewards;
        this.staking = staking;
    }

    Wei emberOf(Address account) {
        return wei(token, EmberToken.FUNC_BALANCEOF, ContractCalls.address(account));
    }

    Wei claimed(Address account) {
        return wei(rewards, Rewards.FUNC_CLAIMED, ContractCalls.address(account));
    }

    Wei funded() {
        return wei(rewards, Rewards.FUNC_FUNDED);
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

    List<Unbonding> unbondingOf(Address account) {
        var words = words(staking, Staking.FUNC_UNBONDINGOF, 2, ContractCalls.address(account));
        int count = value(words.get(1)).min(BigInteger.valueOf(MAX_UNBONDINGS)).intValueExact();
        if (words.size() != 2 + 3 * count) {
            throw new NodeUnreachableException("malformed unbondingOf", null);
        }
        var list = new ArrayList<Unbonding>(count);
        for (int i = 0; i < count; i++) {
            int at = 2 + 3 * i;
            list.add(
                    new Unbonding(
                            value(words.get(at)),
                            new Wei(value(words.get(at + 1))),
                            Instant.ofEpochSecond(value(words.get(at + 2)).longValueExact())));
        }
        return list;
    }

    private Wei wei(Address contract, String function, Type<?>... arguments) {
        return new Wei(value(words(contract, function, 1, arguments).getFirst()));
    }

    private long number(Address contract, String function) {
        return value(words(contract, function, 1).getFirst()).longValueExact();
    }

    /// The answer in words of 32 bytes, each as 64 hex digits; at least so many.
    private List<String> words(
            Address contract, String function, int atLeast, Type<?>... arguments) {
        var answer = node.read(contract, ContractCalls.call(function, arguments));
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

    private static BigInteger value(String word) {
        return new BigInteger(word, 16);
    }
}
