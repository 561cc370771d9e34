package hearth.chain;

import hearth.protocol.Wei;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The owner's limits for one chain, and what was sent under them. Part of the journal's file, and
/// used under the journal's lock.
final class Spending {
    static final Duration DAY = Duration.ofHours(24);
    private static final String SCHEMA =
            """
            CREATE TABLE IF NOT EXISTS spending_limit (
              chain TEXT PRIMARY KEY, payment TEXT, day TEXT) STRICT\
            """;

    private final Connection db;
    private final String chain;
    private final Object lock;

    /// @param lock of whoever else uses the connection
    Spending(Connection db, String chain, Object lock) throws SQLException {
        this.db = db;
        this.chain = chain;
        this.lock = lock;
        try (var statement = db.createStatement()) {
            statement.execute(SCHEMA);
        }
    }

    SpendingLimits limits() {
        synchronized (lock) {
            try (var statement =
                    db.prepareStatement(
                            "SELECT payment, day FROM spending_limit WHERE chain = ?")) {
                statement.setString(1, chain);
                try (var row = statement.executeQuery()) {
                    return row.next()
                            ? new SpendingLimits(wei(row, "payment"), wei(row, "day"))
                            : SpendingLimits.none();
                }
            } catch (SQLException e) {
                throw new ChainException("the spending limits cannot be read", e);
            }
        }
    }

    private static Optional<Wei> wei(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column)).map(Wei::of);
    }

    void limit(SpendingLimits limits) {
        synchronized (lock) {
            try (var statement =
                    db.prepareStatement(
                            "INSERT INTO spending_limit (chain, payment, day) VALUES (?, ?, ?)"
                                    + " ON CONFLICT DO UPDATE SET payment = excluded.payment,"
                                    + " day = excluded.day")) {
                statement.setString(1, chain);
                statement.setString(2, text(limits.perPayment()));
                statement.setString(3, text(limits.perDay()));
                statement.executeUpdate();
            } catch (SQLException e) {
                throw new ChainException("the spending limits cannot be written", e);
            }
        }
    }

    private static @Nullable String text(Optional<Wei> amount) {
        return amount.map(Wei::toString).orElse(null);
    }

    /// What keeps an intent from being signed. What was signed counts until it is known to have had
    /// no effect.
    Optional<Refusal> refuses(Activity.Kind kind, Wei amount, Instant now) {
        return kind == Activity.Kind.SEND
                ? limits().refuses(amount, sent(now.minus(DAY)))
                : Optional.empty();
    }

    Optional<Refusal> refuses(Intent intent, Instant now) {
        return refuses(intent.kind(), intent.amount(), now);
    }

    /// By all accounts together: one open wallet signs for each of them.
    Wei sent(Instant since) {
        synchronized (lock) {
            try (var statement =
                    db.prepareStatement(
                            "SELECT amount FROM intent WHERE chain = ? AND kind = 'SEND' AND created_ms > ?"
                                    + " AND state IN ('SIGNED', 'INCLUDED', 'FINAL')")) {
                statement.setString(1, chain);
                statement.setLong(2, since.toEpochMilli());
                try (var rows = statement.executeQuery()) {
                    var sum = Wei.ZERO;
                    while (rows.next()) {
                        sum = sum.plus(Wei.of(rows.getString("amount")));
                    }
                    return sum;
                }
            } catch (SQLException e) {
                throw new ChainException("the transaction journal cannot be read", e);
            }
        }
    }
}
