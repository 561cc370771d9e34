package hearth.chain;

import hearth.keys.UnsignedTransaction;
import hearth.protocol.Json;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/// What other signers are asked to sign. Part of the journal's file, and used under the journal's
/// lock.
final class Preparations {
    private final Remarks transactions;
    private final Journal journal;

    /// @param journal whose lock everything is used under
    Preparations(Connection db, String chain, Journal journal) throws SQLException {
        this.journal = journal;
        transactions = new Remarks(db, chain, journal, "prepared", "tx");
    }

    /// Keeps what another signer is asked to sign; what was asked before under this id is void.
    void keep(String id, UnsignedTransaction tx) {
        transactions.keep(id, Json.text(tx));
    }

    Optional<PreparedTransaction> find(String id) {
        return transactions
                .find(id)
                .map(
                        text ->
                                Json.read(
                                        text.getBytes(StandardCharsets.UTF_8),
                                        UnsignedTransaction.class))
                .flatMap(
                        tx ->
                                journal.find(id)
                                        .map(
                                                e ->
                                                        new PreparedTransaction(
                                                                id,
                                                                e.kind(),
                                                                e.sender(),
                                                                e.amount(),
                                                                e.counterparty(),
                                                                tx)));
    }
}
