package hearth.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;

@ParameterizedClass
@EnumSource(Kind.class)
final class DatabaseTest {
    private static final String FIRST =
            """
            CREATE TABLE item (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, at INTEGER) STRICT;
            CREATE TABLE part (item INTEGER NOT NULL REFERENCES item (id)) STRICT;
            """;

    private final Kind kind;
    @TempDir Path folder;
    private Database database;

    DatabaseTest(Kind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void open() {
        database = kind.open(file(), new Migrations(List.of(FIRST)));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Path file() {
        return folder.resolve("test.db");
    }

    private long items() {
        return database.read(s -> s.count("SELECT count(*) AS n FROM item"));
    }

    @Test
    void undoesATransactionThatThrows() {
        assertThatThrownBy(
                        () ->
                                database.change(
                                        s -> {
                                            s.update("INSERT INTO item (name) VALUES ('a')");
                                            throw new IllegalStateException("stop");
                                        }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(items()).isZero();
    }

    @Test
    void keepsWhatWasCommittedWhenItIsOpenedAgain() {
        database.change(s -> s.update("INSERT INTO item (name) VALUES ('a')"));
        database.close();
        open();
        assertThat(items()).isEqualTo(1);
    }

    @Test
    void refusesAReferenceToNothing() {
        assertThatThrownBy(() -> database.change(s -> s.update("INSERT INTO part VALUES (7)")))
                .isInstanceOf(StorageException.class);
    }

    @Test
    void neverWritesWhileReading() {
        assertThatThrownBy(
                        () -> database.read(s -> s.update("INSERT INTO item (name) VALUES ('a')")))
                .isInstanceOf(StorageException.class);
    }

    @Test
    void storesInstantsAndAbsentValues() {
        var at = Instant.parse("2026-01-02T03:04:05.678Z");
        database.change(
                s -> s.update("INSERT INTO item (name, at) VALUES (?, ?)", Optional.empty(), at));
        database.change(
                s -> {
                    assertThat(s.first("SELECT at FROM item", row -> row.instant("at")))
                            .contains(at);
                    assertThat(s.first("SELECT name FROM item", row -> row.optionalText("name")))
                            .contains(Optional.empty());
                });
    }

    @Test
    void reportsACompareAndSetThatCameTooLate() {
        database.change(s -> s.update("INSERT INTO item (id, name) VALUES (1, 'NEW')"));
        var changed =
                database.<Integer>transaction(
                        s -> s.update("UPDATE item SET name = 'B' WHERE id = 1 AND name = 'A'"));
        assertThat(changed).isZero();
    }

    @Test
    void runsOnlyTheMigrationsThatAreMissing() {
        database.change(s -> s.update("INSERT INTO item (name) VALUES ('a')"));
        database.close();
        var second = "ALTER TABLE item ADD COLUMN size INTEGER NOT NULL DEFAULT 3;\n";
        database = kind.open(file(), new Migrations(List.of(FIRST, second)));
        assertThat(
                        database.<Optional<Long>>read(
                                s -> s.first("SELECT size FROM item", row -> row.number("size"))))
                .contains(3L);
    }

    @Test
    void refusesAFileOfANewerVersion() {
        database.close();
        assertThatThrownBy(() -> kind.open(file(), new Migrations(List.of())))
                .isInstanceOf(StorageException.class);
    }

    @Test
    void letsManyThreadsWriteOneAfterTheOther() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 40; i++) {
                var _ =
                        threads.submit(
                                () ->
                                        database.change(
                                                s ->
                                                        s.update(
                                                                "INSERT INTO item (name) VALUES"
                                                                        + " ('x')")));
            }
        }
        assertThat(items()).isEqualTo(40);
    }
}
