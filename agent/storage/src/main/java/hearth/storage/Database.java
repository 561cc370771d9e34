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
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/// One SQLite file in WAL mode with `synchronous=FULL`: a transaction that returned survives a
/// power cut. There is one writer at a time (writers queue on a lock); readers see the last
/// committed state and never wait. Safe for use by many threads.
public final class Database implements AutoCloseable {
    private static final int BUSY_MILLISECONDS = 10_000;
    private static final int IDLE_READERS = 8;

    private final Path file;
    private final SQLiteConfig config;
    private final SQLiteConfig readConfig;
    private Connection writer;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final Deque<Connection> readers = new ArrayDeque<>();
    private boolean closed;

    private Database(Path file, SQLiteConfig config, SQLiteConfig readConfig, Connection writer) {
        this.file = file;
        this.config = config;
        this.readConfig = readConfig;
        this.writer = writer;
    }

    /// Opens or creates the file and brings it to the newest of the given migrations.
    public static Database open(Path file, Migrations migrations) {
        var config = config();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        var readConfig = config();
        readConfig.setReadOnly(true);
        var writer = connect(file, config);
        try {
            migrations.bringUpToDate(writer);
        } catch (SQLException e) {
            closeQuietly(writer, e);
            throw new StorageException("cannot migrate " + file.getFileName(), e);
        }
        return new Database(file, config, readConfig, writer);
    }

    /// Opens an existing file that is only ever read, such as that of a stopped process.
    public static Database openReadOnly(Path file) {
        var config = config();
        config.setReadOnly(true);
        return new Database(file, config, config, connect(file, config));
    }

    /// Runs the work in one transaction; it is committed when the work returns and rolled back when
    /// it throws.
    ///
    /// @throws IllegalStateException if the work begins another one, which would commit this one
    public <T> T transaction(Function<Session, T> work) {
        if (writing.isHeldByCurrentThread()) {
            throw new IllegalStateException("a transaction in a transaction");
        }
        writing.lock();
        try {
            if (isGivenUp(writer) && !closed) {
                writer = connect(file, config);
            }
            return run(writer, work);
        } finally {
            writing.unlock();
        }
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
        var reader = borrow();
        try {
            T result = run(reader, work);
            giveBack(reader);
            return result;
        } catch (RuntimeException e) {
            closeQuietly(reader, e);
            throw e;
        }
    }

    private static <T> T run(Connection connection, Function<Session, T> work) {
        boolean done = false;
        try {
            connection.setAutoCommit(false);
            T result = work.apply(new Session(connection));
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

    private Connection borrow() {
        synchronized (readers) {
            if (closed) {
                throw new IllegalStateException("database is closed");
            }
            var idle = readers.poll();
            if (idle != null) {
                return idle;
            }
        }
        return connect(file, readConfig);
    }

    private void giveBack(Connection reader) {
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

    private static Connection connect(Path file, SQLiteConfig config) {
        try {
            return DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
        } catch (SQLException e) {
            throw new StorageException("cannot open " + file.getFileName(), e);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
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
