package hearth.storage;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// The connections of one database that only read. They stay open: to open one costs more than
/// hundreds of queries, on a server a process. So who finds all of them lent waits for one, but not
/// for long: who reads while it reads would wait for itself. Safe for use by many threads.
final class Readers {
    private static final System.Logger LOG = System.getLogger(Readers.class.getName());
    private static final int MOST = 16;
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final Engine engine;
    private final Semaphore places = new Semaphore(MOST);
    private final Deque<Statements> idle = new ArrayDeque<>();
    private boolean closed;

    Readers(Engine engine) {
        this.engine = engine;
    }

    /// Runs queries on one snapshot, which is that of the first of them.
    ///
    /// @param isOne whether it is one query, which needs no transaction around it
    <T> T read(Function<Session, T> work, boolean isOne) {
        boolean hasPlace = hasPlace();
        try {
            var reader = borrow();
            T result = read(reader, work, isOne);
            giveBack(reader, hasPlace);
            return result;
        } finally {
            if (hasPlace) {
                places.release();
            }
        }
    }

    private boolean hasPlace() {
        try {
            return places.tryAcquire()
                    || places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private <T> T read(Statements reader, Function<Session, T> work, boolean isOne) {
        boolean done = false;
        try {
            reader.connection().setAutoCommit(isOne);
            T result =
                    work.apply(isOne ? Session.ofOne(reader, engine) : new Session(reader, engine));
            if (!isOne) {
                reader.connection().commit();
            }
            done = true;
            return result;
        } catch (SQLException e) {
            throw new StorageException("query failed", e);
        } finally {
            if (!done) {
                closeQuietly(reader.connection());
            }
        }
    }

    private Statements borrow() {
        synchronized (idle) {
            if (closed) {
                throw new IllegalStateException("database is closed");
            }
            var next = idle.poll();
            if (next != null) {
                return next;
            }
        }
        try {
            return new Statements(engine.reader());
        } catch (SQLException e) {
            throw new StorageException("cannot open " + engine.name(), e);
        }
    }

    private void giveBack(Statements reader, boolean isKept) {
        synchronized (idle) {
            if (!closed && isKept) {
                idle.push(reader);
                return;
            }
        }
        close(reader);
    }

    /// A server that went away took all of them along.
    void forget() {
        synchronized (idle) {
            idle.forEach(reader -> closeQuietly(reader.connection()));
            idle.clear();
        }
    }

    void close() {
        synchronized (idle) {
            closed = true;
            idle.forEach(Readers::close);
            idle.clear();
        }
    }

    private static void close(Statements reader) {
        try {
            reader.close();
        } catch (SQLException e) {
            throw new StorageException("cannot close", e);
        }
    }

    /// What made it of no use is thrown already.
    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "cannot close", e);
        }
    }
}
