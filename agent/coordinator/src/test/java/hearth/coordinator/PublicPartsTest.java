package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Messages.EpochView;
import hearth.protocol.Messages.JobLog;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.Database;
import hearth.storage.Session;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

/// What a job's checkpoints and the roots are computed again from is told in parts.
@ParameterizedClass
@EnumSource(Column.class)
final class PublicPartsTest {
    private static final int FIRST_ROUND = 100;
    private static final int ROUNDS = 10_050;
    private static final int EPOCHS = 2_500;

    private static final String COUNTING =
            "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?) ";

    private final Column column;
    @TempDir private Path folder;
    private Simulation network;

    PublicPartsTest(Column column) {
        this.column = column;
    }

    @BeforeEach
    void open() {
        var stores = column.stores();
        network =
                new Simulation(1, stores, folder, Simulation.POLICY, Wei.of(1_000_000_000L), 12, 9);
        try (var database = stores.database(folder)) {
            grow(database);
        }
    }

    @AfterEach
    void close() {
        network.close();
    }

    private static void grow(Database database) {
        var base = database.read(s -> s.first("SELECT base FROM round", row -> row.text("base")));
        database.change(
                session -> {
                    hashes(session);
                    session.update(
                            COUNTING
                                    + "INSERT INTO round (job, number, state, target, base, opened_at,"
                                    + " published_at, record) SELECT ?, n.i + ?, 'PUBLISHED', 1, ?, 0,"
                                    + " 0, "
                                    + hash("n.i")
                                    + " FROM n",
                            ROUNDS,
                            Simulation.JOB,
                            FIRST_ROUND - 1,
                            base.orElseThrow());
                    session.update("DELETE FROM epoch");
                    session.update(
                            COUNTING
                                    + "INSERT INTO epoch (number, state, opened_at, root, total,"
                                    + " leaves) SELECT n.i, 'FINAL', 0, '00', '7', "
                                    + hash("n.i")
                                    + " FROM n",
                            EPOCHS);
                    session.update(
                            "INSERT INTO epoch (number, state, opened_at) VALUES (?, 'OPEN', 0)",
                            EPOCHS + 1);
                });
    }

    private static void hashes(Session session) {
        session.update(
                COUNTING
                        + "INSERT INTO blob (hash, bytes, published) SELECT "
                        + hash("n.i")
                        + ", 1, 1 FROM n",
                ROUNDS);
    }

    private static String hash(String number) {
        var text = "CAST(" + number + " AS TEXT)";
        return "substr('%s' || %s, length(%s) + 1)".formatted("0".repeat(64), text, text);
    }

    private List<Sha256> records(long from) {
        return switch (network.coordinator.views().log(Simulation.JOB, from)) {
            case Answer.Done<JobLog>(var log) -> log.records();
            case Answer.Refused<JobLog> refused -> throw new AssertionError(refused.reason());
        };
    }

    private static Sha256 numbered(int number) {
        return new Sha256("%064d".formatted(number));
    }

    @Test
    void noLogIsLongerThanAPartAndTheRestIsAskedFor() {
        assertThat(records(0))
                .hasSize(10_000)
                .startsWith(numbered(1), numbered(2))
                .endsWith(numbered(10_000));
        assertThat(records(FIRST_ROUND + 10_000))
                .hasSize(50)
                .startsWith(numbered(10_001))
                .endsWith(numbered(ROUNDS));
        assertThat(records(FIRST_ROUND + ROUNDS)).isEmpty();
    }

    @Test
    void noListOfEpochsIsLongerThanAPartAndTheRestIsAskedFor() {
        assertThat(numbers(0)).containsExactlyElementsOf(span(1, 1000));
        assertThat(numbers(1001)).containsExactlyElementsOf(span(1001, 2000));
        assertThat(numbers(2001)).containsExactlyElementsOf(span(2001, EPOCHS));
        assertThat(numbers(EPOCHS + 1)).isEmpty();
    }

    private List<Long> numbers(long from) {
        return network.coordinator.views().epochs(from).epochs().stream()
                .map(EpochView::number)
                .toList();
    }

    private static List<Long> span(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}
