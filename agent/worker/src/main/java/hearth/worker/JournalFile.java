package hearth.worker;

import hearth.storage.Backups;
import hearth.storage.StorageException;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// The agent's SQLite file: WAL and `synchronous=FULL`, so that what was written before a power cut
/// is there after it. One process owns the file; its users take turns, each transaction whole. A
/// file that is found damaged, at the start or later, is set aside and the newest good copy takes
/// its place ([Backups]); [#restorations] tells those whose rows may be older then.
final class JournalFile implements AutoCloseable {
    static final String BROKEN = "journal-unreadable";
    static final String RESTORED = "journal-restored";
    private static final System.Logger LOG = System.getLogger("hearth.worker");

    private final Path file;
    private final JournalSchema schema;
    private final Backups backups;
    private Connection db;
    private boolean isGivenUp;
    private boolean isClosed;
    private final AtomicInteger restorations = new AtomicInteger();

    private JournalFile(Path file, JournalSchema schema, InstantSource clock) throws SQLException {
        this.file = file;
        this.schema = schema;
        this.backups = new Backups(file, clock);
        var found = backups.heal();
        var older = schema.comeBack(file, backups);
        this.db = connect();
        told(found);
        if (older.isPresent()) {
            restorations.incrementAndGet();
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the journal was of a newer Hearth; it lies in {0}, what is used was copied {1}",
                    older.get().setAside().getFileName(),
                    older.get().made());
        }
    }

    private Connection connect() throws SQLException {
        var connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
        try {
            prepare(connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    interface Transaction<T> {
        T run() throws SQLException;
    }

    interface Binder {
        void bind(PreparedStatement statement) throws SQLException;
    }

    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    static JournalFile open(Path file, InstantSource clock) {
        return open(file, JournalSchema.current(), clock);
    }

    static JournalFile open(Path file, JournalSchema schema, InstantSource clock) {
        try {
            return new JournalFile(file, schema, clock);
        } catch (SQLException | StorageException e) {
            throw broken(e);
        }
    }

    /// How often the file was replaced by an older copy of itself since this was opened.
    int restorations() {
        return restorations.get();
    }

    /// Keeps a copy of the file as it is now.
    synchronized void backUp() {
        if (isGivenUp || isClosed) {
            return;
        }
        try {
            db.setAutoCommit(true);
            try {
                if (!backups.keep(db)) {
                    restore();
                }
            } finally {
                db.setAutoCommit(false);
            }
        } catch (SQLException e) {
            throw failed(e);
        } catch (StorageException e) {
            throw broken(e);
        }
    }

    /// When the newest copy was made.
    Optional<Instant> newestBackup() {
        return backups.newest();
    }

    /// Whatever was being done has failed; the next attempt finds a file that works.
    private AgentException failed(SQLException cause) {
        if (!Backups.isDamage(cause)) {
            return broken(cause);
        }
        try {
            restore();
            return new AgentException(RESTORED, "the journal was damaged and is replaced", cause);
        } catch (SQLException | StorageException e) {
            e.addSuppressed(cause);
            return broken(e);
        }
    }

    private void restore() throws SQLException {
        giveUp();
        var found = backups.restore();
        db = connect();
        isGivenUp = false;
        told(found);
    }

    /// The file itself remembers that it is a copy, so that its owner is told also after a restart.
    private void told(Backups.Condition found) throws SQLException {
        if (!(found instanceof Backups.Condition.Restored(var from, var aside))) {
            return;
        }
        restorations.incrementAndGet();
        LOG.log(
                System.Logger.Level.ERROR,
                "the journal was damaged; it lies in {0} and what is used was copied {1}",
                aside.getFileName(),
                from.map(Instant::toString).orElse("never: a new one begins"));
        var statement =
                "INSERT INTO setting (name, value) VALUES ('restored', ?)"
                        + " ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        try (var s = db.prepareStatement(statement)) {
            s.setString(1, from.map(Instant::toString).orElse(""));
            s.executeUpdate();
            db.commit();
        }
    }

    private void prepare(Connection db) throws SQLException {
        try (var s = db.createStatement()) {
            s.execute("PRAGMA journal_mode = WAL");
            s.execute("PRAGMA synchronous = FULL");
            s.execute("PRAGMA busy_timeout = 2000");
            s.execute("PRAGMA trusted_schema = OFF");
            // Half a megabyte; the usual two would be filled within days and never given back.
            s.execute("PRAGMA cache_size = -512");
        }
        schema.migrate(db, backups);
    }

    /// Runs the work in one transaction; nothing of it stays if it throws.
    synchronized <T> T transact(Transaction<T> work) {
        boolean done = false;
        try {
            if (isGivenUp && !isClosed) {
                db = connect();
                isGivenUp = false;
                settle();
            }
            T result = work.run();
            db.commit();
            done = true;
            return result;
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            if (!done) {
                rollback();
            }
        }
    }

    /// SQLite itself takes back a transaction that met a full or a broken disk. The driver's own
    /// rollback fails then and leaves a connection on which every statement counts at once: it is
    /// given up, and the next transaction opens another.
    private void rollback() {
        try {
            db.rollback();
        } catch (SQLException alreadyTakenBack) {
            giveUp();
        }
    }

    /// What a failed `fsync` left in the write-ahead log may be read and yet be gone after a power
    /// cut, with all that follows it there; so it goes into the file itself first.
    private void settle() {
        try {
            db.setAutoCommit(true);
            try (var s = db.createStatement()) {
                s.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            } finally {
                db.setAutoCommit(false);
            }
        } catch (SQLException stillFull) {
            LOG.log(System.Logger.Level.DEBUG, "the journal's log stays", stillFull);
        }
    }

    private void giveUp() {
        isGivenUp = true;
        try {
            db.close();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.WARNING, "the journal does not close", e);
        }
    }

    <T> List<T> rows(String sql, Binder binder, Reader<T> reader) {
        return transact(
                () -> {
                    try (var s = db.prepareStatement(sql)) {
                        binder.bind(s);
                        var found = new ArrayList<T>();
                        try (var rows = s.executeQuery()) {
                            while (rows.next()) {
                                found.add(reader.read(rows));
                            }
                        }
                        return found;
                    }
                });
    }

    /// One statement in the transaction of the caller.
    ///
    /// @return rows changed
    int change(String sql, Binder binder) throws SQLException {
        try (var s = db.prepareStatement(sql)) {
            binder.bind(s);
            return s.executeUpdate();
        }
    }

    /// One statement in a transaction of its own.
    void write(String sql, Binder binder) {
        transact(() -> change(sql, binder));
    }

    static AgentException broken(Exception cause) {
        return new AgentException(BROKEN, "the journal cannot be used", cause);
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        try {
            db.close();
        } catch (SQLException e) {
            throw broken(e);
        }
    }
}
