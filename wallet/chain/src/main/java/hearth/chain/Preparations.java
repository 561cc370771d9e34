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
    private static final String SCHEMA =
            """
            CREATE TABLE IF NOT EXISTS prepared (
              chain TEXT NOT NULL, id TEXT NOT NULL, tx TEXT NOT NULL,
              PRIMARY KEY (chain, id)) STRICT\
            """;

    private final Connection db;
    private final String chain;
    private final Journal lock;

    /// @param lock of whoever else uses the connection
    Preparations(Connection db, String chain, Journal lock) throws SQLException {
        this.db = db;
        this.chain = chain;
        this.lock = lock;
        try (var statement = db.createStatement()) {
            statement.execute(SCHEMA);
        }
    }

    /// Keeps what another signer is asked to sign; what was asked before under this id is void.
    void keep(String id, UnsignedTransaction tx) {
        synchronized (lock) {
            try (var statement =
                    db.prepareStatement(
                            "INSERT INTO prepared (chain, id, tx) VALUES (?, ?, ?)"
                                    + " ON CONFLICT DO UPDATE SET tx = excluded.tx")) {
                statement.setString(1, chain);
                statement.setString(2, id);
                statement.setString(3, Json.text(tx));
                statement.executeUpdate();
            } catch (SQLException e) {
                throw new ChainException("the transaction journal cannot be written", e);
            }
        }
    }

    Optional<PreparedTransaction> find(String id) {
        return text(id).map(
                        text ->
                                Json.read(
                                        text.getBytes(StandardCharsets.UTF_8),
                                        UnsignedTransaction.class))
                .flatMap(
                        tx ->
                                lock.find(id)
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

    private Optional<String> text(String id) {
        synchronized (lock) {
            try (var statement =
                    db.prepareStatement("SELECT tx FROM prepared WHERE chain = ? AND id = ?")) {
                statement.setString(1, chain);
                statement.setString(2, id);
                try (var row = statement.executeQuery()) {
                    return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
                }
            } catch (SQLException e) {
                throw new ChainException("the transaction journal cannot be read", e);
            }
        }
    }
}
