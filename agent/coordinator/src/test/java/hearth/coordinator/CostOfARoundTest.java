package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.simulation.MemoryBlobs;
import hearth.coordinator.simulation.StandInJob;
import hearth.coordinator.simulation.StandInTraining;
import hearth.coordinator.simulation.Temper;
import hearth.protocol.JobId;
import hearth.protocol.Lease;
import hearth.protocol.Manifest;
import hearth.protocol.Messages;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Registration;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;
import hearth.protocol.Wei;
import hearth.storage.Database;
import hearth.storage.Session;
import hearth.testing.PostgresServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.ProgressHandler;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// A round costs the same whatever lies in the tables from before: counted are the steps of
/// SQLite's virtual machine, which neither the machine nor the depth of an index changes.
final class CostOfARoundTest {
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    private static final int PLACES = 4;
    private static final int OLD_ROUNDS = 500;
    private static final int OLD_RESULTS = 4000;

    /// More than an answer has of either.
    private static final int MANY_ROUNDS = 1100;

    private static final int OLD_JOBS = 200;

    /// More rounds than those whose checkpoints are kept, so that each lets one go.
    private static final int FIRST_ROUNDS = 12;

    private static final int COUNTED_ROUNDS = 4;

    @TempDir private Path folder;

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final AtomicLong steps = new AtomicLong();
    private final List<SigningKey> devices = new ArrayList<>();
    private Database database;
    private Coordinator coordinator;
    private Manifest manifest;

    @BeforeEach
    void begin() {
        begin(Database.inMemory(CoordinatorServer.migrations()));
    }

    private void begin(Database on) {
        database = on;
        devices.clear();
        var premises =
                new Premises(database, new MemoryBlobs(), clock, new Random(1), Policy.network());
        coordinator =
                new Coordinator(
                        premises,
                        SigningKey.ofSeed(new byte[32]),
                        new CoordinatorConfig(
                                folder,
                                new InetSocketAddress(0),
                                Optional.empty(),
                                Policy.network(),
                                clock,
                                new CoordinatorConfig.Ports(
                                        (_, _, binding) -> Optional.of(binding.payout()),
                                        Optional.empty(),
                                        new StandInTraining())));
        var job =
                new StandInJob(
                        "words",
                        PLACES,
                        2 * PLACES,
                        1_000_000,
                        Wei.of(10),
                        Wei.ofEmber("1"),
                        StandInJob.geometry());
        manifest = job.manifest(coordinator.blobs());
        coordinator.create(new JobId("words"), manifest);
        for (int i = 0; i < PLACES; i++) {
            var seed = new byte[32];
            seed[0] = (byte) (i + 1);
            var key = SigningKey.ofSeed(seed);
            devices.add(key);
            coordinator.register(key.deviceId(), new Registration("desk", Optional.empty()));
            coordinator.bindPayout(
                    key.deviceId(),
                    new PayoutBinding(
                            "0x" + key.publicHex().substring(0, 40),
                            NOW.plusSeconds(60).getEpochSecond(),
                            "00"));
        }
        evaluate();
    }

    @AfterEach
    void end() {
        database.close();
    }

    private void evaluate() {
        boolean more = true;
        while (more) {
            more = coordinator.evaluate();
        }
    }

    private void round() {
        for (var key : devices) {
            var device = key.deviceId();
            var lease =
                    coordinator
                            .lease(device, new LeaseRequest(Set.of(StandInJob.RECIPE)))
                            .lease()
                            .orElseThrow();
            cycle(key, lease);
        }
        assertThat(coordinator.advance()).hasSize(1);
        evaluate();
    }

    private void cycle(SigningKey key, Lease lease) {
        var device = key.deviceId();
        var update =
                StandInTraining.update(manifest, lease, Temper.HONEST, key.deviceId().hashCode());
        var promise = new Commit(lease.token(), Sha256.of(update), update.length, 30, 5, 4);
        assertThat(coordinator.commit(device, lease.id(), promise)).isInstanceOf(Answer.Done.class);
        assertThat(coordinator.submit(device, lease.id(), lease.token(), update))
                .isInstanceOf(Answer.Done.class);
    }

    private long stepsOf(int rounds) {
        steps.set(0);
        for (int i = 0; i < rounds; i++) {
            round();
        }
        return steps.get();
    }

    /// What every agent asks for at each refresh.
    private long stepsOfJobs() {
        steps.set(0);
        var _ = coordinator.jobs();
        return steps.get();
    }

    /// What anybody may ask for, and the operator, with how much of the machine's work each takes.
    private Map<String, Long> stepsOfReading() {
        var all = new TreeMap<String, Long>();
        var views = coordinator.views();
        var figures = coordinator.figures();
        var traffic = new CountedTraffic();
        Map<String, Supplier<?>> questions =
                Map.of(
                        "jobs", coordinator::jobs,
                        "rounds", () -> views.rounds(new JobId("words")),
                        "status", figures::status,
                        "metrics", () -> figures.metrics(traffic, 0, NOW),
                        "earnings", figures::earnings);
        questions.forEach(
                (name, question) -> {
                    steps.set(0);
                    var _ = question.get();
                    all.put(name, steps.get());
                });
        return all;
    }

    /// The one connection of a database in memory, which nobody else is to have.
    private Connection connection() throws ReflectiveOperationException {
        var writer = Database.class.getDeclaredField("writer");
        writer.setAccessible(true);
        var statements = writer.get(database);
        var connection = statements.getClass().getDeclaredMethod("connection");
        connection.setAccessible(true);
        return (Connection) connection.invoke(statements);
    }

    private void count() throws ReflectiveOperationException, SQLException {
        ProgressHandler.setHandler(
                connection(),
                1,
                new ProgressHandler() {
                    @Override
                    protected int progress() {
                        steps.incrementAndGet();
                        return 0;
                    }
                });
    }

    /// Copies one row, with other values in some columns; `n.i` counts from 1.
    static void copy(
            Session session, String table, int times, String which, Map<String, String> others) {
        var columns =
                session.all(
                        "SELECT name FROM pragma_table_info(?) WHERE name <> 'sequence'",
                        row -> row.text("name"),
                        table);
        if (others.containsKey("sequence")) {
            columns.add("sequence");
        }
        var values =
                columns.stream()
                        .map(column -> others.getOrDefault(column, "one." + column))
                        .collect(Collectors.joining(", "));
        session.update(
                "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
                        + " INSERT INTO %s (%s) SELECT %s FROM n, (SELECT * FROM %s WHERE %s LIMIT 1) AS one"
                                .formatted(table, String.join(", ", columns), values, table, which),
                times);
    }

    /// What years of the same job leave.
    private static void age(Session session) {
        var round = "-(n.i % " + OLD_ROUNDS + ") - 1";
        copy(session, "round", OLD_ROUNDS, "state = 'PUBLISHED'", Map.of("number", "-n.i"));
        copy(
                session,
                "checkpoint",
                OLD_ROUNDS,
                "evaluated_at IS NOT NULL AND number = 1",
                Map.of("number", "-n.i"));
        copy(
                session,
                "lease",
                OLD_RESULTS,
                "state = 'REVEALED'",
                Map.of("id", "printf('%032x', n.i)", "round", round));
        copy(
                session,
                "blob",
                OLD_RESULTS,
                "hash IN (SELECT update_hash FROM result)",
                Map.of("hash", "printf('%064x', n.i)"));
        copy(
                session,
                "result",
                OLD_RESULTS,
                "state = 'FINAL_OK'",
                Map.of(
                        "lease", "printf('%032x', n.i)",
                        "round", round,
                        "pass", "-n.i",
                        "update_hash", "printf('%064x', n.i)",
                        "content_hash", "printf('%064x', n.i)"));
        session.update(
                "INSERT INTO ledger (result, job, account, amount, state, created_at) SELECT"
                        + " sequence, job, account, pay, 'HELD', received_at FROM result WHERE pass"
                        + " < 0");
        session.update(
                "INSERT INTO audit (result, run, kind, state, account, wanted_at) SELECT sequence,"
                        + " 1, 'CHECK', 'DROPPED', account, received_at FROM result WHERE pass < 0"
                        + " AND sequence % 4 = 0");
    }

    /// A year of the job and of others that ended, of which each thing is there so often.
    private static void age(Session session, int year) {
        var i = "(n.i + " + year * OLD_RESULTS + ")";
        var longAgo = "- " + Duration.ofDays(40 - year).toMillis();
        var round = "-(n.i % " + MANY_ROUNDS + ") - 1 - " + year * MANY_ROUNDS;
        var number = "-n.i - " + year * MANY_ROUNDS;
        copy(session, "round", MANY_ROUNDS, "state = 'PUBLISHED'", Map.of("number", number));
        copy(
                session,
                "checkpoint",
                MANY_ROUNDS,
                "evaluated_at IS NOT NULL AND number = 1",
                Map.of("number", number));
        copy(
                session,
                "lease",
                OLD_RESULTS,
                "state = 'REVEALED'",
                Map.of(
                        "id", "printf('%032x', " + i + ")",
                        "round", round,
                        "committed_at", "one.committed_at " + longAgo));
        copy(
                session,
                "result",
                OLD_RESULTS,
                "state = 'FINAL_OK'",
                Map.of(
                        "sequence", "n.i - " + (10 - year) * OLD_RESULTS,
                        "lease", "printf('%032x', " + i + ")",
                        "round", round,
                        "pass", "-" + i,
                        "received_at", "one.received_at " + longAgo));
        session.update(
                "INSERT INTO ledger (result, job, account, amount, state, created_at) SELECT"
                        + " sequence, job, account, pay, 'RELEASED', received_at FROM result WHERE"
                        + " sequence < 0 AND NOT EXISTS (SELECT 1 FROM ledger WHERE result ="
                        + " sequence)");
        session.update(
                "INSERT INTO audit (result, run, kind, state, account, wanted_at) SELECT sequence,"
                        + " 7, 'CHECK', 'DROPPED', account, received_at FROM result WHERE"
                        + " sequence < 0 AND NOT EXISTS (SELECT 1 FROM audit WHERE result ="
                        + " sequence)");
        copy(
                session,
                "job",
                OLD_JOBS,
                "state = 'RUNNING'",
                Map.of(
                        "id", "printf('old-%d', " + i + ")",
                        "state", "'DONE'",
                        "created_at", "one.created_at " + longAgo));
    }

    @Test
    void readingCostsTheSameHoweverMuchThereIsFromBefore(TestReporter reporter) throws Exception {
        round();
        round();
        database.change(session -> age(session, 1));
        count();
        var before = stepsOfReading();
        ProgressHandler.clearHandler(connection());
        database.change(session -> age(session, 2));
        count();
        var after = stepsOfReading();
        reporter.publishEntry("steps of SQLite's machine: " + before + ", a year later " + after);
        assertThat(before).allSatisfy((name, n) -> assertThat(n).as(name).isPositive());
        assertThat(after)
                .allSatisfy(
                        (name, n) ->
                                assertThat((double) n / before.getOrDefault(name, 0L))
                                        .as(name)
                                        .isLessThan(1.1));
    }

    private List<Integer> numbers(Answer<Messages.Rounds> answer) {
        assertThat(answer).isInstanceOf(Answer.Done.class);
        var rounds = ((Answer.Done<Messages.Rounds>) answer).value().rounds();
        return rounds.stream().map(Messages.RoundView::round).toList();
    }

    @Test
    void whatGrowsForEverIsToldInParts() {
        round();
        round();
        database.change(session -> age(session, 1));
        database.change(session -> age(session, 2));
        var views = coordinator.views();
        var words = new JobId("words");
        assertThat(numbers(views.rounds(words))).hasSize(1000).isSorted().endsWith(-1102, 0, 1);

        var jobs = new ArrayList<JobId>();
        var after = Optional.<JobId>empty();
        for (int asked = 0; asked < 4; asked++) {
            var some = views.jobsAfter(after).jobs().stream().map(Messages.JobView::id).toList();
            assertThat(some).hasSize(List.of(200, 200, 1, 0).get(asked));
            jobs.addAll(some);
            after = some.isEmpty() ? after : Optional.of(some.getLast());
        }
        assertThat(jobs).doesNotHaveDuplicates().endsWith(words);
        assertThat(views.jobsAfter(Optional.of(new JobId("nobodys"))).jobs()).isEmpty();
        assertThat(views.jobs().jobs())
                .hasSize(101)
                .extracting(Messages.JobView::id)
                .containsExactlyElementsOf(jobs.subList(300, 401));
    }

    @Test
    void staysTheSameWhenThereIsMuchMoreFromBefore(TestReporter reporter) throws Exception {
        for (int i = 0; i < FIRST_ROUNDS; i++) {
            round();
        }
        count();
        long before = stepsOf(COUNTED_ROUNDS);
        long jobsBefore = stepsOfJobs();
        ProgressHandler.clearHandler(connection());
        database.change(CostOfARoundTest::age);
        count();
        long after = stepsOf(COUNTED_ROUNDS);
        reporter.publishEntry(
                "%d steps of SQLite's machine for %d rounds, %d with %d old results"
                        .formatted(before, COUNTED_ROUNDS, after, OLD_RESULTS));
        assertThat(before).isPositive();
        assertThat((double) after / before).isLessThan(1.1);
        assertThat(jobsBefore).isPositive();
        assertThat((double) stepsOfJobs() / jobsBefore).as("the list of jobs").isLessThan(1.1);
    }

    /// What of an index or a table the server looked at, up to now.
    private long looks() {
        var flushing = "SELECT 1 AS n FROM pg_stat_force_next_flush()";
        database.change(session -> session.count(flushing));
        database.ask(session -> session.count(flushing));
        return database.ask(
                session ->
                        session.count(
                                "SELECT (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE"
                                        + " schemaname = current_schema()) + (SELECT sum(seq_tup_read)"
                                        + " FROM pg_stat_user_tables WHERE schemaname ="
                                        + " current_schema()) AS n"));
    }

    private long looksOf(int rounds) {
        long before = looks();
        for (int i = 0; i < rounds; i++) {
            round();
        }
        return looks() - before;
    }

    /// So that one text ages both: what SQLite has and a server has not.
    private static void speakSqlite(Session session) {
        session.update(
                "CREATE FUNCTION pragma_table_info (asked TEXT) RETURNS TABLE (name TEXT) LANGUAGE"
                        + " sql AS 'SELECT column_name::text FROM information_schema.columns WHERE"
                        + " table_schema = current_schema() AND table_name = asked'");
        session.update(
                "CREATE FUNCTION printf (form TEXT, n BIGINT) RETURNS TEXT LANGUAGE sql AS"
                        + " 'SELECT lpad(to_hex(n), substr(form, 3, 2)::int, ''0'')'");
    }

    /// A server that sorts nothing walks through all results there ever were instead, unless it is
    /// told not to: what it looks at for a round must not grow with them. Its plans are those of
    /// tables that it knows.
    @Test
    void aServerLooksAtNoMoreWhenThereIsMuchMoreFromBefore(TestReporter reporter) {
        database.close();
        begin(
                Database.connect(
                        PostgresServer.shared().schema(),
                        PostgresServer::login,
                        CoordinatorServer.migrations()));
        for (int i = 0; i < 2; i++) {
            round();
        }
        long before = looksOf(COUNTED_ROUNDS);
        database.change(
                session -> {
                    speakSqlite(session);
                    age(session);
                });
        database.change(session -> session.update("ANALYZE"));
        long after = looksOf(COUNTED_ROUNDS);
        reporter.publishEntry("rows looked at: " + before + ", with much from before " + after);
        assertThat(before).isPositive();
        assertThat(after).isLessThan(before + OLD_ROUNDS);
    }
}
