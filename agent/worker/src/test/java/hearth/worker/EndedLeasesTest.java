package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.DeviceId;
import hearth.protocol.Json;
import hearth.protocol.LeaseId;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

class EndedLeasesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");

    /// One lease an hour.
    private static final int YEAR = 365 * 24;

    private static final long HOUR = Duration.ofHours(1).toMillis();

    @TempDir private Path home;
    private JournalFile file;
    private LeaseJournal journal;

    @BeforeEach
    void open() {
        file = JournalFile.open(home.resolve("journal.db"), InstantSource.system());
        journal = new LeaseJournal(file);
    }

    @AfterEach
    void close() {
        file.close();
    }

    /// Leases that ended an hour apart, the last one at this moment: three of four were signed for,
    /// the others were given back.
    private void work(String year, int leases, Instant last) {
        var lease = Json.text(Examples.lease("one", NOW));
        file.transact(
                () -> {
                    copy(
                            "lease (id, state, lease, begun_ms, trained_ms, training_ms, ended_ms)"
                                    + " SELECT '%1$s' || i, 'Ended', '%2$s', %3$s - 9, %3$s, 7, %3$s"
                                            .formatted(year, lease, at(leases, last)),
                            leases);
                    copy(
                            "receipt (lease, receipt, kept_ms) SELECT '%1$s' || i,".formatted(year)
                                    + " json_object('content', json_object('device', '%s')), %s"
                                            .formatted("00".repeat(32), at(leases, last)),
                            leases,
                            " WHERE i % 4 <> 0");
                    copy(
                            "lease_part (lease, part, steps) SELECT '" + year + "' || i, 'cpu', 5",
                            leases);
                    return file.change(
                            "INSERT INTO strike (job, struck_ms) VALUES ('moby', ?)",
                            s -> s.setLong(1, last.minus(Duration.ofDays(40)).toEpochMilli()));
                });
    }

    private static String at(int leases, Instant last) {
        return "(%d - (%d - i) * %d)".formatted(last.toEpochMilli(), leases, HOUR);
    }

    private void copy(String row, int times) throws SQLException {
        copy(row, times, "");
    }

    private void copy(String row, int times, String which) throws SQLException {
        file.change(
                "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < "
                        + times
                        + ") INSERT INTO "
                        + row
                        + " FROM n"
                        + which,
                s -> {});
    }

    private void endOne(String name, Instant now) {
        var work = new Work.Fetching(Examples.lease(name, now), Optional.empty(), 0);
        var event = new WorkEvent.HalfDone(work.id());
        journal.record(List.of(), event, List.of(work), now);
        journal.record(List.of(work), event, List.of(), now);
    }

    private long count(String what) {
        return file.rows("SELECT COUNT(*) FROM " + what, s -> {}, r -> r.getLong(1)).getFirst();
    }

    private long bytesInUse() {
        return file.rows(
                        "SELECT ((SELECT page_count FROM pragma_page_count) - (SELECT freelist_count"
                                + " FROM pragma_freelist_count)) * (SELECT page_size FROM"
                                + " pragma_page_size)",
                        s -> {},
                        r -> r.getLong(1))
                .getFirst();
    }

    @Test
    void yearsOfLeasesLeaveReceiptsAndTheNewestRows(TestReporter reporter) {
        long empty = bytesInUse();
        work("a", YEAR, NOW);
        long before = bytesInUse();
        for (int i = 0; i < 9; i++) {
            endOne("now-" + i, NOW);
        }
        long after = bytesInUse();
        assertThat(count("lease")).isEqualTo(EndedLeases.KEPT);
        assertThat(count("receipt")).isEqualTo(YEAR * 3L / 4);
        assertThat(count("lease_part WHERE lease IN (SELECT lease FROM receipt)"))
                .isEqualTo(YEAR * 3L / 4);
        assertThat(count("lease_part")).isLessThan(YEAR * 3L / 4 + EndedLeases.KEPT);
        assertThat(count("strike")).isZero();
        assertThat(journal.trainingSince(NOW.minus(Duration.ofDays(7))))
                .isEqualTo(Duration.ofMillis(7 * (7 * 24 + 1)));
        assertThat(
                        new ReceiptBook(file)
                                .forgotten(
                                        new DeviceId("00".repeat(32)),
                                        NOW.plus(Duration.ofDays(1))))
                .hasSize(YEAR * 3 / 4)
                .contains(new LeaseId("a1"), new LeaseId("a" + (YEAR - 1)));
        reporter.publishEntry(
                "a lease took %d bytes, and %d once its row is gone"
                        .formatted((before - empty) / YEAR, (after - empty) / YEAR));
        assertThat(after - empty).isLessThan((before - empty) / 2);

        var later = NOW.plus(Duration.ofDays(365));
        work("b", YEAR, later);
        for (int i = 0; i < 9; i++) {
            endOne("later-" + i, later);
        }
        assertThat(count("lease")).isEqualTo(EndedLeases.KEPT);
        assertThat(count("receipt")).isEqualTo(2L * YEAR * 3 / 4);
    }

    @Test
    void whatEndedWithinTheMonthStaysHoweverMuchItIs() {
        int many = 3 * EndedLeases.KEPT;
        file.transact(
                () -> {
                    copy(
                            "lease (id, state, lease, begun_ms, ended_ms) SELECT 'q' || i, 'Ended',"
                                    + " '', 0, "
                                    + NOW.minus(EndedLeases.KEPT_FOR).toEpochMilli(),
                            many);
                    return 0;
                });
        endOne("now", NOW);
        assertThat(count("lease")).isEqualTo(many + 1);
    }

    @Test
    void anOpenLeaseStaysHoweverOldItIs() {
        var open = new Work.Fetching(Examples.lease("open", NOW), Optional.empty(), 0);
        var event = new WorkEvent.HalfDone(open.id());
        journal.record(List.of(), event, List.of(open), NOW.minus(Duration.ofDays(400)));
        work("a", 2 * EndedLeases.KEPT, NOW.minus(Duration.ofDays(40)));
        endOne("now", NOW);
        endOne("again", NOW);
        assertThat(journal.resume()).extracting(Work::id).containsExactly(open.id());
        assertThat(count("lease")).isEqualTo(EndedLeases.KEPT + 1);
    }
}
