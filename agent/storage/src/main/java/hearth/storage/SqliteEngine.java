package hearth.storage;

import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteConnection;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;

/// One SQLite file in WAL mode with `synchronous=FULL`: a transaction that returned survives a
/// power cut. One process writes.
///
/// @param hasReaders whether readers see the last committed state through connections of their own
/// @param mishaps of one in memory
/// @param image that one in memory begins with
record SqliteEngine(
        String name,
        SQLiteConfig writing,
        SQLiteConfig reading,
        boolean hasReaders,
        Mishaps mishaps,
        Optional<Image> image)
        implements Engine {
    private static final int BUSY_MILLISECONDS = 10_000;
    private static final String MAIN = "main";
    private static final String MEMORY = ":memory:";

    /// KiB of pages that a connection may keep, as far as there are any; with fewer a busy
    /// database reads the same ones again and again.
    private static final int WRITERS_CACHE = 64 << 10;

    private static final int READERS_CACHE = 8 << 10;

    /// Pages after which what was written moves into the file inside a commit, if it has not been
    /// moved beside it ([Checkpointer]).
    private static final int PAGES_BETWEEN_CHECKPOINTS = 128_000;

    static SqliteEngine file(Path file) {
        var writing = config();
        writing.setJournalMode(JournalMode.WAL);
        writing.setSynchronous(SynchronousMode.FULL);
        writing.setTransactionMode(TransactionMode.IMMEDIATE);
        writing.setCacheSize(-WRITERS_CACHE);
        return onDisk(file, writing);
    }

    /// An existing file that nobody writes.
    static SqliteEngine unchanging(Path file) {
        return onDisk(file, readOnly());
    }

    private static SqliteEngine onDisk(Path file, SQLiteConfig writing) {
        return new SqliteEngine(
                file.toString(), writing, readOnly(), true, Mishaps.NONE, Optional.empty());
    }

    /// Without a disk: one connection reads and writes, and all is gone when it closes.
    static SqliteEngine memory(Mishaps mishaps, Optional<Image> image) {
        return new SqliteEngine(MEMORY, config(), readOnly(), false, mishaps, image);
    }

    private static SQLiteConfig config() {
        var config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLISECONDS);
        config.enforceForeignKeys(true);
        // Else the driver asks for the last number after each change, in a statement of its own.
        config.setGetGeneratedKeys(false);
        return config;
    }

    private static SQLiteConfig readOnly() {
        var config = config();
        config.setReadOnly(true);
        config.setCacheSize(-READERS_CACHE);
        return config;
    }

    @Override
    public void begins(String statement) throws SQLException {
        mishaps.before(statement);
    }

    /// All that is in it.
    static Image image(Connection connection) throws SQLException {
        return new Image(((SQLiteConnection) connection).serialize(MAIN));
    }

    @Override
    public Connection writer() throws SQLException {
        var connection = connect(writing);
        if (image.isPresent()) {
            ((SQLiteConnection) connection).deserialize(MAIN, image.get().bytes());
        }
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_autocheckpoint = " + PAGES_BETWEEN_CHECKPOINTS);
        }
        return connection;
    }

    @Override
    public Connection reader() throws SQLException {
        return connect(reading);
    }

    private Connection connect(SQLiteConfig config) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + name, config.toProperties());
    }

    @Override
    public int logged(Connection connection) throws SQLException {
        return hasReaders ? log(connection, "NOOP").pages() : 0;
    }

    @Override
    public int checkpoint(Connection connection) throws SQLException {
        return log(connection, "PASSIVE").left();
    }

    @Override
    public FileChannel open() throws IOException {
        return FileChannel.open(Path.of(name), StandardOpenOption.WRITE);
    }

    /// @param moved of its pages
    private record Log(int pages, int moved) {
        int left() {
            return pages - moved;
        }
    }

    private static Log log(Connection connection, String how) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("PRAGMA wal_checkpoint(" + how + ")")) {
            return rows.next() ? new Log(rows.getInt(2), rows.getInt(3)) : new Log(0, 0);
        }
    }

    /// Scripts are written in SQLite's words.
    @Override
    public String translated(String script) {
        return script;
    }

    /// Kept in the file itself.
    @Override
    public int version(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("PRAGMA user_version")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    @Override
    public void setVersion(Connection connection, int version) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = " + version);
        }
    }

    @Override
    public String holding() {
        return "";
    }

    @Override
    public String passingOver() {
        return "";
    }

    /// The driver waits for a busy file itself.
    @Override
    public Failure failure(SQLException failure) {
        return Failure.OWN;
    }
}
