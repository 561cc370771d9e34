package hearth.chain;

import hearth.protocol.Wei;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/// The owner's limits of fees on one chain, and the fees that were accepted above them. Part of the
/// journal's file, and used under the journal's lock.
final class FeeBook {
    private static final String LIMITS =
            """
            CREATE TABLE IF NOT EXISTS fee_limit (
              chain TEXT PRIMARY KEY, coins TEXT, money TEXT, share TEXT NOT NULL,
              currency TEXT, per_coin TEXT, per_ember TEXT) STRICT\
            """;
    private final Connection db;
    private final String chain;
    private final Object lock;
    private final Remarks consents;

    /// @param lock of whoever else uses the connection
    FeeBook(Connection db, String chain, Object lock) throws SQLException {
        this.db = db;
        this.chain = chain;
        this.lock = lock;
        try (var statement = db.createStatement()) {
            statement.execute(LIMITS);
        }
        consents = new Remarks(db, chain, lock, "fee_consent", "fee");
    }

    FeeLimits limits() {
        synchronized (lock) {
            try (var statement = db.prepareStatement("SELECT * FROM fee_limit WHERE chain = ?")) {
                statement.setString(1, chain);
                try (var row = statement.executeQuery()) {
                    return row.next() ? limits(row) : FeeLimits.standard();
                }
            } catch (SQLException e) {
                throw new ChainException("the limits of fees cannot be read", e);
            }
        }
    }

    private static FeeLimits limits(ResultSet row) throws SQLException {
        var currency = row.getString("currency");
        return new FeeLimits(
                Optional.ofNullable(row.getString("coins")).map(BigInteger::new),
                Optional.ofNullable(row.getString("money")).map(BigDecimal::new),
                new BigDecimal(row.getString("share")),
                currency == null
                        ? Optional.empty()
                        : Optional.of(
                                new FeeLimits.Prices(
                                        currency,
                                        new BigDecimal(row.getString("per_coin")),
                                        new BigDecimal(row.getString("per_ember")))));
    }

    void limit(FeeLimits limits) {
        var prices = limits.prices();
        write(
                "INSERT INTO fee_limit (chain, coins, money, share, currency, per_coin, per_ember)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
                        + " coins = excluded.coins, money = excluded.money,"
                        + " share = excluded.share, currency = excluded.currency,"
                        + " per_coin = excluded.per_coin, per_ember = excluded.per_ember",
                chain,
                limits.coins().map(BigInteger::toString).orElse(null),
                limits.money().map(BigDecimal::toPlainString).orElse(null),
                limits.share().toPlainString(),
                prices.map(FeeLimits.Prices::currency).orElse(null),
                prices.map(p -> p.perCoin().toPlainString()).orElse(null),
                prices.map(p -> p.perEmber().toPlainString()).orElse(null));
    }

    /// The owner says yes to a fee of at most so much for one intent.
    void accept(String intent, BigInteger fee) {
        consents.keep(intent, fee.toString());
    }

    /// What was accepted for one try of an intent is accepted for the next.
    void acceptLike(String intent, String earlier) {
        consents.find(earlier).ifPresent(fee -> consents.keep(intent, fee));
    }

    /// What keeps a transaction from being signed.
    ///
    /// @param fee the most that it can cost, in the chain's coin
    /// @param amount that it is about
    Optional<Refusal> refuses(String intent, BigInteger fee, Wei amount) {
        return limits().refuses(fee, amount, consents.find(intent).map(BigInteger::new));
    }

    private void write(String sql, @Nullable String... values) {
        synchronized (lock) {
            try (var statement = db.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) {
                    statement.setString(i + 1, values[i]);
                }
                statement.executeUpdate();
            } catch (SQLException e) {
                throw new ChainException("the limits of fees cannot be written", e);
            }
        }
    }
}
