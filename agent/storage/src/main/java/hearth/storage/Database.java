package hearth.storage;

import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// One SQLite file in WAL mode with `synchronous=FULL`: a transaction that returned survives a
/// power cut. There is one writer at a time; transactions that come while it commits share the next
/// commit ([CommitQueue]), each whole or not at all. Readers see the last committed state and never
/// wait. Safe for use by many threads.
public final class Database implements AutoCloseable {
    private static final int BUSY_MILLISECONDS = 10_000;
    private static final int IDLE_READERS = 8;
    private static final String MEMORY = ":memory:";

    private final String file;
    private final SQLiteConfig config;
    private final SQLiteConfig readConfig;
    private Statements writer;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final CommitQueue queue = new CommitQueue();
    private final Deque<Statements> readers = new ArrayDeque<>();
    private boolean closed;

    private Database(String file, SQLiteConfig config, SQLiteConfig readConfig, Connection writer) {
        this.file = file;
        this.config = config;
        this.readConfig = readConfig;
        this.writer = new Statements(writer);
    }

    /// Opens or creates the file and brings it to the newest of the given migrations.
    public static Database open(Path file, Migrations migrations) {
        var config = config();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        return open(file.toString(), config, migrations);
    }

    /// The same without a disk, for simulations: one connection reads and writes, and all is gone
    /// when it closes.
    public static Database inMemory(Migrations migrations) {
        return open(MEMORY, config(), migrations);
    }

    private static Database open(String file, SQLiteConfig config, Migrations migrations) {
        var readConfig = config();
        readConfig.setReadOnly(true);
        var writer = connect(file, config);
        try {
            migrations.bringUpToDate(writer);
        } catch (SQLException e) {
            closeQuietly(writer, e);
            throw new StorageException("cannot migrate " + file, e);
        }
        return new Database(file, config, readConfig, writer);
    }

    /// Opens an existing file that is only ever read, such as that of a stopped process.
    public static Database openReadOnly(Path file) {
        var config = config();
        config.setReadOnly(true);
        return new Database(file.toString(), config, config, connect(file.toString(), config));
    }

    /// Runs the work in one transaction; it is committed when this returns and rolled back when the
    /// work throws. The work may run on another caller's thread.
    ///
    /// @throws IllegalStateException if the work begins another one, which would commit this one
    public <T> T transaction(Function<Session, T> work) {
        if (writing.isHeldByCurrentThread()) {
            throw new IllegalStateException("a transaction in a transaction");
        }
        var turn = new CommitQueue.Turn<>(work);
        if (queue.leads(turn)) {
            var group = List.<CommitQueue.Turn<?>>of(turn);
            writing.lock();
            try {
                group = queue.group();
                if (isGivenUp(writer.connection()) && !closed) {
                    writer = new Statements(connect(file, config));
                }
                commit(group);
            } finally {
                writing.unlock();
                queue.ended(group);
            }
        }
        return turn.result();
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
        boolean done =
                transaction(
                        session -> {
                            work.accept(session);
                            return true;
                        });
        assert done;
    }

    /// Runs queries on one consistent snapshot.
    public <T> T read(Function<Session, T> work) {
        if (file.equals(MEMORY)) {
            return readHere(work);
        }
        var reader = borrow();
        try {
            T result = run(reader, () -> work.apply(new Session(reader)));
            giveBack(reader);
            return result;
        } catch (RuntimeException e) {
            closeQuietly(reader.connection(), e);
            throw e;
        }
    }

    private <T> T readHere(Function<Session, T> work) {
        writing.lock();
        try {
            return work.apply(new Session(writer));
        } finally {
            writing.unlock();
        }
    }

    /// Work that fails alone is taken back alone.
    private void commit(List<CommitQueue.Turn<?>> group) {
        var session = new Session(writer);
        try {
            boolean committed =
                    run(
                            writer,
                            () -> {
                                if (group.size() == 1) {
                                    group.getFirst().run(session);
                                } else {
                                    group.forEach(turn -> turn.runApart(session));
                                }
                                return true;
                            });
            assert committed;
        } catch (RuntimeException | Error thrown) {
            group.forEach(turn -> turn.fail(thrown));
        }
    }

    private static <T> T run(Statements statements, Supplier<T> work) {
        var connection = statements.connection();
        boolean done = false;
        try {
            connection.setAutoCommit(false);
            T result = work.get();
            connection.commit();
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

    private Statements borrow() {
        synchronized (readers) {
            if (closed) {
                throw new IllegalStateException("database is closed");
            }
            var idle = readers.poll();
            if (idle != null) {
                return idle;
            }
        }
        return new Statements(connect(file, readConfig));
    }

    private void giveBack(Statements reader) {
        synchronized (readers) {
            if (!closed && readers.size() < IDLE_READERS) {
                readers.push(reader);
                return;
            }
        }
        close(reader);
    }

    @Override
    public void close() {
        writing.lock();
        try {
            synchronized (readers) {
                closed = true;
                readers.forEach(Database::close);
                readers.clear();
            }
            close(writer);
        } finally {
            writing.unlock();
        }
    }

    private static SQLiteConfig config() {
        var config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLISECONDS);
        config.enforceForeignKeys(true);
        return config;
    }

    private static Connection connect(String file, SQLiteConfig config) {
        try {
            return DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
        } catch (SQLException e) {
            throw new StorageException("cannot open " + file, e);
        }
    }

    private static void close(Statements statements) {
        try {
            statements.close();
        } catch (SQLException e) {
            throw new StorageException("cannot close", e);
        }
    }

    private static void closeQuietly(Connection connection, Exception first) {
        try {
            connection.close();
        } catch (SQLException e) {
            first.addSuppressed(e);
        }
    }
}
