package hearth.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;

/// The connections through which a database is read, kept for the next reader. Safe for use by many
/// threads.
final class Readers implements AutoCloseable {
    private static final int IDLE = 8;

    private final Engine engine;
    private final Deque<Statements> idle = new ArrayDeque<>();
    private boolean closed;

    Readers(Engine engine) {
        this.engine = engine;
    }

    Statements borrow() {
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("database is closed");
            }
            var known = idle.poll();
            if (known != null) {
                return known;
            }
        }
        try {
            var reader = engine.reader();
            // It is always in a transaction, whose snapshot is that of its first query.
            reader.setAutoCommit(false);
            return new Statements(reader);
        } catch (SQLException e) {
            throw new StorageException("cannot open " + engine.name(), e);
        }
    }

    void giveBack(Statements reader) {
        synchronized (this) {
            if (!closed && idle.size() < IDLE) {
                idle.push(reader);
                return;
            }
        }
        close(reader);
    }

    /// A server that went away took all of them along.
    synchronized void forget(Exception reason) {
        idle.forEach(reader -> closeQuietly(reader.connection(), reason));
        idle.clear();
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(Readers::close);
        idle.clear();
    }

    static void close(Statements statements) {
        try {
            statements.close();
        } catch (SQLException e) {
            throw new StorageException("cannot close", e);
        }
    }

    static void closeQuietly(Connection connection, Throwable first) {
        try {
            connection.close();
        } catch (SQLException e) {
            first.addSuppressed(e);
        }
    }
}
