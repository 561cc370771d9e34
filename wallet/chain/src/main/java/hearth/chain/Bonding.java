package hearth.chain;

import hearth.contracts.Staking;
import hearth.keys.Address;
import hearth.keys.TransactionSigner;
import hearth.protocol.Wei;

import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint256;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/// How stake is bound, and cases against it. Blocks on the node.
public final class Bonding {
    /// Between a case and its execution, as the contract has it.
    public static final Duration SLASH_DELAY = Duration.ofDays(3);

    /// What an appeal adds to that.
    public static final Duration APPEAL_EXTENSION = Duration.ofDays(14);

    private static final int HEX = 16;
    private static final int CASE_WORDS = 8;

    private final EmberNetwork network;
    private final Address staking;

    public Bonding(EmberNetwork network) {
        this.network = network;
        this.staking = network.profile().staking();
    }

    public Reading<Bond> bond(Address account) {
        var reads = network.reads();
        var who = ContractCalls.address(account);
        return Reading.of(
                () -> {
                    var fees = network.node().fees();
                    return new Bond(
                            reads.flexibleOf(account),
                            reads.termsOf(account).stream()
                                    .sorted(Comparator.comparing(Term::endsAt))
                                    .toList(),
                            number(Staking.FUNC_WEIGHTOF, who),
                            number(Staking.FUNC_TOTALWEIGHT),
                            number(Staking.FUNC_EARLYEXITBPS).intValueExact(),
                            number(Staking.FUNC_SLASHCAPBPS).intValueExact(),
                            openCase(account),
                            fees.nextBaseFee().add(fees.tip()));
                });
    }

    /// The words of the answer: account, executable at, appealed, closed, amount, evidence, end,
    /// open.
    private Optional<SlashCase> openCase(Address account) {
        var id = number(Staking.FUNC_CASEOF, ContractCalls.address(account));
        if (id.signum() == 0) {
            return Optional.empty();
        }
        var words =
                network.reads().words(staking, Staking.FUNC_SLASHCASE, CASE_WORDS, new Uint256(id));
        if (value(words.get(7)).signum() == 0) {
            return Optional.empty();
        }
        return Optional.of(
                new SlashCase(
                        id,
                        new Wei(value(words.get(4))),
                        time(words.get(1)),
                        time(words.get(6)),
                        value(words.get(2)).signum() > 0,
                        words.get(5)));
    }

    /// Answers a case against the signer: it waits until a vote can have ended it.
    ///
    /// @param id of {@link SlashCase}
    public TxResult appeal(String intent, BigInteger id, TransactionSigner signer) {
        return network.transactions()
                .send(
                        new Intent(
                                intent,
                                Activity.Kind.APPEAL,
                                signer.address(),
                                Wei.ZERO,
                                Optional.empty(),
                                Optional.of(staking),
                                ContractCalls.call(Staking.FUNC_APPEAL, new Uint256(id))),
                        signer);
    }

    private BigInteger number(String function, Type<?>... arguments) {
        return value(network.reads().words(staking, function, 1, arguments).getFirst());
    }

    private static BigInteger value(String word) {
        return new BigInteger(word, HEX);
    }

    private static Instant time(String word) {
        return Instant.ofEpochSecond(value(word).longValueExact());
    }
}
