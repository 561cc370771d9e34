package hearth.storage;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.storage.Backups.Condition;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

class BackupsTest {
    private static final int ROWS = 400;

    @TempDir private Path folder;

    private Path file;
    private Instant now = Instant.ofEpochSecond(1_000_000);
    private Backups backups;

    @BeforeEach
    void opens() {
        file = folder.resolve("books.db");
        backups = new Backups(file, () -> now);
    }

    private Connection database() throws SQLException {
        var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("CREATE TABLE IF NOT EXISTS page (number INTEGER PRIMARY KEY, text)");
        }
        return connection;
    }

    private void write(Connection connection, int from) throws SQLException {
        connection.setAutoCommit(false);
        try (var insert = connection.prepareStatement("INSERT INTO page VALUES (?, ?)")) {
            for (int i = from; i < from + ROWS; i++) {
                insert.setInt(1, i);
                insert.setString(2, "a page of the books, number ".repeat(4) + i);
                insert.execute();
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    private long pages() throws SQLException {
        try (var connection = database();
                var rows = connection.createStatement().executeQuery("SELECT count(*) FROM page")) {
            return rows.getLong(1);
        }
    }

    private void damage(Path victim, long at, int bytes) throws Exception {
        try (var channel = FileChannel.open(victim, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(bytes), at);
        }
    }

    @Test
    void leavesASoundFileAlone() throws Exception {
        try (var connection = database()) {
            write(connection, 0);
        }

        assertThat(backups.heal()).isEqualTo(new Condition.Sound());
        assertThat(pages()).isEqualTo(ROWS);
    }

    @Test
    void aFileThatIsNotThereYetIsSound() {
        assertThat(backups.heal()).isEqualTo(new Condition.Sound());
    }

    @Test
    void putsTheNewestCopyInThePlaceOfADamagedFileAndKeepsThat() throws Exception {
        try (var connection = database()) {
            write(connection, 0);
            assertThat(backups.keep(connection)).isTrue();
            write(connection, ROWS);
        }
        var kept = now;
        now = now.plusSeconds(60);
        damage(file, 4096, 3 * 4096);

        var aside = file.resolveSibling("books.db.damaged-" + now.toEpochMilli());
        assertThat(backups.heal()).isEqualTo(new Condition.Restored(Optional.of(kept), aside));
        assertThat(pages()).isEqualTo(ROWS);
        assertThat(aside).isRegularFile();
    }

    @Test
    void beginsAnewWhereThereIsNoCopy() throws Exception {
        Files.writeString(file, "this was a database once, and it is not any more ".repeat(99));

        assertThat(backups.heal())
                .isInstanceOfSatisfying(
                        Condition.Restored.class, r -> assertThat(r.from()).isEmpty());
        assertThat(pages()).isZero();
    }

    @Test
    void goesOnToAnOlderCopyWhereTheNewestIsDamagedToo() throws Exception {
        try (var connection = database()) {
            write(connection, 0);
            assertThat(backups.keep(connection)).isTrue();
            now = now.plusSeconds(3600);
            write(connection, ROWS);
            assertThat(backups.keep(connection)).isTrue();
        }
        damage(folder.resolve("books.db.backups").resolve(now.toEpochMilli() + ".db"), 0, 512);
        damage(file, 0, 512);

        assertThat(backups.heal()).isInstanceOf(Condition.Restored.class);
        assertThat(pages()).isEqualTo(ROWS);
    }

    @Test
    void keepsThreeCopies() throws Exception {
        try (var connection = database()) {
            for (int i = 0; i < 5; i++) {
                write(connection, i * ROWS);
                now = now.plusSeconds(3600);
                assertThat(backups.keep(connection)).isTrue();
            }
        }

        try (var copies = Files.list(folder.resolve("books.db.backups"))) {
            assertThat(copies).hasSize(3);
        }
        assertThat(backups.newest()).contains(now);
    }

    @Test
    void copiesOfAClockThatRanAheadGoBeforeThoseThatAreMadeLater() throws Exception {
        var right = now;
        now = right.plusSeconds(40_000_000);
        try (var connection = database()) {
            for (int i = 0; i < 3; i++) {
                now = now.plusSeconds(3600);
                assertThat(backups.keep(connection)).isTrue();
            }
            now = right;
            write(connection, 0);
            assertThat(backups.keep(connection)).isTrue();
        }
        damage(file, 0, 512);

        assertThat(backups.newest()).contains(right);
        assertThat(backups.heal())
                .isInstanceOfSatisfying(
                        Condition.Restored.class, r -> assertThat(r.from()).contains(right));
        assertThat(pages()).isEqualTo(ROWS);
        try (var copies = Files.list(folder.resolve("books.db.backups"))) {
            assertThat(copies).hasSize(3);
        }
    }

    /// Every eighth of a page is zeroed in turn: what is shown afterwards is right or restored.
    @Test
    void neverShowsWhatADamagedPageSays() throws Exception {
        try (var connection = database()) {
            write(connection, 0);
            assertThat(backups.keep(connection)).isTrue();
        }
        byte[] good = Files.readAllBytes(file);
        int restored = 0;
        for (long at = 0; at < good.length; at += 4096) {
            Files.write(file, good);
            damage(file, at, 512);
            now = now.plusMillis(1);
            if (backups.heal() instanceof Condition.Restored) {
                restored++;
            }
            assertThat(pages()).as("zeroed at %s", at).isEqualTo(ROWS);
        }
        assertThat(restored).isGreaterThan(10);
    }
}
