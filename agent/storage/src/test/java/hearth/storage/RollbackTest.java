package hearth.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

final class RollbackTest {
    @TempDir Path folder;
    private Database database;

    @BeforeEach
    void open() {
        database =
                Database.open(
                        folder.resolve("test.db"),
                        new Migrations(List.of("CREATE TABLE entry (name TEXT) STRICT;\n")));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private long entries() {
        return database.read(session -> session.count("SELECT count(*) AS n FROM entry"));
    }

    @Test
    void forcesEveryCommitToTheDisk() {
        var mode = database.<String>transaction(s -> pragma(s, "journal_mode"));
        var synchronous = database.<String>transaction(s -> pragma(s, "synchronous"));
        assertThat(mode).isEqualTo("wal");
        assertThat(synchronous).isEqualTo("2");
    }

    private static String pragma(Session session, String name) {
        return session.first("PRAGMA " + name, row -> row.text(name)).orElseThrow();
    }

    /// Half of a booking is money made or lost: memory may run out between its two statements.
    @Test
    void nothingStaysOfATransactionThatEndsInAnError() {
        assertThatThrownBy(
                        () ->
                                database.change(
                                        session -> {
                                            session.update("INSERT INTO entry VALUES ('a')");
                                            throw new OutOfMemoryError("in a test");
                                        }))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(entries()).isZero();
        database.change(session -> session.update("INSERT INTO entry VALUES ('b')"));
        assertThat(entries()).isEqualTo(1);
    }

    @Test
    void aTransactionInATransactionIsRefusedAndCommitsNothing() {
        assertThatThrownBy(
                        () ->
                                database.change(
                                        session -> {
                                            session.update("INSERT INTO entry VALUES ('a')");
                                            database.change(
                                                    inner ->
                                                            inner.update(
                                                                    "INSERT INTO entry VALUES"
                                                                            + " ('b')"));
                                        }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(entries()).isZero();
    }

    /// SQLite takes such a transaction back by itself. The driver's own rollback fails then and
    /// would leave a connection on which every statement counts at once.
    @Test
    void aTransactionThatMetAFullDiskLeavesNothingAndTheNextOnesAreWhole() {
        limitPages(1);
        assertThatThrownBy(
                        () ->
                                database.change(
                                        session -> {
                                            session.update("INSERT INTO entry VALUES ('half')");
                                            session.update(
                                                    "INSERT INTO entry VALUES (?)",
                                                    "x".repeat(100_000));
                                        }))
                .isInstanceOf(StorageException.class);
        limitPages(1 << 20);

        assertThatThrownBy(
                        () ->
                                database.change(
                                        session -> {
                                            session.update("INSERT INTO entry VALUES ('half')");
                                            throw new IllegalStateException("in a test");
                                        }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(entries()).isZero();
        database.change(session -> session.update("INSERT INTO entry VALUES ('whole')"));
        assertThat(entries()).isOne();
    }

    /// SQLite says that the disk is full beyond that many pages, or as many as there are.
    private void limitPages(int pages) {
        long limit =
                database.transaction(
                        session ->
                                session.first(
                                                "PRAGMA max_page_count = " + pages,
                                                row -> row.number("max_page_count"))
                                        .orElseThrow());
        assertThat(limit).isPositive();
    }
}
