package hearth.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.sql.Connection;
import java.sql.SQLException;

/// What differs between the kinds of database that a [Database] can be: how one connects, what the
/// words of a schema are, and which failures are worth another try. Statements are written once, in
/// what all of them understand.
interface Engine {
    /// What a failure of a statement or a commit says about its transaction.
    enum Failure {
        /// It failed by what it did itself.
        OWN,
        /// Another one was in its way; the same once more may succeed.
        CONFLICT,
        /// Either of the two: a row was there already, and whether the transaction could know that
        /// is seen when it is run once more.
        DOUBT,
        /// The server or the line to it is away.
        LOST
    }

    /// Told of each statement and each commit before it runs.
    default void begins(String statement) throws SQLException {}

    /// For messages; without secrets.
    String name();

    Connection writer() throws SQLException;

    Connection reader() throws SQLException;

    /// Whether readers have connections of their own.
    boolean hasReaders();

    /// Whether each statement is a way over a network and back.
    default boolean isFarAway() {
        return false;
    }

    /// Pages in a log that is to be moved into the file ([#checkpoint]); 0 where there is no such
    /// log.
    default int logged(Connection connection) throws SQLException {
        return 0;
    }

    /// Moves what is in the log, as far as no reader needs it, without a wait for anybody.
    ///
    /// @param connection not in a transaction
    /// @return pages that are left
    default int checkpoint(Connection connection) throws SQLException {
        return 0;
    }

    /// The file that a log is moved into.
    default FileChannel open() throws IOException {
        throw new IOException("no file");
    }

    /// A script of [Migrations] in this engine's words.
    String translated(String script);

    /// The last migration that has run. Nobody else migrates until the transaction ends.
    int version(Connection connection) throws SQLException;

    void setVersion(Connection connection, int version) throws SQLException;

    /// What ends a query that holds its rows until the transaction ends; empty where there is one
    /// writer only.
    String holding();

    /// The same, passing over rows that another transaction holds.
    String passingOver();

    Failure failure(SQLException failure);
}
