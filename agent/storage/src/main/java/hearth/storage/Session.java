package hearth.storage;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Statements inside one transaction. Parameters may be text, numbers, bytes, enums, instants
/// (stored as milliseconds since 1970), optionals (empty is NULL) and protocol values (stored as
/// their text).
public final class Session {
    private final Statements statements;
    private final Engine engine;
    private int left;

    Session(Statements statements, Engine engine) {
        this(statements, engine, Integer.MAX_VALUE);
    }

    private Session(Statements statements, Engine engine, int most) {
        this.statements = statements;
        this.engine = engine;
        this.left = most;
    }

    /// For one query: a second one would see another snapshot.
    static Session ofOne(Statements statements, Engine engine) {
        return new Session(statements, engine, 1);
    }

    /// One of several changes that go [together][#together].
    public record Change(String sql, List<Object> parameters) {
        public Change {
            parameters = List.copyOf(parameters);
        }

        public static Change of(String sql, Object... parameters) {
            return new Change(sql, List.of(parameters));
        }
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

    /// Changes that need not know of each other what came of them, in this order. Over a network
    /// all of them are one way there and back.
    ///
    /// @return number of rows that each changed
    public List<Integer> together(List<Change> changes) {
        if (!engine.isFarAway() || changes.size() <= 1) {
            return changes.stream().map(c -> update(c.sql(), c.parameters().toArray())).toList();
        }
        var sql = changes.stream().map(Change::sql).collect(Collectors.joining("; "));
        var parameters = changes.stream().flatMap(c -> c.parameters().stream()).toArray();
        return with(
                sql,
                "update failed: ",
                statement -> {
                    bind(statement, parameters);
                    boolean isQuery = statement.execute();
                    var counts = new ArrayList<Integer>(changes.size());
                    for (var _ : changes) {
                        counts.add(isQuery ? 0 : statement.getUpdateCount());
                        isQuery = statement.getMoreResults();
                    }
                    return counts;
                });
    }

    /// The same change with many parameters, in their order.
    ///
    /// @return number of rows that each changed
    public List<Integer> each(String sql, List<List<Object>> parameters) {
        if (parameters.isEmpty()) {
            return List.of();
        }
        return with(
                sql,
                "update failed: ",
                statement -> {
                    for (var row : parameters) {
                        bind(statement, row.toArray());
                        statement.addBatch();
                    }
                    return Arrays.stream(statement.executeBatch()).boxed().toList();
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
        if (left == 0) {
            throw new IllegalStateException("more than one query without a transaction: " + sql);
        }
        left--;
        try {
            engine.begins(sql);
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

    /// Whether other processes write here, too.
    public boolean isShared() {
        return engine.isFarAway();
    }

    /// Keeps the rows of a query from all other writers until the transaction ends. Where there is
    /// one writer only, nothing is asked.
    public void hold(String sql, Object... parameters) {
        if (!engine.holding().isEmpty()) {
            all(sql + engine.holding(), row -> true, parameters);
        }
    }

    /// The same as one of several changes; nothing where there is one writer only.
    public List<Change> holding(String sql, Object... parameters) {
        return engine.holding().isEmpty()
                ? List.of()
                : List.of(Change.of(sql + engine.holding(), parameters));
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

    /// All that is in a database in memory.
    Image image() {
        try {
            return SqliteEngine.image(statements.connection());
        } catch (SQLException e) {
            throw new StorageException("cannot copy", e);
        }
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
