package hearth.chain;

import hearth.contracts.EmberGovernor;
import hearth.contracts.EmberTimelock;
import hearth.contracts.Staking;
import hearth.keys.Address;
import hearth.keys.TransactionSigner;
import hearth.protocol.Wei;

import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint8;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// What stakers decide: the proposals, the votes of an account, and the transactions of voting. All
/// methods block on the node; changes take an intent id as those of {@link EmberWallet} do.
public final class Governance {
    private static final int MOST_PROPOSALS = 50;
    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    /// The governor has a function of the same name with one parameter more.
    private static final String VOTES_NOW = "getVotes";

    /// Of this too there are two.
    private static final String QUORUM_PERCENT = "quorumNumerator";

    private static final String NOBODY = "0x0000000000000000000000000000000000000000";

    private final EmberNetwork network;
    private final Address governor;
    private final Address timelock;
    private final Address staking;
    private final ProposalLog log;

    private Governance(EmberNetwork network, Address governor, Address timelock) {
        this.network = network;
        this.governor = governor;
        this.timelock = timelock;
        this.staking = network.profile().staking();
        this.log = new ProposalLog(network.node(), governor);
    }

    /// The governance of a network, if it has any.
    public static Optional<Governance> of(EmberNetwork network) {
        var contracts = network.profile().contracts();
        var governor = Optional.ofNullable(contracts.get(NetworkDeployment.GOVERNOR));
        var timelock = Optional.ofNullable(contracts.get(NetworkDeployment.TIMELOCK));
        return governor.flatMap(g -> timelock.map(t -> new Governance(network, g, t)));
    }

    /// The newest proposals as they stand for an account.
    public Reading<Proposals> proposals(Address account) {
        return Reading.of(
                () -> {
                    var found = log.read();
                    long now = number(governor, EmberGovernor.FUNC_CLOCK).longValueExact();
                    return new Proposals(
                            found.list().stream()
                                    .limit(MOST_PROPOSALS)
                                    .map(created -> proposal(created, account, now))
                                    .toList(),
                            found.sinceBlock(),
                            found.unreadable());
                });
    }

    public Reading<VotingStanding> standing(Address account) {
        return Reading.of(
                () -> {
                    var who = ContractCalls.address(account);
                    long now = number(governor, EmberGovernor.FUNC_CLOCK).longValueExact();
                    var delegate = address(staking, Staking.FUNC_DELEGATES, who);
                    return new VotingStanding(
                            network.reads().stakedOf(account),
                            wei(staking, VOTES_NOW, who),
                            delegate.value().equals(NOBODY)
                                    ? Optional.empty()
                                    : Optional.of(delegate),
                            wei(governor, EmberGovernor.FUNC_PROPOSALTHRESHOLD),
                            quorum(now, now),
                            span(governor, EmberGovernor.FUNC_VOTINGDELAY),
                            span(governor, EmberGovernor.FUNC_VOTINGPERIOD),
                            span(timelock, EmberTimelock.FUNC_GETMINDELAY));
                });
    }

    private Proposal proposal(ProposalLog.Created created, Address account, long now) {
        var id = new Uint256(created.id());
        var who = ContractCalls.address(account);
        long opens = created.opensAt().getEpochSecond();
        var opensAt = new Uint256(opens);
        var stage =
                ProposalStage.of(number(governor, EmberGovernor.FUNC_STATE, id).intValueExact())
                        .orElseThrow(() -> new NodeUnreachableException("malformed state", null));
        var eta = number(governor, EmberGovernor.FUNC_PROPOSALETA, id).longValueExact();
        var votes = network.reads().words(governor, EmberGovernor.FUNC_PROPOSALVOTES, 3, id);
        return new Proposal(
                created.id(),
                created.proposer(),
                created.description(),
                calls(created),
                stage,
                created.opensAt(),
                Instant.ofEpochSecond(
                        number(governor, EmberGovernor.FUNC_PROPOSALDEADLINE, id).longValueExact()),
                eta == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(eta)),
                new Proposal.Tally(
                        amount(votes.get(0)),
                        amount(votes.get(1)),
                        amount(votes.get(2)),
                        quorum(opens, now)),
                opens < now
                        ? wei(governor, EmberGovernor.FUNC_GETVOTES, who, opensAt)
                        : wei(staking, VOTES_NOW, who),
                number(governor, EmberGovernor.FUNC_HASVOTED, id, who).signum() > 0);
    }

    /// For a time that has not come the governor does not say: then the part of today's stake.
    private Wei quorum(long opens, long now) {
        if (opens < now) {
            return wei(governor, EmberGovernor.FUNC_QUORUM, new Uint256(opens));
        }
        var floor = wei(governor, EmberGovernor.FUNC_QUORUMFLOOR, new Uint256(opens));
        var percent = number(governor, QUORUM_PERCENT);
        var part = new Wei(network.reads().totalStaked().value().multiply(percent).divide(HUNDRED));
        return part.compareTo(floor) > 0 ? part : floor;
    }

    private List<ProposedCall> calls(ProposalLog.Created created) {
        return IntStream.range(0, created.targets().size())
                .mapToObj(
                        i ->
                                call(
                                        created.targets().get(i),
                                        created.values().get(i),
                                        "0x" + HexFormat.of().formatHex(created.calls().get(i))))
                .toList();
    }

    /// A call that also sends coins of the chain is none of ours.
    private ProposedCall call(Address target, BigInteger value, String data) {
        var meaning =
                value.signum() == 0
                        ? network.profile().all().entrySet().stream()
                                .filter(contract -> contract.getValue().equals(target))
                                .map(Map.Entry::getKey)
                                .findFirst()
                                .flatMap(name -> KnownCall.read(name, data))
                        : Optional.<ProposedCall.Meaning>empty();
        return new ProposedCall(target, value, data, meaning);
    }

    /// A call to one of our contracts, ready to be proposed.
    ///
    /// @return empty if the network has no such contract, or the contract no such call
    public Optional<ProposedCall> callOf(
            String contract, KnownCall call, List<BigInteger> arguments) {
        return Optional.ofNullable(network.profile().all().get(contract))
                .filter(target -> call.isOf(contract))
                .map(target -> call(target, BigInteger.ZERO, call.data(arguments)));
    }

    /// @param description a title in the first line; whoever votes sees it shortened
    public TxResult propose(
            String intent, List<ProposedCall> calls, String description, TransactionSigner signer) {
        return send(
                intent,
                Activity.Kind.PROPOSE,
                governor,
                Optional.empty(),
                ContractCalls.call(
                        EmberGovernor.FUNC_PROPOSE,
                        ProposalLog.addresses(calls.stream().map(ProposedCall::target).toList()),
                        ProposalLog.numbers(calls.stream().map(ProposedCall::value).toList()),
                        ProposalLog.blobs(
                                calls.stream().map(c -> AbiReader.hex(c.data())).toList()),
                        new Utf8String(description)),
                signer);
    }

    /// Casts all the signer's votes on a proposal, once.
    public TxResult vote(
            String intent, Proposal proposal, Ballot ballot, TransactionSigner signer) {
        return send(
                intent,
                Activity.Kind.VOTE,
                governor,
                Optional.empty(),
                ContractCalls.call(
                        EmberGovernor.FUNC_CASTVOTE,
                        new Uint256(proposal.id()),
                        new Uint8(ballot.code())),
                signer);
    }

    /// Lets somebody cast the signer's votes, from the next proposal on; stake and yield stay.
    ///
    /// @param to the signer's own address takes them back
    public TxResult delegate(String intent, Address to, TransactionSigner signer) {
        return send(
                intent,
                Activity.Kind.DELEGATE,
                staking,
                Optional.of(to),
                ContractCalls.call(Staking.FUNC_DELEGATE, ContractCalls.address(to)),
                signer);
    }

    /// Hands a proposal that passed to the timelock; anybody may.
    public TxResult queue(String intent, Proposal proposal, TransactionSigner signer) {
        return onContent(intent, Activity.Kind.QUEUE, EmberGovernor.FUNC_QUEUE, proposal, signer);
    }

    /// Does what was decided, once the timelock's delay is over; anybody may.
    public TxResult execute(String intent, Proposal proposal, TransactionSigner signer) {
        return onContent(
                intent, Activity.Kind.EXECUTE, EmberGovernor.FUNC_EXECUTE, proposal, signer);
    }

    private TxResult onContent(
            String intent,
            Activity.Kind kind,
            String function,
            Proposal proposal,
            TransactionSigner signer) {
        var calls = proposal.calls();
        return send(
                intent,
                kind,
                governor,
                Optional.empty(),
                ContractCalls.call(
                        function,
                        ProposalLog.addresses(calls.stream().map(ProposedCall::target).toList()),
                        ProposalLog.numbers(calls.stream().map(ProposedCall::value).toList()),
                        ProposalLog.blobs(
                                calls.stream().map(c -> AbiReader.hex(c.data())).toList()),
                        new Bytes32(ProposalLog.descriptionHash(proposal.description()))),
                signer);
    }

    private TxResult send(
            String intent,
            Activity.Kind kind,
            Address to,
            Optional<Address> counterparty,
            String data,
            TransactionSigner signer) {
        return network.transactions()
                .send(
                        new Intent(
                                intent,
                                kind,
                                signer.address(),
                                Wei.ZERO,
                                counterparty,
                                Optional.of(to),
                                data),
                        signer);
    }

    private Wei wei(Address contract, String function, Type<?>... arguments) {
        return new Wei(number(contract, function, arguments));
    }

    private Duration span(Address contract, String function) {
        return Duration.ofSeconds(number(contract, function).longValueExact());
    }

    private Address address(Address contract, String function, Type<?>... arguments) {
        return AbiReader.address(number(contract, function, arguments));
    }

    private BigInteger number(Address contract, String function, Type<?>... arguments) {
        return new BigInteger(
                network.reads().words(contract, function, 1, arguments).getFirst(), 16);
    }

    private static Wei amount(String word) {
        return new Wei(new BigInteger(word, 16));
    }
}
