package hearth.chain;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/// One text beside each intent of a chain, in a table of the journal's file. Used under the
/// journal's lock.
final class Remarks {
    private final Connection db;
    private final String chain;
    private final Object lock;
    private final String table;
    private final String column;

    /// @param lock of whoever else uses the connection
    /// @param table made if missing; a name of ours, as the column is
    Remarks(Connection db, String chain, Object lock, String table, String column)
            throws SQLException {
        this.db = db;
        this.chain = chain;
        this.lock = lock;
        this.table = table;
        this.column = column;
        try (var statement = db.createStatement()) {
            statement.execute(
                    """
                    CREATE TABLE IF NOT EXISTS %s (
                      chain TEXT NOT NULL, id TEXT NOT NULL, %s TEXT NOT NULL,
                      PRIMARY KEY (chain, id)) STRICT\
                    """
                            .formatted(table, column));
        }
    }

    /// What was kept under this id before is void.
    void keep(String id, String text) {
        synchronized (lock) {
            try (var statement =
                    db.prepareStatement(
                            "INSERT INTO %s (chain, id, %s) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET %2$s = excluded.%2$s"
                                    .formatted(table, column))) {
                statement.setString(1, chain);
                statement.setString(2, id);
                statement.setString(3, text);
                statement.executeUpdate();
            } catch (SQLException e) {
                throw new ChainException("the transaction journal cannot be written", e);
            }
        }
    }

    Optional<String> find(String id) {
        synchronized (lock) {
            try (var statement =
                    db.prepareStatement(
                            "SELECT %s FROM %s WHERE chain = ? AND id = ?"
                                    .formatted(column, table))) {
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
