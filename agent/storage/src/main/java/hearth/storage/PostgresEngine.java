package hearth.storage;

import hearth.storage.StoreUnavailableException.Reason;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;

/// A schema of a PostgreSQL server, or of what speaks its protocol, that several processes share.
/// Transactions are SERIALIZABLE, so each sees what a single writer would have left; of two that
/// are in each other's way one is told to begin again. What returned is on the server's disk, as
/// far as its own `synchronous_commit` and `fsync` go.
///
/// @param url without a password
/// @param login `user` and `password`, asked for at each new connection
/// @param onlyLooks whether nothing is written here, and a snapshot may be looked at for long
record PostgresEngine(String url, Supplier<Properties> login, boolean onlyLooks) implements Engine {
    /// Any number that all who migrate agree on.
    private static final long MIGRATING = 0x6865617274680aL;

    /// A process that stops in the middle of a transaction must not keep its rows from all others.
    private static final String LIMITS =
            "-c idle_in_transaction_session_timeout=30000 -c lock_timeout=10000";

    /// One that only looks keeps nobody's rows.
    private static final String LOOKING =
            "-c idle_in_transaction_session_timeout=0 -c lock_timeout=10000";

    /// Nearly all statements are for a few rows, each by an index, and a server that knew the
    /// tables when they were small, or takes few rows for many, plans otherwise: it reads or sorts
    /// whole tables. Under SERIALIZABLE that also keeps all other writers away. A statement without
    /// an index is carried out all the same.
    private static final String BY_INDEX =
            " -c enable_seqscan=off -c enable_sort=off -c enable_hashjoin=off"
                    + " -c enable_mergejoin=off -c enable_bitmapscan=off"
                    + " -c plan_cache_mode=force_generic_plan";

    /// What is for a server alone; to SQLite it is a comment.
    private static final Pattern SERVER = Pattern.compile("(?m)^-- server: ");

    private static final Pattern NUMBERED = Pattern.compile("INTEGER PRIMARY KEY AUTOINCREMENT");
    private static final Pattern STRICT = Pattern.compile("\\)\\s*STRICT(, WITHOUT ROWID)?");
    private static final Pattern INTEGER = Pattern.compile("\\bINTEGER\\b");
    private static final Pattern REAL = Pattern.compile("\\bREAL\\b");
    private static final Pattern BLOB = Pattern.compile("\\bBLOB\\b");
    private static final Pattern TEXT = Pattern.compile("\\bTEXT\\b");

    /// serialization_failure, deadlock_detected, lock_not_available.
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01", "55P03");

    private static final String UNIQUE_VIOLATION = "23505";

    /// Shut down, crashed, starting; no room for a connection; too long silent; a standby now;
    /// statements prepared before another process migrated.
    private static final Set<String> LOST =
            Set.of("57P01", "57P02", "57P03", "53300", "25P03", "25006", "0A000");

    private static final String CONNECTION = "08";
    private static final String REJECTED = "08004";

    /// Unknown name or password; no right to do this.
    private static final Set<String> REFUSED = Set.of("28000", "28P01", "42501");

    /// No such database, no such schema.
    private static final Set<String> ABSENT = Set.of("3D000", "3F000");

    @Override
    public String name() {
        int options = url.indexOf('?');
        return options < 0 ? url : url.substring(0, options);
    }

    @Override
    public Connection writer() throws SQLException {
        return onlyLooks ? reader() : connect(Connection.TRANSACTION_SERIALIZABLE, false);
    }

    @Override
    public Connection reader() throws SQLException {
        return connect(Connection.TRANSACTION_REPEATABLE_READ, true);
    }

    private Connection connect(int isolation, boolean readOnly) throws SQLException {
        var properties = new Properties();
        properties.putAll(login.get());
        properties.put("ApplicationName", "hearth");
        properties.put("connectTimeout", "5");
        properties.put("socketTimeout", "60");
        properties.put("tcpKeepAlive", "true");
        // Else the driver says so in transactions only, and lets a single statement write.
        properties.put("readOnlyMode", "always");
        properties.put("options", (onlyLooks ? LOOKING : LIMITS) + BY_INDEX);
        var connection = DriverManager.getConnection(url, properties);
        connection.setReadOnly(readOnly);
        connection.setTransactionIsolation(isolation);
        return connection;
    }

    @Override
    public boolean hasReaders() {
        return true;
    }

    @Override
    public boolean isFarAway() {
        return true;
    }

    /// Numbers of 64 bits and text in the order of its bytes, as SQLite has them.
    @Override
    public String translated(String script) {
        var sql =
                NUMBERED.matcher(SERVER.matcher(script).replaceAll(""))
                        .replaceAll("BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY");
        sql = STRICT.matcher(sql).replaceAll(")");
        sql = INTEGER.matcher(sql).replaceAll("BIGINT");
        sql = REAL.matcher(sql).replaceAll("DOUBLE PRECISION");
        sql = BLOB.matcher(sql).replaceAll("BYTEA");
        return TEXT.matcher(sql).replaceAll("TEXT COLLATE \"C\"");
    }

    @Override
    public int version(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            // Whoever has waited has to see what the one before it did.
            statement.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
            statement.execute("SELECT pg_advisory_xact_lock(" + MIGRATING + ")");
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)");
            try (var rows = statement.executeQuery("SELECT version FROM schema_version")) {
                return rows.next() ? rows.getInt(1) : 0;
            }
        }
    }

    @Override
    public void setVersion(Connection connection, int version) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("DELETE FROM schema_version");
            statement.execute("INSERT INTO schema_version (version) VALUES (" + version + ")");
        }
    }

    @Override
    public String holding() {
        return " FOR UPDATE";
    }

    @Override
    public String passingOver() {
        return " FOR UPDATE SKIP LOCKED";
    }

    @Override
    public Failure failure(SQLException failure) {
        var state = failure.getSQLState();
        if (state == null) {
            return Failure.OWN;
        }
        if (CONFLICTS.contains(state)) {
            return Failure.CONFLICT;
        }
        if (state.equals(UNIQUE_VIOLATION)) {
            return Failure.DOUBT;
        }
        return state.startsWith(CONNECTION) || LOST.contains(state) ? Failure.LOST : Failure.OWN;
    }

    /// What kept a database from being opened, in words that its owner can act on.
    StorageException named(StorageException failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            var reason = reason(t);
            if (reason.isPresent()) {
                return new StoreUnavailableException(reason.get(), name(), failure);
            }
        }
        return failure;
    }

    private static Optional<Reason> reason(Throwable thrown) {
        if (!(thrown instanceof SQLException e) || e.getSQLState() == null) {
            return Optional.empty();
        }
        var state = e.getSQLState();
        if (e.getCause() instanceof SSLException || state.equals(REJECTED)) {
            return Optional.of(Reason.NO_TLS);
        }
        if (REFUSED.contains(state)) {
            return Optional.of(Reason.REFUSED);
        }
        if (ABSENT.contains(state)) {
            return Optional.of(Reason.NOT_THERE);
        }
        boolean away = state.startsWith(CONNECTION) || LOST.contains(state);
        return away ? Optional.of(Reason.NO_ANSWER) : Optional.empty();
    }
}
