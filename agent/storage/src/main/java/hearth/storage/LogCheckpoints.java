package hearth.storage;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

/// Moves what a SQLite file's write-ahead log holds into the file, beside the writer: else one of
/// its commits does it now and then, and all who wait for that commit wait a tenth of a second
/// longer. Most is moved while others write; the writer is held up for the rest only, so that its
/// next commit begins the log anew. Asked by the thread that writes.
final class LogCheckpoints implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LogCheckpoints.class.getName());
    private static final int COMMITS_BETWEEN_LOOKS = 16;

    /// Pages of the log that are not in the file.
    private static final long MOST_PAGES = 4000;

    private final Engine engine;
    private final Lock writing;
    private Optional<Thread> moving = Optional.empty();
    private int commits;
    private boolean closed;

    /// @param writing held by whoever writes
    LogCheckpoints(Engine engine, Lock writing) {
        this.engine = engine;
        this.writing = writing;
    }

    /// Something was committed.
    void committed(Statements writer) {
        if (!engine.hasLog() || ++commits % COMMITS_BETWEEN_LOOKS > 0) {
            return;
        }
        try {
            if (behind(writer.connection()) >= MOST_PAGES) {
                begin();
            }
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "the log of " + engine.name() + " was not looked at", e);
        }
    }

    /// One at a time. A virtual thread would keep its carrier from others for all that time.
    private synchronized void begin() {
        if (!closed && moving.filter(Thread::isAlive).isEmpty()) {
            moving = Optional.of(Thread.ofPlatform().name("checkpoint").daemon().start(this::move));
        }
    }

    private static long behind(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("PRAGMA wal_checkpoint(NOOP)")) {
            return row.next() ? row.getLong("log") - row.getLong("checkpointed") : 0;
        }
    }

    /// What fails here is done by one of the next commits.
    private void move() {
        try (var connection = engine.checkpointer();
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(PASSIVE)");
            writing.lock();
            try {
                statement.execute("PRAGMA wal_checkpoint(RESTART)");
            } finally {
                writing.unlock();
            }
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "the log of " + engine.name() + " was not moved", e);
        }
    }

    /// Waits for what is under way; the writer's lock must not be held.
    @Override
    public void close() {
        Optional<Thread> last;
        synchronized (this) {
            closed = true;
            last = moving;
        }
        try {
            if (last.isPresent()) {
                last.get().join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
