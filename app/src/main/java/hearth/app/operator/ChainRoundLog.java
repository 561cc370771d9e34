package hearth.app.operator;

import hearth.chain.Reading;
import hearth.chain.RoundLogs;
import hearth.chain.TxResult;
import hearth.coordinator.Escrow;
import hearth.coordinator.PublicLog;
import hearth.coordinator.Settlement.UnreachableException;
import hearth.keys.Address;
import hearth.keys.TransactionSigner;
import hearth.protocol.Sha256;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// The coordinator's log of rounds on a real chain.
final class ChainRoundLog implements PublicLog {
    private final RoundLogs logs;
    private final TransactionSigner coordinator;

    /// @param coordinator account with the coordinator's role
    ChainRoundLog(RoundLogs logs, TransactionSigner coordinator) {
        this.logs = logs;
        this.coordinator = coordinator;
    }

    @Override
    public Optional<Head> find(Sha256 manifest) {
        return switch (logs.find(manifest.bytes())) {
            case Reading.Known<Optional<RoundLogs.Head>> known ->
                    known.value().map(head -> new Head(head.rounds(), head.head()));
            case Reading.Unreachable<Optional<RoundLogs.Head>> _ ->
                    throw new UnreachableException(
                            "the chain does not answer", new IOException("no node"));
        };
    }

    @Override
    public Escrow.Outcome open(Sha256 manifest, String account, Sha256 licence) {
        return switch (logs.open(
                manifest.bytes(), Address.of(account), licence.bytes(), coordinator)) {
            case TxResult.Included _ -> new Escrow.Outcome.Done();
            case TxResult.Refused refused -> new Escrow.Outcome.Refused(refused.reason().name());
            case TxResult.Pending _, TxResult.Unreachable _ -> new Escrow.Outcome.Unavailable();
        };
    }

    @Override
    public Optional<String> write(
            Sha256 manifest,
            long round,
            Sha256 checkpoint,
            List<Sha256> accepted,
            int refused,
            String before) {
        var result =
                logs.write(
                        manifest.bytes(),
                        round,
                        checkpoint.bytes(),
                        accepted.stream().map(Sha256::bytes).toList(),
                        refused,
                        before,
                        coordinator);
        return result instanceof TxResult.Included in ? Optional.of(in.hash()) : Optional.empty();
    }
}
