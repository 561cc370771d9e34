package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.worker.AgentSnapshot.Reason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

class JournalFileTest {
    private static final Instant NOW = Instant.ofEpochSecond(2_000_000);
    private static final String STRIKE = "INSERT INTO strike (job, struck_ms) VALUES (?, 1)";

    @TempDir private Path folder;

    private AgentRecords open() {
        return AgentRecords.open(folder.resolve("journal.db"), Clock.systemUTC());
    }

    private static int strikes(AgentRecords records, String job) {
        return records.file()
                .rows(
                        "SELECT count(*) FROM strike WHERE job = ?",
                        s -> s.setString(1, job),
                        r -> r.getInt(1))
                .getFirst();
    }

    private static void limitPages(AgentRecords records, int pages) {
        assertThat(
                        records.file()
                                .rows(
                                        "PRAGMA max_page_count = " + pages,
                                        s -> {},
                                        r -> r.getInt(1)))
                .hasSize(1);
    }

    @Test
    void aTransactionThatMetAFullDiskLeavesNothingAndTheNextOneWorks() {
        try (var records = open()) {
            limitPages(records, 1);
            for (int tries = 0; tries < 3; tries++) {
                assertThatThrownBy(
                                () ->
                                        records.file()
                                                .transact(
                                                        () -> {
                                                            records.file()
                                                                    .change(
                                                                            STRIKE,
                                                                            s ->
                                                                                    s.setString(
                                                                                            1,
                                                                                            "half"));
                                                            return records.file()
                                                                    .change(
                                                                            STRIKE,
                                                                            s ->
                                                                                    s.setString(
                                                                                            1,
                                                                                            "x"
                                                                                                    .repeat(
                                                                                                            200_000)));
                                                        }))
                        .isInstanceOf(AgentException.class)
                        .cause()
                        .hasMessageContaining("SQLITE_FULL");
                limitPages(records, 1);
            }
            limitPages(records, 1 << 20);

            records.file().write(STRIKE, s -> s.setString(1, "whole"));

            assertThat(strikes(records, "half")).isZero();
            assertThat(strikes(records, "whole")).isOne();
        }
    }

    @Test
    void aJournalThatIsDamagedAtTheStartIsReplacedByItsNewestCopyAndSaysSo() throws Exception {
        var receipt = Examples.receipt(Examples.lease("a", NOW));
        try (var records = open()) {
            records.leases().keepAgain(receipt, NOW);
            records.settings().payout("0x1");
            records.file().backUp();
        }
        damage();

        try (var records = open()) {
            assertThat(records.leases().receipts()).containsExactly(receipt);
            assertThat(records.settings().payout()).contains("0x1");
            assertThat(records.settings().restored().map(Reason::id)).contains("journal-restored");
        }
        try (var records = open()) {
            assertThat(records.settings().restored()).as("after the next start").isPresent();
        }
        assertThat(setAside()).hasSize(1);
    }

    @Test
    void withoutACopyANewJournalBeginsAndTheDamagedOneStays() throws Exception {
        try (var records = open()) {
            records.settings().payout("0x1");
        }
        damage();

        try (var records = open()) {
            assertThat(records.settings().restored())
                    .contains(new Reason("journal-begun-anew", ""));
            assertThat(records.settings().payout()).isEmpty();
        }
        assertThat(setAside()).hasSize(1);
    }

    @Test
    void aJournalThatBreaksAtWorkIsReplacedAndTheOpenLeasesStayAsTheyAre() throws Exception {
        var lease = Examples.lease("open", NOW.plusSeconds(60));
        Work fetching = new Work.Fetching(lease, Optional.empty(), 0);
        var assignment = new Work.Assignment("Moby-Dick", "gpt", Examples.STEPS);
        Work training = new Work.Training(lease, assignment, Optional.empty(), false, 0);
        var event = new WorkEvent.Extended(lease.id(), NOW);
        try (var records = open()) {
            records.file().backUp();
            records.leases().record(List.of(), event, List.of(fetching), NOW);
            damageBehindItsBack();

            assertThatThrownBy(() -> records.leases().strike(lease.job(), NOW))
                    .isInstanceOfSatisfying(
                            AgentException.class,
                            e -> assertThat(e.id()).isEqualTo(JournalFile.RESTORED));
            records.leases().record(List.of(fetching), event, List.of(training), NOW);

            assertThat(records.leases().resume())
                    .singleElement()
                    .isInstanceOf(Work.Paused.class)
                    .extracting(Work::lease)
                    .isEqualTo(lease);
            assertThat(records.leases().trainingSince(Instant.EPOCH)).isEqualTo(Duration.ZERO);
        }
    }

    /// Another's write makes the journal forget what it holds of the file in memory.
    private void damageBehindItsBack() throws Exception {
        try (var other =
                        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("journal.db"));
                var statement = other.createStatement()) {
            statement.execute("INSERT INTO strike (job, struck_ms) VALUES ('other', 1)");
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        try (var channel =
                FileChannel.open(folder.resolve("journal.db"), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate((int) channel.size() - 4096), 4096);
        }
    }

    /// Everything behind the first page, and the log with it.
    private void damage() throws Exception {
        var file = folder.resolve("journal.db");
        Files.deleteIfExists(folder.resolve("journal.db-wal"));
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long size = Math.max(channel.size(), 2 * 4096);
            channel.write(ByteBuffer.allocate((int) size - 100), 100);
        }
    }

    private List<Path> setAside() throws Exception {
        try (var files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().matches(".*damaged-[0-9]+"))
                    .toList();
        }
    }

    private static final JournalSchema NEXT =
            JournalSchema.current()
                    .and(
                            List.of(
                                    "CREATE TABLE of_the_next_version (only TEXT) STRICT",
                                    "ALTER TABLE strike RENAME COLUMN job TO work"));

    private Path journal() {
        return folder.resolve("journal.db");
    }

    private long files(String beginning) throws Exception {
        try (var all = Files.list(folder)) {
            return all.filter(f -> f.getFileName().toString().startsWith(beginning)).count();
        }
    }

    @Test
    void afterAVersionThatWasTakenBackTheOneBeforeGoesOnWithWhatItsOwnerDecidedSince()
            throws Exception {
        try (var records = open()) {
            records.settings().share(true);
            records.settings().payout("0x1");
            records.file().write(STRIKE, s -> s.setString(1, "before"));
        }
        try (var newer = JournalFile.open(journal(), NEXT, Clock.systemUTC())) {
            newer.write("INSERT INTO strike (work, struck_ms) VALUES ('since', 1)", s -> {});
            new AgentSettings(newer).share(false);
        }

        for (int start = 0; start < 2; start++) {
            try (var records = open()) {
                assertThat(strikes(records, "before")).isOne();
                assertThat(strikes(records, "since")).isZero();
                assertThat(records.settings().isSharing()).isFalse();
                assertThat(records.settings().payout()).contains("0x1");
                assertThat(records.settings().restored())
                        .contains(new Reason("journal-came-back", ""));
            }
        }
        assertThat(files("journal.db.newer-")).isOne();
        try (var newer = JournalFile.open(journal(), NEXT, Clock.systemUTC())) {
            assertThat(new AgentSettings(newer).restored()).isEmpty();
        }
    }

    @Test
    void withoutACopyOfItsOwnVersionAnOlderHearthLeavesTheJournalAlone() throws Exception {
        open().close();
        JournalFile.open(journal(), NEXT, Clock.systemUTC()).close();
        Files.delete(folder.resolve("journal.db.backups/version-9.db"));
        var before = Files.readAllBytes(journal());

        assertThatThrownBy(this::open)
                .isInstanceOf(AgentException.class)
                .hasFieldOrPropertyWithValue("id", "journal-newer");

        assertThat(Files.readAllBytes(journal())).isEqualTo(before);
        assertThat(files("journal.db.newer-")).isZero();
    }

    @Test
    void anOwnerWhoCannotBeAskedAnyMoreIsTakenToShareNothing() throws Exception {
        try (var records = open()) {
            records.settings().share(true);
        }
        var unknown =
                NEXT.and(
                        List.of(
                                "ALTER TABLE setting RENAME TO choice",
                                "CREATE TABLE setting (name TEXT) STRICT"));
        JournalFile.open(journal(), unknown, Clock.systemUTC()).close();

        try (var records = open()) {
            assertThat(records.settings().isSharing()).isFalse();
        }
    }
}
