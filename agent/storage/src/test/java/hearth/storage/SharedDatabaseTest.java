package hearth.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.testing.PostgresServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// What two processes owe to each other that have the same PostgreSQL schema open.
final class SharedDatabaseTest {
    private static final Migrations TABLES =
            new Migrations(
                    List.of(
                            "CREATE TABLE entry (name TEXT UNIQUE) STRICT;\n"
                                    + "CREATE TABLE purse (id INTEGER PRIMARY KEY, amount INTEGER"
                                    + " NOT NULL) STRICT;\n"));

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private Database one;
    private Database other;

    @BeforeEach
    void open() {
        var url = PostgresServer.shared().schema();
        one = Database.connect(url, PostgresServer::login, TABLES);
        other = Database.connect(url, PostgresServer::login, TABLES);
        one.change(s -> s.update("INSERT INTO purse VALUES (1, 0)"));
        one.change(s -> s.update("INSERT INTO purse VALUES (2, 0)"));
    }

    @AfterEach
    void close() {
        threads.close();
        one.close();
        other.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long amount(Session session, int purse) {
        return session.count("SELECT amount AS n FROM purse WHERE id = ?", purse);
    }

    private static long add(Session session) {
        long has = amount(session, 1);
        session.update("UPDATE purse SET amount = ? WHERE id = 1", has + 1);
        return has + 1;
    }

    @Test
    void losesNoUpdateThatWasReadBeforeItWasWritten() throws Exception {
        var done = new ArrayList<Future<Long>>();
        for (int i = 0; i < 100; i++) {
            done.add(threads.submit(() -> one.<Long>transaction(SharedDatabaseTest::add)));
            done.add(threads.submit(() -> other.<Long>transaction(SharedDatabaseTest::add)));
        }
        var seen = new ArrayList<Long>();
        for (var future : done) {
            seen.add(future.get(60, TimeUnit.SECONDS));
        }
        assertThat(seen).doesNotHaveDuplicates().hasSize(200);
        assertThat(one.<Long>read(s -> amount(s, 1))).isEqualTo(200);
    }

    @Test
    void neverLetsTwoDecideByWhatTheOtherChanges() throws Exception {
        var bothHaveRead = new CountDownLatch(2);
        var runs = new AtomicInteger();
        var mine = threads.submit(() -> takeIfBothAreEmpty(one, 1, bothHaveRead, runs));
        var yours = threads.submit(() -> takeIfBothAreEmpty(other, 2, bothHaveRead, runs));
        boolean first = mine.get(60, TimeUnit.SECONDS);
        boolean second = yours.get(60, TimeUnit.SECONDS);
        assertThat(first).isNotEqualTo(second);
        assertThat(runs.get()).isGreaterThan(2);
    }

    /// Each writes a row that the other only reads.
    private static boolean takeIfBothAreEmpty(
            Database database, int purse, CountDownLatch bothHaveRead, AtomicInteger runs) {
        return database.transaction(
                s -> {
                    runs.incrementAndGet();
                    long sum = amount(s, 1) + amount(s, 2);
                    bothHaveRead.countDown();
                    await(bothHaveRead);
                    return sum == 0
                            && s.update("UPDATE purse SET amount = 1 WHERE id = ?", purse) == 1;
                });
    }

    @Test
    void passesOverARowThatAnotherHolds() throws Exception {
        var held = new CountDownLatch(1);
        var seen = new CountDownLatch(1);
        var holder =
                threads.submit(
                        () ->
                                one.<Boolean>transaction(
                                        s -> {
                                            boolean first = isFree(s, 1);
                                            held.countDown();
                                            await(seen);
                                            return first;
                                        }));
        await(held);
        assertThat(other.<Boolean>transaction(s -> isFree(s, 1))).isFalse();
        assertThat(other.<Boolean>transaction(s -> isFree(s, 2))).isTrue();
        seen.countDown();
        assertThat(holder.get(60, TimeUnit.SECONDS)).isTrue();
    }

    private static boolean isFree(Session session, int purse) {
        return session.holdFree("SELECT id FROM purse WHERE id = ?", purse);
    }

    @Test
    void tellsOnlyItsOwnCallerOfANameThatIsTaken() {
        one.change(s -> s.update("INSERT INTO entry VALUES ('a')"));
        assertThatThrownBy(() -> other.change(s -> s.update("INSERT INTO entry VALUES ('a')")))
                .isInstanceOf(StorageException.class);
        other.change(s -> s.update("INSERT INTO entry VALUES ('b')"));
        assertThat(one.<Long>read(s -> s.count("SELECT count(*) AS n FROM entry"))).isEqualTo(2);
    }

    @Test
    void worksOnWhenTheServerHasClosedItsConnections() throws SQLException {
        one.change(s -> s.update("INSERT INTO entry VALUES ('before')"));
        assertThat(one.<Long>read(s -> s.count("SELECT count(*) AS n FROM entry"))).isEqualTo(1);
        try (var connection = PostgresServer.shared().connection();
                var statement = connection.createStatement()) {
            statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <>"
                            + " pg_backend_pid() AND application_name = 'hearth'");
        }
        one.change(s -> s.update("INSERT INTO entry VALUES ('after')"));
        assertThat(other.<Long>read(s -> s.count("SELECT count(*) AS n FROM entry"))).isEqualTo(2);
    }

    @Test
    void migratesOnceHoweverManyOpenItAtTheSameTime() throws Exception {
        var url = PostgresServer.shared().schema();
        var opening = new ArrayList<Future<Database>>();
        for (int i = 0; i < 4; i++) {
            opening.add(threads.submit(() -> Database.connect(url, PostgresServer::login, TABLES)));
        }
        for (var future : opening) {
            future.get(60, TimeUnit.SECONDS).close();
        }
    }
}
