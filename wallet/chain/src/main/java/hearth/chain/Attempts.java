package hearth.chain;

import hearth.keys.SignedTransaction;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Every transaction that was signed for an intent which was replaced: all of one nonce, so that at
/// most one of them can be in a block. An intent that never was has none here. Part of the
/// journal's file, and used under the journal's lock.
final class Attempts {
    private static final String SCHEMA =
            """
            CREATE TABLE IF NOT EXISTS attempt (
              chain TEXT NOT NULL, id TEXT NOT NULL, hash TEXT NOT NULL, raw TEXT NOT NULL,
              cancels INTEGER NOT NULL CHECK (cancels IN (0, 1)),
              PRIMARY KEY (chain, id, hash)) STRICT\
            """;

    private final Connection db;
    private final String chain;
    private final Object lock;

    /// @param lock of whoever else uses the connection
    Attempts(Connection db, String chain, Object lock) throws SQLException {
        this.db = db;
        this.chain = chain;
        this.lock = lock;
        try (var statement = db.createStatement()) {
            statement.execute(SCHEMA);
        }
    }

    /// @param cancels whether nothing happens when it is included
    record Attempt(String hash, String raw, boolean cancels) {}

    boolean isReplaced(String id) {
        return !all(id).isEmpty();
    }

    /// What may be in a block for this entry, what was signed last first.
    List<Attempt> of(Journal.Entry entry) {
        var all = all(entry.id());
        return all.isEmpty() ? List.of(new Attempt(entry.hash(), entry.raw(), false)) : all;
    }

    /// Whether what was signed last for this entry makes nothing happen.
    boolean cancels(Journal.Entry entry) {
        return all(entry.id()).stream().anyMatch(a -> a.hash().equals(entry.hash()) && a.cancels());
    }

    private List<Attempt> all(String id) {
        synchronized (lock) {
            try (var statement =
                    db.prepareStatement(
                            "SELECT hash, raw, cancels FROM attempt WHERE chain = ? AND id = ?"
                                    + " ORDER BY rowid DESC")) {
                statement.setString(1, chain);
                statement.setString(2, id);
                try (var rows = statement.executeQuery()) {
                    var attempts = new ArrayList<Attempt>();
                    while (rows.next()) {
                        attempts.add(
                                new Attempt(
                                        rows.getString("hash"),
                                        rows.getString("raw"),
                                        rows.getBoolean("cancels")));
                    }
                    return List.copyOf(attempts);
                }
            } catch (SQLException e) {
                throw new ChainException("the transaction journal cannot be read", e);
            }
        }
    }

    /// Puts what was signed now in the place of what waits. All bytes are written down before the
    /// entry names the new ones, so that a crash in between forgets none that anybody has.
    ///
    /// @param entry as it was when the replacement was signed
    /// @return false if the entry waits no longer, or for other bytes; then nothing may be sent
    boolean replace(Journal.Entry entry, SignedTransaction signed, boolean cancels) {
        synchronized (lock) {
            try {
                insert(entry.id(), entry.hash(), entry.raw(), false);
                insert(entry.id(), signed.hash(), signed.raw(), cancels);
                try (var update =
                        db.prepareStatement(
                                "UPDATE intent SET raw = ?, hash = ? WHERE chain = ? AND id = ?"
                                        + " AND state = 'SIGNED' AND hash = ?")) {
                    set(update, signed.raw(), signed.hash(), chain, entry.id(), entry.hash());
                    return update.executeUpdate() == 1;
                }
            } catch (SQLException e) {
                throw new ChainException("the transaction journal cannot be written", e);
            }
        }
    }

    private void insert(String id, String hash, String raw, boolean cancels) throws SQLException {
        try (var insert =
                db.prepareStatement(
                        "INSERT INTO attempt (chain, id, hash, raw, cancels) VALUES (?, ?, ?, ?, "
                                + (cancels ? 1 : 0)
                                + ") ON CONFLICT DO NOTHING")) {
            set(insert, chain, id, hash, raw);
            insert.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, String... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setString(i + 1, values[i]);
        }
    }
}
