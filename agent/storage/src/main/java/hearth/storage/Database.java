package hearth.storage;

import hearth.storage.Engine.Failure;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// One database, which is a SQLite file of this process or a schema of a PostgreSQL server that
/// several share. A transaction that returned survives a power cut. Of each process one writes at a
/// time; transactions that come while it commits share the next commit ([CommitQueue]), each whole
/// or not at all. Readers see the last committed state and never wait. Safe for use by many
/// threads.
///
/// The work of a transaction or a query may be run more than once before it counts: when another
/// process was in its way, and when the server went away before the commit was under way.
public final class Database implements AutoCloseable {
    private static final int MOST_ATTEMPTS = 16;
    private static final int MOST_DOUBLINGS = 7;
    private static final long SHORTEST_PAUSE = Duration.ofMillis(4).toNanos();

    private final Engine engine;
    private Statements writer;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final Checkpointer checkpointer;
    private final CommitQueue queue = new CommitQueue();
    private final Readers readers;
    private final ExecutorService writersThread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("database-writer").factory());
    private volatile boolean closed;

    private Database(Engine engine, Connection writer) {
        this.engine = engine;
        this.writer = new Statements(writer);
        this.checkpointer = new Checkpointer(engine, writing);
        this.readers = new Readers(engine);
    }

    /// Opens or creates a file and brings it to the newest of the given migrations.
    public static Database open(Path file, Migrations migrations) {
        return open(SqliteEngine.file(file), migrations);
    }

    /// The same without a disk, for simulations: one connection reads and writes, and all is gone
    /// when it closes.
    public static Database inMemory(Migrations migrations) {
        return open(SqliteEngine.memory(Mishaps.NONE, Optional.empty()), migrations);
    }

    /// The same with what was in another one, which its migrations brought up to date.
    public static Database inMemory(Image image, Mishaps mishaps) {
        var engine = SqliteEngine.memory(mishaps, Optional.of(image));
        return new Database(engine, writer(engine));
    }

    /// What is in one that is in memory.
    public Image image() {
        return readHere(Session::image);
    }

    /// Connects to a schema of a PostgreSQL server and brings it to the newest of the given
    /// migrations. The driver has to be on the class path.
    ///
    /// @param url `jdbc:postgresql://host:port/database?currentSchema=…`, without a password
    /// @param login `user` and `password`, asked for at each new connection
    /// @throws StoreUnavailableException if there is no such schema that this login may use
    public static Database connect(String url, Supplier<Properties> login, Migrations migrations) {
        var engine = new PostgresEngine(url, login, false);
        try {
            return open(engine, migrations);
        } catch (StorageException e) {
            throw engine.named(e);
        }
    }

    /// Connects to a schema that others write, and only looks at it: nothing is migrated or
    /// changed, and a snapshot may be looked at for as long as that takes.
    ///
    /// @throws StoreUnavailableException if there is no such schema that this login may use
    /// @throws StorageException if it is not of the newest of the given migrations
    public static Database look(String url, Supplier<Properties> login, Migrations migrations) {
        var engine = new PostgresEngine(url, login, true);
        Database database;
        try {
            database = new Database(engine, writer(engine));
        } catch (StorageException e) {
            throw engine.named(e);
        }
        try {
            long version =
                    database.ask(
                            s ->
                                    s.count(
                                            "SELECT coalesce(max(version), 0) AS n FROM schema_version"));
            if (version != migrations.scripts().size()) {
                throw new StorageException(
                        "the schema is of another version", new SQLException("version " + version));
            }
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static Database open(Engine engine, Migrations migrations) {
        var writer = writer(engine);
        try {
            migrations.bringUpToDate(writer, engine);
        } catch (SQLException e) {
            closeQuietly(writer, e);
            throw new StorageException("cannot migrate " + engine.name(), e);
        }
        return new Database(engine, writer);
    }

    /// Opens an existing file that is only ever read, such as that of a stopped process.
    public static Database openReadOnly(Path file) {
        var engine = SqliteEngine.unchanging(file);
        return new Database(engine, writer(engine));
    }

    /// Runs the work in one transaction; it is committed when this returns and rolled back when the
    /// work throws. The work may run on another thread.
    ///
    /// @throws IllegalStateException if the work begins another one, which would commit this one
    public <T> T transaction(Function<Session, T> work) {
        if (writing.isHeldByCurrentThread()) {
            throw new IllegalStateException("a transaction in a transaction");
        }
        var turn = new CommitQueue.Turn<>(work);
        if (queue.leads(turn)) {
            lead(turn);
        }
        return turn.result();
    }

    /// Over a network on a thread of the system: a virtual one leaves its processor for each answer
    /// and is brought back to it, which costs more than the answer.
    private void lead(CommitQueue.Turn<?> turn) {
        if (!engine.isFarAway()) {
            leadHere(turn);
            return;
        }
        try {
            CompletableFuture.runAsync(() -> leadHere(turn), writersThread).join();
        } catch (RejectedExecutionException closing) {
            leadHere(turn);
        }
    }

    private void leadHere(CommitQueue.Turn<?> turn) {
        var group = List.<CommitQueue.Turn<?>>of(turn);
        writing.lock();
        try {
            group = queue.group();
            commit(group);
        } finally {
            writing.unlock();
            queue.ended(group);
        }
    }

    /// Transactions that wait for the next commit.
    int inLine() {
        return queue.size();
    }

    private static boolean isGivenUp(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            throw new StorageException("cannot ask for the state of a connection", e);
        }
    }

    /// `transaction` for work without a result.
    public void change(Consumer<Session> work) {
        var _ =
                transaction(
                        session -> {
                            work.accept(session);
                            return true;
                        });
    }

    /// Runs queries on one consistent snapshot.
    public <T> T read(Function<Session, T> work) {
        return read(work, false);
    }

    /// Runs one query, and no second one. Over a network it is half the way of [#read].
    public <T> T ask(Function<Session, T> query) {
        return read(query, true);
    }

    private <T> T read(Function<Session, T> work, boolean isOne) {
        if (!engine.hasReaders()) {
            return readHere(work);
        }
        for (int attempt = 1; attempt < MOST_ATTEMPTS; attempt++) {
            try {
                return readers.read(work, isOne);
            } catch (RuntimeException e) {
                if (failure(e) == Failure.OWN) {
                    throw e;
                }
                readers.forget();
                giveWay(attempt);
            }
        }
        return readers.read(work, isOne);
    }

    private <T> T readHere(Function<Session, T> work) {
        writing.lock();
        try {
            return work.apply(new Session(writer, engine));
        } finally {
            writing.unlock();
        }
    }

    /// Begins anew as long as somebody else is in the way or the server is away for a moment.
    private void commit(List<CommitQueue.Turn<?>> group) {
        for (int attempt = 1; ; attempt++) {
            try {
                reconnect();
                commitOnce(group, attempt);
                checkpointer.committed(writer.connection());
                return;
            } catch (UncertainException uncertain) {
                group.forEach(turn -> turn.fail(uncertain.told()));
                return;
            } catch (RuntimeException | Error thrown) {
                if (failure(thrown) == Failure.LOST) {
                    closeQuietly(writer.connection(), thrown);
                }
                if (!concernsAll(thrown, attempt) || attempt == MOST_ATTEMPTS || closed) {
                    group.forEach(turn -> turn.fail(thrown));
                    return;
                }
            }
            group.forEach(CommitQueue.Turn::beginAnew);
            giveWay(attempt);
        }
    }

    private void reconnect() {
        if (isGivenUp(writer.connection()) && !closed) {
            writer = new Statements(writer(engine));
        }
    }

    /// Work that fails alone is taken back alone. That nothing fails is expected: what one of them
    /// can be taken back with costs a copy of every page that it changes.
    private void commitOnce(List<CommitQueue.Turn<?>> group, int attempt) {
        try {
            commitOnce(group, turn -> session -> turn.run(session));
            return;
        } catch (RuntimeException | Error thrown) {
            if (group.size() == 1 || concernsAll(thrown, attempt)) {
                throw thrown;
            }
        }
        group.forEach(CommitQueue.Turn::beginAnew);
        reconnect();
        commitOnce(group, turn -> session -> turn.runApart(session, t -> concernsAll(t, attempt)));
    }

    private void commitOnce(
            List<CommitQueue.Turn<?>> group,
            Function<CommitQueue.Turn<?>, Consumer<Session>> running) {
        var session = new Session(writer, engine);
        var _ =
                run(
                        writer,
                        () -> {
                            group.forEach(turn -> running.apply(turn).accept(session));
                            return true;
                        });
    }

    /// Whether a failure in an attempt is worth another one of the whole group.
    private boolean concernsAll(Throwable thrown, int attempt) {
        return switch (failure(thrown)) {
            case OWN -> false;
            case DOUBT -> attempt == 1;
            case CONFLICT, LOST -> true;
        };
    }

    private Failure failure(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof SQLException e) {
                return engine.failure(e);
            }
        }
        return Failure.OWN;
    }

    /// Two that met would meet again if both came back at once. The one place where one pauses.
    private static void giveWay(int attempt) {
        long pause = SHORTEST_PAUSE << Math.min(attempt - 1, MOST_DOUBLINGS);
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pause / 2, pause));
    }

    private <T> T run(Statements statements, Supplier<T> work) {
        var connection = statements.connection();
        boolean done = false;
        try {
            connection.setAutoCommit(false);
            T result = work.get();
            commit(connection);
            done = true;
            connection.setAutoCommit(true);
            return result;
        } catch (SQLException e) {
            throw new StorageException("transaction failed", e);
        } finally {
            // Whatever ended the work, even an Error or a failed commit: switching automatic
            // commits on again would commit what is there.
            if (!done) {
                rollback(connection);
            }
        }
    }

    private void commit(Connection connection) throws SQLException {
        try {
            engine.begins(Mishaps.COMMIT);
            connection.commit();
        } catch (SQLException e) {
            if (engine.failure(e) == Failure.LOST) {
                throw new UncertainException(e);
            }
            throw e;
        }
    }

    /// SQLite itself takes back a transaction that met a full or a broken disk. The driver's own
    /// rollback fails then and leaves a connection on which every statement counts at once: it is
    /// given up, and the next transaction opens another.
    private static void rollback(Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException alreadyTakenBack) {
            closeQuietly(connection, alreadyTakenBack);
        }
    }

    @Override
    public void close() {
        checkpointer.end();
        writersThread.shutdown();
        writing.lock();
        try {
            closed = true;
            readers.close();
            writer.close();
        } catch (SQLException e) {
            throw new StorageException("cannot close", e);
        } finally {
            checkpointer.close();
            writing.unlock();
        }
    }

    private static Connection writer(Engine engine) {
        try {
            return engine.writer();
        } catch (SQLException e) {
            throw new StorageException("cannot open " + engine.name(), e);
        }
    }

    private static void closeQuietly(Connection connection, Throwable first) {
        try {
            connection.close();
        } catch (SQLException e) {
            first.addSuppressed(e);
        }
    }
}
