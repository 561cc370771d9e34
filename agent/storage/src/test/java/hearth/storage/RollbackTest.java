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
}
