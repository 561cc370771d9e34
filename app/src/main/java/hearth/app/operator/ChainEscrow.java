package hearth.app.operator;

import hearth.chain.JobEscrows;
import hearth.chain.JobEscrows.Escrowed;
import hearth.chain.Reading;
import hearth.chain.TxResult;
import hearth.coordinator.Escrow;
import hearth.coordinator.Settlement.UnreachableException;
import hearth.keys.TransactionSigner;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// The coordinator's escrow on a real chain.
final class ChainEscrow implements Escrow {
    private final JobEscrows escrows;
    private final TransactionSigner coordinator;
    private volatile @Nullable Duration grace;

    /// @param coordinator account with the coordinator's role
    ChainEscrow(JobEscrows escrows, TransactionSigner coordinator) {
        this.escrows = escrows;
        this.coordinator = coordinator;
    }

    @Override
    public long newest() {
        return known(escrows.newest());
    }

    @Override
    public Optional<Budget> find(long id) {
        return known(escrows.find(id)).map(ChainEscrow::budget);
    }

    private static Budget budget(Escrowed escrowed) {
        return new Budget(
                escrowed.id(),
                escrowed.owner().value(),
                new Sha256(escrowed.manifest()),
                escrowed.budget(),
                escrowed.settled(),
                escrowed.epochLimit(),
                escrowed.lastEpoch(),
                escrowed.closesAt(),
                escrowed.closed());
    }

    /// Fixed in the contract, so it is asked for once.
    @Override
    public Duration grace() {
        var before = grace;
        if (before != null) {
            return before;
        }
        var now = known(escrows.grace());
        grace = now;
        return now;
    }

    @Override
    public Outcome settle(long id, int epoch, Wei amount, Sha256 report) {
        return outcome(escrows.settle(id, epoch, amount, report.bytes(), coordinator));
    }

    @Override
    public Outcome close(long id, Wei left) {
        return outcome(escrows.close(id, left, coordinator));
    }

    private static Outcome outcome(TxResult result) {
        return switch (result) {
            case TxResult.Included _ -> new Outcome.Done();
            case TxResult.Refused refused -> new Outcome.Refused(refused.reason().name());
            case TxResult.Pending _, TxResult.Unreachable _ -> new Outcome.Unavailable();
        };
    }

    private static <T> T known(Reading<T> reading) {
        return switch (reading) {
            case Reading.Known<T> known -> known.value();
            case Reading.Unreachable<T> _ ->
                    throw new UnreachableException(
                            "the chain does not answer", new IOException("no node"));
        };
    }
}
