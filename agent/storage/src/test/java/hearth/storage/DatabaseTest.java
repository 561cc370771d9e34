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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

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

    private static Session.Change add(String name) {
        return Session.Change.of("INSERT INTO item (name) VALUES (?)", name);
    }

    @Test
    void makesSeveralChangesTogetherInTheirOrder() {
        var changed =
                database.<List<Integer>>transaction(
                        s ->
                                s.together(
                                        List.of(
                                                add("a"),
                                                add("b"),
                                                Session.Change.of(
                                                        "UPDATE item SET name = ? WHERE name IN"
                                                                + " ('a', 'b')",
                                                        "c"),
                                                Session.Change.of(
                                                        "UPDATE item SET name = ? WHERE name = ?",
                                                        Optional.empty(),
                                                        "d"))));
        assertThat(changed).containsExactly(1, 1, 2, 0);
    }

    @Test
    void undoesAllOfSeveralChangesIfOneFails() {
        var changes = List.of(add("a"), Session.Change.of("INSERT INTO part VALUES (?)", 7));
        assertThatThrownBy(() -> database.change(s -> s.together(changes)))
                .isInstanceOf(StorageException.class);
        assertThat(items()).isZero();
        database.change(s -> s.together(List.of(add("a"), add("b"))));
        assertThat(items()).isEqualTo(2);
    }

    @Test
    void makesAChangeManyTimes() {
        var counts =
                database.<List<Integer>>transaction(
                        s -> {
                            s.each(
                                    "INSERT INTO item (name) VALUES (?)",
                                    List.of(List.of("a"), List.of("a"), List.of("b")));
                            return s.each(
                                    "UPDATE item SET at = ? WHERE name = ?",
                                    List.of(
                                            List.of(1, "a"),
                                            List.of(Optional.empty(), "b"),
                                            List.of(3, "none")));
                        });
        assertThat(counts).containsExactly(2, 1, 0);
    }

    @Test
    void asksOneQueryAndNoSecondOne() {
        database.change(s -> s.update("INSERT INTO item (name) VALUES ('a')"));
        assertThat(database.<Long>ask(s -> s.count("SELECT count(*) AS n FROM item"))).isOne();
        assertThatThrownBy(
                        () -> database.ask(s -> s.update("INSERT INTO item (name) VALUES ('b')")))
                .isInstanceOf(StorageException.class);
        assertThatThrownBy(
                        () ->
                                database.<Long>ask(
                                        s ->
                                                s.count("SELECT count(*) AS n FROM item")
                                                        + s.count("SELECT 1 AS n")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(items()).isOne();
    }

    /// Who reads while it reads needs a second connection, also where all of them are lent.
    @Test
    void letsManyReadWhileTheyRead() throws Exception {
        var all = 40;
        var begun = new CountDownLatch(all);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var reading =
                    IntStream.range(0, all)
                            .mapToObj(
                                    i ->
                                            threads.submit(
                                                    () ->
                                                            database.<Long>read(
                                                                    s -> {
                                                                        begun.countDown();
                                                                        await(begun);
                                                                        return items();
                                                                    })))
                            .toList();
            for (var one : reading) {
                assertThat(one.get(60, TimeUnit.SECONDS)).isZero();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
