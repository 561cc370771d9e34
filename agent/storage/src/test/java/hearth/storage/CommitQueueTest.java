package hearth.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// What transactions that share a commit owe to each other: nothing.
final class CommitQueueTest {
    @TempDir Path folder;
    private Database database;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @BeforeEach
    void open() {
        database =
                Database.open(
                        folder.resolve("test.db"),
                        new Migrations(List.of("CREATE TABLE entry (name TEXT UNIQUE) STRICT;\n")));
    }

    @AfterEach
    void close() {
        threads.close();
        database.close();
    }

    private List<String> entries() {
        return database.read(
                s -> s.all("SELECT name FROM entry ORDER BY name", row -> row.text("name")));
    }

    private static String add(Session session, String name) {
        session.update("INSERT INTO entry VALUES (?)", name);
        return name;
    }

    /// Holds the writer until all the others stand in line behind it, in this order.
    private List<Future<String>> together(List<Work> works) throws InterruptedException {
        var leads = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var first =
                threads.submit(
                        () ->
                                database.transaction(
                                        s -> {
                                            leads.countDown();
                                            await(go);
                                            return add(s, "first");
                                        }));
        await(leads);
        var futures = new ArrayList<Future<String>>();
        for (var work : works) {
            futures.add(threads.submit(() -> database.transaction(work::run)));
            while (database.inLine() < futures.size()) {
                Thread.onSpinWait();
            }
        }
        go.countDown();
        futures.addFirst(first);
        return futures;
    }

    private interface Work {
        String run(Session session);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void givesEachItsOwnResultAndCommitsAll() throws Exception {
        var done = together(List.of(s -> add(s, "a"), s -> add(s, "b"), s -> add(s, "c")));
        var names = new ArrayList<String>();
        for (var future : done) {
            names.add(future.get());
        }
        assertThat(names).containsExactly("first", "a", "b", "c");
        assertThat(entries()).containsExactly("a", "b", "c", "first");
    }

    @Test
    void takesBackOnlyWhatFailed() throws Exception {
        var done =
                together(
                        List.of(
                                s -> add(s, "a"),
                                s -> {
                                    add(s, "half");
                                    return add(s, "a");
                                },
                                s -> {
                                    add(s, "half");
                                    throw new OutOfMemoryError("in a test");
                                },
                                s -> add(s, "d")));
        assertThat(done.get(1).get()).isEqualTo("a");
        assertThatThrownBy(() -> done.get(2).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(StorageException.class);
        assertThatThrownBy(() -> done.get(3).get()).hasCauseInstanceOf(OutOfMemoryError.class);
        assertThat(done.get(4).get()).isEqualTo("d");
        assertThat(entries()).containsExactly("a", "d", "first");
    }

    @Test
    void tellsNobodyThatWorkIsDoneWhenTheDiskIsFull() throws Exception {
        var done =
                together(
                        List.of(
                                s -> add(s, "a"),
                                s -> {
                                    var limit =
                                            s.first(
                                                    "PRAGMA max_page_count = 1",
                                                    row -> row.number("max_page_count"));
                                    assertThat(limit).isPresent();
                                    return add(s, "x".repeat(100_000));
                                }));
        assertThat(done.getFirst().get()).isEqualTo("first");
        assertThatThrownBy(() -> done.get(1).get()).hasCauseInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> done.get(2).get()).hasCauseInstanceOf(RuntimeException.class);
        assertThat(entries()).containsExactly("first");
    }

    @Test
    void commitsEverythingOfManyThreads() throws Exception {
        var futures = new ArrayList<Future<String>>();
        for (int i = 0; i < 2000; i++) {
            int number = i;
            futures.add(threads.submit(() -> database.transaction(s -> add(s, "e" + number))));
        }
        for (int i = 0; i < futures.size(); i++) {
            assertThat(futures.get(i).get()).isEqualTo("e" + i);
        }
        assertThat(entries()).hasSize(2000);
    }
}
