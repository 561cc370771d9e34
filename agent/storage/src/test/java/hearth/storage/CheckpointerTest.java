package hearth.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;

final class CheckpointerTest {
    private static final int MOST = 100;

    /// Rows until which a machine that does much else has moved the log once.
    private static final int PATIENCE = 20_000;

    @TempDir Path folder;

    private SqliteEngine engine;
    private Connection writer;
    private final ReentrantLock writing = new ReentrantLock(true);
    private Checkpointer checkpointer;
    private int written;

    @BeforeEach
    void open() throws SQLException {
        engine = SqliteEngine.file(folder.resolve("books.db"));
        writer = engine.writer();
        run("CREATE TABLE entry (bytes BLOB NOT NULL) STRICT");
        checkpointer = new Checkpointer(engine, writing, MOST);
    }

    @AfterEach
    void close() throws SQLException {
        checkpointer.end();
        writer.close();
        checkpointer.close();
    }

    private void run(String sql) throws SQLException {
        try (var statement = writer.createStatement()) {
            statement.execute(sql);
        }
    }

    private void write(int rows) throws SQLException {
        for (int i = 0; i < rows; i++) {
            writing.lock();
            try {
                run("INSERT INTO entry VALUES (zeroblob(3000))");
                checkpointer.committed(writer);
                written++;
            } finally {
                writing.unlock();
            }
        }
    }

    private static long entries(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM entry")) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(1);
        }
    }

    /// In the file alone, without its log.
    private long moved() throws SQLException, IOException {
        var copy = folder.resolve("copy.db");
        Files.deleteIfExists(copy);
        Files.copy(folder.resolve("books.db"), copy);
        try (var connection = SqliteEngine.file(copy).writer()) {
            return entries(connection);
        }
    }

    @Test
    void movesWhatWasCommittedAndTheLogBeginsAnew() throws SQLException, IOException {
        int longest = 0;
        boolean isAnew = false;
        while (!isAnew && written < PATIENCE) {
            write(1);
            int logged = engine.logged(writer);
            isAnew = logged < longest;
            longest = Math.max(longest, logged);
        }
        checkpointer.end();
        assertThat(isAnew).isTrue();
        assertThat(moved()).isGreaterThan(MOST / 4);
        assertThat(entries(writer)).isEqualTo(written);
    }

    @Test
    void doesNothingWhileThereIsLittle() throws SQLException {
        write(MOST / 4);
        int logged = engine.logged(writer);
        checkpointer.end();
        assertThat(logged).isBetween(MOST / 4, MOST);
        assertThat(engine.checkpoint(writer)).isZero();
    }

    @Test
    void leavesTheStateThatAReaderSees() throws SQLException {
        write(1);
        try (var reader = engine.reader()) {
            reader.setAutoCommit(false);
            assertThat(entries(reader)).isEqualTo(1);
            write(2 * MOST);
            checkpointer.end();
            assertThat(entries(reader)).isEqualTo(1);
            assertThat(engine.logged(writer)).isGreaterThan(MOST);
        }
        assertThat(engine.checkpoint(writer)).isZero();
        assertThat(entries(writer)).isEqualTo(written);
    }
}
