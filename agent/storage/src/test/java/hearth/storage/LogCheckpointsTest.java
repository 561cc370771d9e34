package hearth.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A log that would grow to 128 MiB before a commit moved it into its file.
final class LogCheckpointsTest {
    private static final Migrations BOOKS =
            Migrations.fromResources(BlobKind.class, "books-0001.sql");
    private static final int MEGABYTE = 1 << 20;
    private static final int ROWS = 64;

    @TempDir Path folder;

    private Database open() {
        return Database.open(folder.resolve("books.db"), BOOKS);
    }

    private static void write(Database database, int row, int bytes) {
        database.change(
                session ->
                        session.update(
                                "INSERT INTO small_blob (hash, bytes) VALUES (?, ?)",
                                Integer.toString(row),
                                new byte[bytes]));
    }

    private static long rows(Database database) {
        return database.read(session -> session.count("SELECT count(*) AS n FROM small_blob"));
    }

    @Test
    void isMovedBesideTheWriter() throws IOException {
        var file = folder.resolve("books.db");
        try (var database = open()) {
            for (int row = 0; row < ROWS; row++) {
                write(database, row, MEGABYTE);
            }
            // Whatever the machine does meanwhile: as long as it is written, it is looked at.
            int row = ROWS;
            while (Files.size(file) < (long) ROWS * MEGABYTE && row < 10_000) {
                write(database, row++, 1);
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            }
            assertThat(Files.size(file)).isGreaterThanOrEqualTo((long) ROWS * MEGABYTE);
            assertThat(rows(database)).isEqualTo(row);
        }
    }

    /// A reader keeps the log from being begun anew, but not from being moved, and nobody waits for
    /// him for long.
    @Test
    void keepsNobodyWaitingForAReader() {
        try (var database = open()) {
            write(database, 0, 1);
            long seen =
                    database.read(
                            session -> {
                                long before = session.count("SELECT count(*) AS n FROM small_blob");
                                for (int row = 1; row < ROWS; row++) {
                                    write(database, row, MEGABYTE / 2);
                                }
                                long after = session.count("SELECT count(*) AS n FROM small_blob");
                                assertThat(after).isEqualTo(before);
                                return before;
                            });
            assertThat(seen).isEqualTo(1);
            assertThat(rows(database)).isEqualTo(ROWS);
        }
    }

    @Test
    void losesNothingWhenItIsClosedMeanwhile() {
        try (var database = open()) {
            for (int row = 0; row < ROWS; row++) {
                write(database, row, MEGABYTE / 2);
            }
        }
        try (var database = open()) {
            assertThat(rows(database)).isEqualTo(ROWS);
        }
        assertThat(folder.resolve("books.db-wal")).doesNotExist();
    }
}
