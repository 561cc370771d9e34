package hearth.storage;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Statements inside one transaction. Parameters may be text, numbers, bytes, enums, instants
/// (stored as milliseconds since 1970), optionals (empty is NULL) and protocol values (stored as
/// their text).
public final class Session {
    private final Statements statements;
    private final Engine engine;

    Session(Statements statements, Engine engine) {
        this.statements = statements;
        this.engine = engine;
    }

    /// @return number of rows changed; a compare-and-set that found another state changes zero
    public int update(String sql, Object... parameters) {
        return with(
                sql,
                "update failed: ",
                statement -> {
                    bind(statement, parameters);
                    return statement.executeUpdate();
                });
    }

    public <T> List<T> all(String sql, Function<Row, T> reading, Object... parameters) {
        return with(
                sql,
                "query failed: ",
                statement -> {
                    bind(statement, parameters);
                    var out = new ArrayList<T>();
                    try (var rows = statement.executeQuery()) {
                        var row = new Row(rows);
                        while (rows.next()) {
                            out.add(reading.apply(row));
                        }
                    }
                    return out;
                });
    }

    private interface Use<T> {
        T use(PreparedStatement statement) throws SQLException;
    }

    private <T> T with(String sql, String failure, Use<T> use) {
        try {
            var statement = statements.take(sql);
            boolean done = false;
            try {
                T result = use.use(statement);
                done = true;
                return result;
            } finally {
                if (done) {
                    statements.giveBack(sql, statement);
                } else {
                    statement.close();
                }
            }
        } catch (SQLException e) {
            throw new StorageException(failure + sql, e);
        }
    }

    public <T> Optional<T> first(String sql, Function<Row, T> reading, Object... parameters) {
        var found = all(sql, reading, parameters);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
    }

    /// Keeps the rows of a query from all other writers until the transaction ends. Where there is
    /// one writer only, nothing is asked.
    public void hold(String sql, Object... parameters) {
        if (!engine.holding().isEmpty()) {
            all(sql + engine.holding(), row -> true, parameters);
        }
    }

    /// The same for one row, unless another transaction has it.
    ///
    /// @return false if so
    public boolean holdFree(String sql, Object... parameters) {
        return engine.passingOver().isEmpty()
                || first(sql + engine.passingOver(), row -> true, parameters).isPresent();
    }

    /// The number in column `n` of a query that always has one row, such as a count.
    public long count(String sql, Object... parameters) {
        return first(sql, row -> row.number("n"), parameters).orElseThrow();
    }

    private static void bind(PreparedStatement statement, Object... parameters)
            throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            bind(statement, i + 1, parameters[i]);
        }
    }

    private static void bind(PreparedStatement statement, int index, Object value)
            throws SQLException {
        switch (value) {
            case Optional<?> optional when optional.isEmpty() -> statement.setObject(index, null);
            case Optional<?> optional -> bind(statement, index, optional.get());
            case Instant instant -> statement.setLong(index, instant.toEpochMilli());
            case Integer number -> statement.setLong(index, number);
            case Long number -> statement.setLong(index, number);
            case Float number -> statement.setDouble(index, number);
            case Double number -> statement.setDouble(index, number);
            case byte[] bytes -> statement.setBytes(index, bytes);
            case Enum<?> constant -> statement.setString(index, constant.name());
            default -> statement.setString(index, value.toString());
        }
    }
}
