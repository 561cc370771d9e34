package hearth.chain;

import hearth.contracts.EmberToken;
import hearth.contracts.JobEscrow;
import hearth.keys.Address;
import hearth.keys.TransactionSigner;
import hearth.protocol.Wei;

import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint32;
import org.web3j.abi.datatypes.generated.Uint64;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// The contract that holds the budgets of jobs: what owners and the coordinator do with it. Like
/// {@link EmberWallet}, the same intent id never happens twice; all methods block on the node.
public final class JobEscrows {
    private static final String NAME = "escrow";
    private static final int WORDS = 8;
    private static final int ADDRESS_DIGITS = 40;

    private final EmberNetwork network;
    private final Address escrow;

    /// @throws ChainException if the network has no escrow
    public JobEscrows(EmberNetwork network) {
        this.network = network;
        this.escrow =
                Optional.ofNullable(network.profile().contracts().get(NAME))
                        .orElseThrow(() -> new ChainException("the network has no escrow", null));
    }

    /// One budget, as the contract has it.
    ///
    /// @param manifest SHA-256 as 64 hex digits
    /// @param closesAt from when on nothing can be settled and the rest goes back
    /// @param lastEpoch settlements so far
    /// @param epochLimit the most that one settlement may take
    /// @param budget paid in since the beginning
    public record Escrowed(
            long id,
            Address owner,
            Instant closesAt,
            int lastEpoch,
            String manifest,
            Wei budget,
            Wei settled,
            Wei epochLimit,
            boolean closed) {}

    /// Number of the newest budget; 0 while there is none.
    public Reading<Long> newest() {
        return Reading.of(
                () -> value(words(JobEscrow.FUNC_LASTJOB, 1).getFirst()).longValueExact());
    }

    /// Time after a deadline, and after a notice, in which work that was done can still be settled.
    public Reading<Duration> grace() {
        return Reading.of(
                () ->
                        Duration.ofSeconds(
                                value(words(JobEscrow.FUNC_GRACEPERIOD, 1).getFirst())
                                        .longValueExact()));
    }

    /// What the contract says at the newest block that counts as final.
    ///
    /// @return known and empty if there is no such budget
    public Reading<Optional<Escrowed>> find(long id) {
        return Reading.of(
                () -> {
                    var w = words(JobEscrow.FUNC_JOBOF, WORDS, new Uint256(id));
                    if (value(w.get(0)).signum() == 0) {
                        return Optional.empty();
                    }
                    var owner = w.get(0).substring(w.get(0).length() - ADDRESS_DIGITS);
                    return Optional.of(
                            new Escrowed(
                                    id,
                                    Address.of("0x" + owner),
                                    Instant.ofEpochSecond(value(w.get(1)).longValueExact()),
                                    value(w.get(2)).intValueExact(),
                                    w.get(3),
                                    new Wei(value(w.get(4))),
                                    new Wei(value(w.get(5))),
                                    new Wei(value(w.get(6))),
                                    value(w.get(7)).signum() != 0));
                });
    }

    /// Whether a budget was paid in under this name, or its payment may still get into a block.
    /// Asks no node.
    public boolean isPaid(String intent) {
        return network.transactions()
                .entry(intent)
                .map(Journal.Entry::state)
                .filter(
                        state ->
                                state == Journal.State.SIGNED
                                        || state == Journal.State.INCLUDED
                                        || state == Journal.State.FINAL)
                .isPresent();
    }

    /// Allows exactly this budget, then pays it in: two transactions.
    ///
    /// @param manifest SHA-256 of the manifest, 32 bytes
    /// @param epochLimit the most that one settlement may take
    /// @param deadline when training ends at the latest
    public TxResult create(
            String intent,
            byte[] manifest,
            Wei budget,
            Wei epochLimit,
            Instant deadline,
            TransactionSigner owner) {
        var allowed =
                network.transactions()
                        .send(
                                new Intent(
                                        intent + "/approve",
                                        Activity.Kind.APPROVE,
                                        owner.address(),
                                        budget,
                                        Optional.of(escrow),
                                        Optional.of(network.profile().token()),
                                        ContractCalls.call(
                                                EmberToken.FUNC_APPROVE,
                                                ContractCalls.address(escrow),
                                                new Uint256(budget.value()))),
                                owner);
        return switch (allowed) {
            case TxResult.Included _ ->
                    send(
                            intent,
                            budget,
                            owner,
                            ContractCalls.call(
                                    JobEscrow.FUNC_CREATEJOB,
                                    new Bytes32(manifest),
                                    new Uint256(budget.value()),
                                    new Uint256(epochLimit.value()),
                                    new Uint64(deadline.getEpochSecond())));
            case TxResult.Refused refused -> refused;
            case TxResult.Pending pending -> pending;
            case TxResult.Unreachable unreachable -> unreachable;
        };
    }

    /// Hands the pay of one epoch of a job over to the rewards. Needs no intent id: the contract
    /// takes each epoch once.
    ///
    /// @param epoch of the job, from 1 without gaps
    /// @param report SHA-256 of what was paid, 32 bytes
    public TxResult settle(
            long id, int epoch, Wei amount, byte[] report, TransactionSigner coordinator) {
        return repeatable(
                "settle:" + id + ":" + epoch + ":" + HexFormat.of().formatHex(report, 0, 8),
                amount,
                coordinator,
                ContractCalls.call(
                        JobEscrow.FUNC_SETTLE,
                        new Uint256(id),
                        new Uint32(epoch),
                        new Uint256(amount.value()),
                        new Bytes32(report)));
    }

    /// The owner ends the job; after the grace what is left can be paid back.
    public TxResult requestClose(String intent, long id, TransactionSigner owner) {
        return send(
                intent,
                Wei.ZERO,
                owner,
                ContractCalls.call(JobEscrow.FUNC_REQUESTCLOSE, new Uint256(id)));
    }

    /// Pays what is left back to the job's owner, whoever sends it.
    ///
    /// @param left for the activity list
    public TxResult close(long id, Wei left, TransactionSigner sender) {
        return repeatable(
                "close:" + id + ":" + sender.address(),
                left,
                sender,
                ContractCalls.call(JobEscrow.FUNC_CLOSE, new Uint256(id)));
    }

    private TxResult send(String intent, Wei amount, TransactionSigner signer, String data) {
        return network.transactions().send(intent(intent, amount, signer, data), signer);
    }

    private TxResult repeatable(String intent, Wei amount, TransactionSigner signer, String data) {
        return network.transactions().sendRepeatable(intent(intent, amount, signer, data), signer);
    }

    private Intent intent(String id, Wei amount, TransactionSigner signer, String data) {
        return new Intent(
                id,
                Activity.Kind.FUND,
                signer.address(),
                amount,
                Optional.empty(),
                Optional.of(escrow),
                data);
    }

    private List<String> words(String function, int atLeast, Type<?>... arguments) {
        return ContractReads.words(
                network.settled().read(escrow, ContractCalls.call(function, arguments)),
                function,
                atLeast);
    }

    private static BigInteger value(String word) {
        return ContractReads.value(word);
    }
}
